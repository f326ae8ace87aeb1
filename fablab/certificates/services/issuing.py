"""Issuing certificates to those who came, and revoking them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.certificates.errors import NoLongerValid, NoPlace, NotOver
from fablab.certificates.models import Certificate
from fablab.certificates.queries.designs import current_design, current_wording
from fablab.certificates.queries.proposals import Proposal, is_over, proposals_of
from fablab.certificates.snapshot import Snapshot
from fablab.kernel.codes import new_certificate_code
from fablab.kernel.db import db
from fablab.mail.services import queue_letter
from fablab.people.queries import guardians_to_tell
from fablab.registrations.models import Registration
from fablab.registrations.services import lock_series
from fablab.series.models import Meeting, Series
from fablab.series.queries import text_of

HALF_HOUR = 30


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
        NoPlace: somebody who was chosen has no place in the series.
        UnprintableLetters: the typeface lacks letters of a text.
    """
    lock_series(series.id)
    if not is_over(_meetings_of(series), now=now):
        raise NotOver
    certificates = [
        _issue(proposal, series=series, issued_by=issued_by, now=now)
        for proposal in _chosen(proposals_of(series, now=now), registrations)
    ]
    if mails:
        for certificate in certificates:
            _tell_guardians(certificate, now=now)
    return certificates


def revoke_certificate(
    *, certificate: Certificate, by: Account, reason: str, now: datetime
) -> None:
    """Let a certificate end; whoever looks its number up sees that from now on.

    Raises:
        NoLongerValid: it has ended already.
    """
    if certificate.revoked_at or certificate.replaced_at:
        raise NoLongerValid
    certificate.revoked_at = now
    certificate.revoke_reason = reason
    record_event(
        actor=by.public_id,
        action="certificate.revoked",
        subject_kind="certificate",
        subject=certificate.public_id,
        now=now,
    )


def keep_fingerprints(fingerprints: Mapping[str, str]) -> None:
    """Keep the SHA-256 of the files as they were issued, by the certificates' ids."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.public_id.in_(fingerprints))
    )
    for certificate in rows:
        certificate.pdf_sha256 = fingerprints[certificate.public_id]
    db.session.flush()


def _meetings_of(series: Series) -> Collection[Meeting]:
    return db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id)
    ).all()


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


def _issue(
    proposal: Proposal, *, series: Series, issued_by: Account, now: datetime
) -> Certificate:
    facts = _draw_up(proposal, series=series, issuer=issued_by.name, now=now)
    facts.check_letters()
    certificate = Certificate(
        code=new_certificate_code(),
        registration=proposal.registration,
        language=facts.language,
        snapshot=facts.as_json(),
        issued_by=issued_by,
        issued_at=now,
        design=current_design(series.site_id),
        wording=current_wording(series.id),
    )
    db.session.add(certificate)
    db.session.flush()
    record_event(
        actor=issued_by.public_id,
        action="certificate.issued",
        subject_kind="certificate",
        subject=certificate.public_id,
        now=now,
        details={"registration": proposal.registration.public_id},
    )
    return certificate


def _draw_up(
    proposal: Proposal, *, series: Series, issuer: str, now: datetime
) -> Snapshot:
    registration, held = proposal.registration, proposal.held
    pupil, site = registration.pupil, series.site
    language = registration.registered_by.account.language
    text = text_of(series, language)
    places = {meeting.place for meeting in held}
    return Snapshot(
        language=language,
        pupil=pupil.full_name,
        initials=f"{pupil.given_name[:1]}. {pupil.family_name[:1]}.",
        series=text.title,
        topic=series.topic.value,
        done=tuple(filter(None, map(str.strip, text.achievement.splitlines()))),
        meetings_attended=len(proposal.attended),
        meetings_held=len(held),
        hours=_hours(proposal.attended),
        first_on=held[0].starts_at.astimezone(site.zone).date(),
        last_on=held[-1].starts_at.astimezone(site.zone).date(),
        place=places.pop() if len(places) == 1 else "",
        site=site.name,
        city=site.city,
        time_zone=site.time_zone,
        issuer=issuer,
        issued_on=now.astimezone(site.zone).date(),
    )


def _hours(meetings: Collection[Meeting]) -> float:
    """The meetings' clock hours together, rounded to halves, a quarter upwards."""
    seconds = sum((m.ends_at - m.starts_at).total_seconds() for m in meetings)
    return (seconds / 60 + HALF_HOUR / 2) // HALF_HOUR / 2


def _tell_guardians(certificate: Certificate, *, now: datetime) -> None:
    pupil = certificate.registration.pupil
    for guardian in guardians_to_tell(pupil):
        account = guardian.account
        text = text_of(certificate.registration.series, account.language)
        queue_letter(
            to=account.email,
            language=account.language,
            template="certificate_issued",
            context={
                "name": account.name,
                "pupil": pupil.given_name,
                "series": text.title,
                "family_path": "/family/",
            },
            dedupe=f"certificate_issued:{certificate.public_id}:{guardian.public_id}",
            now=now,
        )
