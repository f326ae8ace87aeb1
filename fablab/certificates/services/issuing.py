"""Issuing certificates to those who came, each under a number of its own."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.certificates.errors import NoPlace, NotOver
from fablab.certificates.facts import draw_up
from fablab.certificates.models import Certificate
from fablab.certificates.queries.designs import current_design, current_wording
from fablab.certificates.queries.lookup import is_valid
from fablab.certificates.queries.proposals import Proposal, is_over, proposals_of
from fablab.certificates.services.letters import tell_guardians
from fablab.kernel.codes import new_certificate_code
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.registrations.services import lock_series
from fablab.series.models import Meeting, Series

NUMBERS_TRIED = 5


def issue_certificates(
    *,
    series: Series,
    issued_by: Account,
    now: datetime,
    registrations: Collection[Registration] | None = None,
    mails: bool = True,
) -> list[Certificate]:
    """Certify those pupils of a finished series who came often enough.

    Who has a valid certificate already keeps it, so doing it again changes nothing.

    Args:
        series: one whose last meeting is over.
        issued_by: the coordinator, whose name stands on the paper.
        now: the aware instant.
        registrations: who is to get one; without it, all who may.
        mails: whether the guardians get a letter.

    Returns:
        The new certificates, flushed, ordered by the pupils' names.

    Raises:
        NotOver: a meeting of the series is still to come or running.
        TooFewMeetings: somebody who was chosen came too rarely.
        NoProject: somebody who was chosen has shown no project.
        NoPlace: somebody who was chosen has no place in the series.
        UnprintableLetters: the typeface lacks letters of a text.
    """
    lock_series(series.id)
    refuse_unless_over(series, now=now)
    certificates = [
        issue_one(proposal, issued_by=issued_by, now=now)
        for proposal in _chosen(proposals_of(series, now=now), registrations)
    ]
    if mails:
        for certificate in certificates:
            tell_guardians(certificate, now=now)
    return certificates


def issue_one(
    proposal: Proposal,
    *,
    issued_by: Account,
    now: datetime,
    replaces: Certificate | None = None,
    reason: str = "",
) -> Certificate:
    """Certify what the proposal says; call it with the series locked.

    Args:
        proposal: one that nothing stands in the way of.
        issued_by: the coordinator.
        now: the aware instant.
        replaces: the certificate that has just ended in favour of this one.
        reason: why it was replaced.

    Raises:
        UnprintableLetters: the typeface lacks letters of a text.
    """
    series = proposal.registration.series
    facts = draw_up(
        proposal.registration,
        attended=proposal.attended,
        held=proposal.held,
        mark=proposal.mark,
        issuer=issued_by.name,
        now=now,
    )
    facts.check_letters()
    certificate = _numbered(
        Certificate(
            code="",
            registration=proposal.registration,
            language=facts.language,
            snapshot=facts.as_json(),
            issued_by=issued_by,
            issued_at=now,
            design=current_design(series.site_id),
            wording=current_wording(series.id),
            replaces=replaces,
            reissue_reason=reason,
        )
    )
    details = {"registration": proposal.registration.public_id}
    record_event(
        actor=issued_by.public_id,
        action="certificate.reissued" if replaces else "certificate.issued",
        subject_kind="certificate",
        subject=certificate.public_id,
        now=now,
        details=details | ({"replaces": replaces.public_id} if replaces else {}),
    )
    return certificate


def refuse_unless_over(series: Series, *, now: datetime) -> None:
    """Wait for the last meeting.

    Raises:
        NotOver: a meeting of the series is still to come or running.
    """
    meetings = db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id)
    ).all()
    if not is_over(meetings, now=now):
        raise NotOver


def _numbered(certificate: Certificate) -> Certificate:
    """Store it under a number that nobody has: the database's word decides.

    Raises:
        IntegrityError: the registration has a valid one, which no number mends.
    """
    for tries_left in reversed(range(NUMBERS_TRIED)):
        certificate.code = new_certificate_code()
        try:
            with db.session.begin_nested():
                db.session.add(certificate)
                db.session.flush()
        except IntegrityError:
            if not tries_left or _has_valid(certificate.registration):
                raise
        else:
            break
    return certificate


def _has_valid(registration: Registration) -> bool:
    found = select(Certificate.id).where(
        Certificate.registration_id == registration.id, is_valid()
    )
    return db.session.scalar(found) is not None


def _chosen(
    proposals: list[Proposal], registrations: Collection[Registration] | None
) -> list[Proposal]:
    if registrations is None:
        return [proposal for proposal in proposals if proposal.is_ready]
    wanted = {registration.id for registration in registrations}
    if wanted - {proposal.registration.id for proposal in proposals}:
        raise NoPlace
    chosen = [
        proposal
        for proposal in proposals
        if proposal.registration.id in wanted and proposal.certificate is None
    ]
    for proposal in chosen:
        if proposal.refusal:
            raise proposal.refusal
    return chosen
