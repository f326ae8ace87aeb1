"""Ending certificates: issued anew, revoked, or forgotten with the pupil."""

from datetime import datetime

from sqlalchemy import delete, select, update

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.certificates.errors import NoLongerValid, NoPlace
from fablab.certificates.models import (
    BatchItem,
    Certificate,
    ProjectMark,
    RevokeKind,
    Waiver,
)
from fablab.certificates.queries.proposals import proposals_of
from fablab.certificates.services.ended import certificate_ended
from fablab.certificates.services.issuing import issue_one, refuse_unless_over
from fablab.certificates.services.papers import forget_signed
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.registrations.services import lock_series


def revoke_certificate(
    *,
    certificate: Certificate,
    by: Account,
    reason: str,
    now: datetime,
    kind: RevokeKind = RevokeKind.OTHER,
) -> None:
    """Let a certificate end; whoever looks its number up sees that from now on.

    Args:
        certificate: one that is valid.
        by: the coordinator.
        reason: in words that only coordinators read.
        now: the aware instant.
        kind: the reason chosen.

    Raises:
        NoLongerValid: it has ended already.
    """
    _refuse_ended(certificate)
    certificate.revoked_at = now
    certificate.revoke_kind, certificate.revoke_reason = kind, reason
    certificate.ended_by = by
    record_event(
        actor=by.public_id,
        action="certificate.revoked",
        subject_kind="certificate",
        subject=certificate.public_id,
        now=now,
        details={"reason": kind},
    )
    certificate_ended(certificate, now=now)


def reissue_certificate(
    *, certificate: Certificate, by: Account, reason: str, now: datetime
) -> Certificate:
    """Put a new certificate, with today's facts, in the place of a valid one.

    The old one says "replaced" from now on; both numbers stay what they are. Its
    series is locked here, since at most one may be valid.

    Raises:
        NoLongerValid: it has ended already; a new one is issued from the list.
        NoPlace: the pupil has no place in the series any more.
        DomainError: by today's facts a rule stands in the way.
    """
    series = certificate.registration.series
    lock_series(series.id)
    _refuse_ended(certificate)
    refuse_unless_over(series, now=now)
    for proposal in proposals_of(series, now=now):
        if proposal.registration.id == certificate.registration_id:
            break
    else:
        raise NoPlace
    if proposal.refusal:
        raise proposal.refusal
    certificate.replaced_at, certificate.ended_by = now, by
    db.session.flush()
    new = issue_one(
        proposal, issued_by=by, now=now, replaces=certificate, reason=reason
    )
    certificate_ended(certificate, now=now)
    return new


def forget_certificates(registration: Registration, *, now: datetime) -> int:
    """Delete what was certified to a pupil who is being erased, and noted for it.

    Their numbers are unknown from then on, like any that was never given out; a paper
    in the family's hands stays theirs.

    Returns:
        How many were deleted.
    """
    found = db.session.scalars(
        select(Certificate).where(Certificate.registration_id == registration.id)
    ).all()
    ids = [certificate.id for certificate in found]
    for certificate in found:
        certificate_ended(certificate, forgotten=True, now=now)
        forget_signed(certificate)
    for statement in (
        *(
            delete(model).where(model.registration_id == registration.id)
            for model in (BatchItem, ProjectMark, Waiver)
        ),
        update(Certificate).where(Certificate.id.in_(ids)).values(replaces_id=None),
        delete(Certificate).where(Certificate.id.in_(ids)),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    return len(ids)


def _refuse_ended(certificate: Certificate) -> None:
    if certificate.revoked_at or certificate.replaced_at:
        raise NoLongerValid
