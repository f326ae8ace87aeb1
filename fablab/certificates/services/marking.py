"""What staff note before certificates are issued: projects seen, rules set aside."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.certificates.errors import NoSuchMeeting, NothingToSetAside
from fablab.certificates.models import ProjectMark, Waiver
from fablab.certificates.queries.proposals import Proposal
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


def note_projects(
    *,
    shown: Collection[Registration],
    not_shown: Collection[Registration],
    meeting: Meeting,
    by: Account,
    now: datetime,
) -> None:
    """Note whose own project was seen at the meeting; what was noted before stays.

    Args:
        shown: who has shown one; whoever was noted already keeps meeting and name.
        not_shown: of whom that is not so, or not so any more.
        meeting: at which those were seen that are new.
        by: who saw them.
        now: the aware instant.

    Raises:
        NoSuchMeeting: it was cancelled or has not begun.
    """
    if meeting.cancelled_at or meeting.starts_at > now:
        raise NoSuchMeeting
    db.session.execute(
        delete(ProjectMark)
        .where(ProjectMark.registration_id.in_([one.id for one in not_shown]))
        .execution_options(synchronize_session=False)
    )
    ids = [registration.id for registration in shown]
    known = set(
        db.session.scalars(
            select(ProjectMark.registration_id).where(
                ProjectMark.registration_id.in_(ids)
            )
        )
    )
    db.session.add_all(
        ProjectMark(registration=one, meeting=meeting, seen_by=by, noted_at=now)
        for one in shown
        if one.id not in known
    )
    db.session.flush()


def waive_rules(
    *, proposal: Proposal, reason: str, by: Account, now: datetime
) -> Waiver:
    """Let a pupil who came at all get a certificate; who decided and why is kept.

    Raises:
        NothingToSetAside: no rule stands in the way, or one that cannot be waived.
    """
    if proposal.certificate or not proposal.can_be_waived:
        raise NothingToSetAside
    waiver = Waiver(
        registration=proposal.registration,
        reason=reason,
        granted_by=by,
        granted_at=now,
    )
    db.session.add(waiver)
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="certificate.rule_waived",
        subject_kind="registration",
        subject=proposal.registration.public_id,
        now=now,
    )
    return waiver
