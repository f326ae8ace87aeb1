"""Who of a series may get a certificate, and why the others may not yet."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from fablab.accounts.models import Account
from fablab.certificates.errors import (
    NoMeetingHeld,
    NoProject,
    NotOver,
    TooFewMeetings,
)
from fablab.certificates.facts import draw_up
from fablab.certificates.models import Certificate, ProjectMark, Waiver
from fablab.certificates.queries.lookup import is_valid
from fablab.checkin.models import CAME, Attendance
from fablab.kernel.db import db
from fablab.kernel.errors import DomainError, SeveralReasons
from fablab.people.models import Guardian
from fablab.people.order import by_family_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series


class Kept(NamedTuple):
    """What is kept of a registration for its certificate, where there is any."""

    certificate: Certificate | None
    mark: ProjectMark | None
    waiver: Waiver | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One placed pupil, how often they came, and what stands in the way if anything.

    `mark` says when the own project was seen, `waiver` that a coordinator has set the
    rules aside; `certificate` is the valid one, if there is one already; `refusal` says
    why there cannot be one yet.
    """

    registration: Registration
    attended: tuple[Meeting, ...]
    held: tuple[Meeting, ...]
    mark: ProjectMark | None = None
    waiver: Waiver | None = None
    certificate: Certificate | None = None
    refusal: DomainError | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.certificate is None and self.refusal is None

    @property
    def can_be_waived(self) -> bool:
        """Whether a coordinator's word would be enough for a certificate."""
        reasons = getattr(self.refusal, "reasons", [self.refusal])
        return bool(self.attended) and all(
            isinstance(reason, TooFewMeetings | NoProject) for reason in reasons
        )


def proposals_of(
    series: Series, *, now: datetime, of: Collection[int] | None = None
) -> list[Proposal]:
    """Every pupil with a place in the series, ordered by name.

    Args:
        series: which.
        now: the aware instant.
        of: the ids of the only registrations to look at; without it, all.
    """
    meetings = _meetings_of(series)
    held = tuple(meeting for meeting in meetings if meeting.ends_at <= now)
    registrations = _placed(series, of)
    ids = {registration.id for registration in registrations}
    came = _attended({meeting.id for meeting in held}, ids)
    kept = _kept(ids)
    over = is_over(meetings, now=now)
    found = []
    for registration in registrations:
        proposal = Proposal(
            registration=registration,
            attended=tuple(m for m in held if m.id in came[registration.id]),
            held=held,
            **kept[registration.id]._asdict(),
        )
        refusal = _refusal(proposal, now=now) if over else NotOver()
        found.append(replace(proposal, refusal=refusal))
    return found


def set_aside(series: Series, proposals: Collection[Proposal]) -> Sequence[Certificate]:
    """The series' other certificates: ended ones, and those of who left, new first."""
    shown = [line.certificate.id for line in proposals if line.certificate]
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.registration)
        .where(Registration.series_id == series.id, Certificate.id.not_in(shown))
        .options(joinedload(Certificate.ended_by), joinedload(Certificate.replaced_by))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def is_over(meetings: Collection[Meeting], *, now: datetime) -> bool:
    """Whether the last meeting that was not cancelled has ended."""
    return all(m.ends_at <= now for m in meetings if m.cancelled_at is None)


def meetings_needed(series: Series, *, held: int) -> int:
    """How many of the meetings held a pupil must have attended, one at least."""
    return max(1, -(-series.attendance_needed * held // 100))


def _refusal(proposal: Proposal, *, now: datetime) -> DomainError | None:
    """What stands in the way of a certificate once the series is over."""
    if not proposal.held:
        return NoMeetingHeld()
    broken = _broken_rules(proposal)
    if broken:
        return broken[0] if len(broken) == 1 else SeveralReasons(broken)
    try:
        draw_up(
            proposal.registration,
            attended=proposal.attended,
            held=proposal.held,
            mark=proposal.mark,
            issuer="",
            now=now,
        ).check_letters()
    except DomainError as refusal:
        return refusal
    return None


def _broken_rules(proposal: Proposal) -> list[DomainError]:
    """The rules not kept; a waiver sets them aside for whoever came at all."""
    registration, held = proposal.registration, len(proposal.held)
    series, name = registration.series, registration.pupil.full_name
    waived = proposal.waiver is not None
    needed = 1 if waived else meetings_needed(series, held=held)
    attended = len(proposal.attended)
    broken: list[DomainError] = []
    if attended < needed:
        broken.append(
            TooFewMeetings(name=name, attended=attended, held=held, needed=needed)
        )
    if series.project_needed and not (proposal.mark or waived):
        broken.append(NoProject(name=name))
    return broken


def _meetings_of(series: Series) -> Sequence[Meeting]:
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.series_id == series.id, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at)
    ).all()


def _placed(series: Series, of: Collection[int] | None) -> Sequence[Registration]:
    placed = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.PLACED,
            true() if of is None else Registration.id.in_(of),
        )
        .options(
            contains_eager(Registration.pupil),
            joinedload(Registration.registered_by).joinedload(Guardian.account),
        )
        .order_by(Registration.id)
    )
    return sorted(placed, key=lambda registration: by_family_name(registration.pupil))


def _attended(
    meeting_ids: Collection[int], registration_ids: Collection[int]
) -> dict[int, set[int]]:
    """The meetings each registration came to."""
    rows = db.session.execute(
        select(Attendance.registration_id, Attendance.meeting_id).where(
            Attendance.meeting_id.in_(meeting_ids),
            Attendance.registration_id.in_(registration_ids),
            Attendance.status.in_(CAME),
        )
    )
    came: dict[int, set[int]] = defaultdict(set)
    for registration_id, meeting_id in rows:
        came[registration_id].add(meeting_id)
    return came


def _kept(registration_ids: Collection[int]) -> dict[int, Kept]:
    """What there is of each registration: certificate, project, exception."""
    saw, granted = aliased(Account), aliased(Account)
    valid = and_(Certificate.registration_id == Registration.id, is_valid())
    rows = db.session.execute(
        select(Registration.id, Certificate, ProjectMark, Waiver)
        .outerjoin(Certificate, valid)
        .outerjoin(ProjectMark, ProjectMark.registration_id == Registration.id)
        .outerjoin(ProjectMark.meeting)
        .outerjoin(ProjectMark.seen_by.of_type(saw))
        .outerjoin(Waiver, Waiver.registration_id == Registration.id)
        .outerjoin(Waiver.granted_by.of_type(granted))
        .where(Registration.id.in_(registration_ids))
        .options(
            contains_eager(ProjectMark.meeting),
            contains_eager(ProjectMark.seen_by.of_type(saw)),
            contains_eager(Waiver.granted_by.of_type(granted)),
        )
    )
    return {row[0]: Kept(*row[1:]) for row in rows}
