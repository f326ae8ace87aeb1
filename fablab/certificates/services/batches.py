"""Certificates in bulk: who is to get one is written down, a worker does the rest.

A line is leased before its file is drawn and settled after; nothing is drawn while the
database's lock is held. A worker that is killed in between loses its lease: the next
one finds the certificate issued, and draws and tells what is still to be.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from fablab.accounts.models import Account
from fablab.certificates.errors import NoPlace, NothingToIssue
from fablab.certificates.models import Batch, BatchItem, Certificate, ItemState
from fablab.certificates.queries.lookup import is_valid
from fablab.certificates.queries.proposals import Proposal, proposals_of
from fablab.certificates.services.issuing import issue_one, refuse_unless_over
from fablab.certificates.services.letters import tell_guardians
from fablab.kernel.db import db
from fablab.kernel.errors import DomainError
from fablab.registrations.models import Registration
from fablab.registrations.services import lock_series
from fablab.series.models import Series

LEASE = timedelta(minutes=2)
TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One line to work on; the certificate is issued already."""

    item_id: int
    certificate: Certificate


def start_batch(
    *,
    series: Series,
    registrations: Collection[Registration],
    by: Account,
    now: datetime,
) -> Batch:
    """Write down who is to get a certificate; a worker does it soon after the commit.

    Who waits in a batch already stays in that one. Of two who ask at once for the same
    pupils, the second is led to what the first has started. Whom a rule refuses is
    refused alone, as the batch will tell.

    Raises:
        NotOver: a meeting of the series is still to come or running.
        NoPlace: nobody was chosen who has a place in the series.
        NothingToIssue: they all have their certificates.
    """
    lock_series(series.id)
    refuse_unless_over(series, now=now)
    if not registrations:
        raise NoPlace
    ids = [registration.id for registration in registrations]
    waiting = db.session.scalars(
        select(BatchItem).where(BatchItem.registration_id.in_(ids), is_waiting())
    ).all()
    settled = {item.registration_id for item in waiting} | _certified(ids)
    new = [one for one in registrations if one.id not in settled]
    if not new and waiting:
        return waiting[0].batch
    if not new:
        raise NothingToIssue
    batch = Batch(series=series, started_by=by, started_at=now)
    db.session.add(batch)
    db.session.add_all(BatchItem(batch=batch, registration=one) for one in new)
    db.session.flush()
    return batch


def follow_up(certificate: Certificate, *, by: Account, now: datetime) -> Batch:
    """Have the worker draw a certificate that is issued already, and tell of it."""
    registration = certificate.registration
    batch = Batch(series=registration.series, started_by=by, started_at=now)
    item = BatchItem(batch=batch, registration=registration, certificate=certificate)
    db.session.add_all([batch, item])
    db.session.flush()
    return batch


def try_again(batch: Batch) -> int:
    """Let the batch's broken lines wait once more.

    Returns:
        How many there were; those that wait elsewhere by now are left.
    """
    lock_series(batch.series_id)
    broken = [item for item in batch.items if item.state is ItemState.BROKEN]
    elsewhere = set(
        db.session.scalars(
            select(BatchItem.registration_id).where(
                BatchItem.registration_id.in_([i.registration_id for i in broken]),
                is_waiting(),
            )
        )
    )
    again = [item for item in broken if item.registration_id not in elsewhere]
    for item in again:
        item.state, item.attempts = ItemState.WAITING, 0
        item.leased_until = item.settled_at = None
    db.session.flush()
    return len(again)


def is_waiting() -> ColumnElement[bool]:
    """What holds for lines that are still to be worked on."""
    return BatchItem.state == ItemState.WAITING


def is_due(now: datetime) -> ColumnElement[bool]:
    """What holds for lines that may be worked on now, by whoever leases them first."""
    free = or_(BatchItem.leased_until.is_(None), BatchItem.leased_until <= now)
    return and_(is_waiting(), free)


def has_due_items(*, now: datetime) -> bool:
    """Whether it is worth taking the database's lock."""
    return db.session.scalar(select(BatchItem.id).where(is_due(now)).limit(1)) is not (
        None
    )


def lease_item(*, now: datetime) -> int | None:
    """Lease the line that has waited longest, to one worker only; None if none does.

    A line that was left behind too often is broken: it stops no other any more. Call
    it in a unit of work; on PostgreSQL it skips what another worker looks at.

    Returns:
        The line's id.
    """
    while True:
        item = db.session.scalars(
            select(BatchItem)
            .where(is_due(now))
            .order_by(BatchItem.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if item is None:
            return None
        if item.attempts < TRIES:
            item.attempts += 1
            item.leased_until = now + LEASE
            db.session.flush()
            return item.id
        settle(item.id, ItemState.BROKEN, now=now)


def issue_leased(item_id: int, *, now: datetime) -> Leased | None:
    """Issue what the line asks for, unless it was issued before; under the lock.

    Returns:
        The line with its certificate; None where the rules say no, which the line then
        tells.
    """
    item = db.session.get_one(BatchItem, item_id)
    lock_series(item.batch.series_id)
    if item.certificate is None:
        item.certificate = _issue(item, now=now)
        db.session.flush()
    if item.certificate is None:
        settle(item_id, ItemState.REFUSED, now=now)
        return None
    return Leased(item_id=item_id, certificate=item.certificate)


def settle_issued(item_id: int, *, pdf_sha256: str, now: datetime) -> bool:
    """The file was drawn: keep its SHA-256, tell the family, close the line.

    Returns:
        Whether this is the file that counts: another worker may have drawn one before.
    """
    item = db.session.get_one(BatchItem, item_id)
    if item.state is not ItemState.WAITING or item.certificate is None:
        return False
    is_first = not item.certificate.pdf_sha256
    item.certificate.pdf_sha256 = item.certificate.pdf_sha256 or pdf_sha256
    tell_guardians(item.certificate, now=now)
    settle(item_id, ItemState.DONE, now=now)
    return is_first


def settle(item_id: int, state: ItemState, *, now: datetime) -> None:
    """Close the line with what came of it; one that is closed stays as it is."""
    db.session.execute(
        update(BatchItem)
        .where(BatchItem.id == item_id, is_waiting())
        .values(state=state, settled_at=now, leased_until=None)
        .execution_options(synchronize_session="fetch")
    )


def give_back(item_id: int, *, now: datetime) -> None:
    """It did not work: let the line be tried again, or be broken after three tries."""
    item = db.session.get_one(BatchItem, item_id)
    if item.attempts >= TRIES:
        settle(item_id, ItemState.BROKEN, now=now)
        return
    item.leased_until = None
    db.session.flush()


def _certified(registration_ids: Collection[int]) -> set[int]:
    rows = select(Certificate.registration_id).where(
        Certificate.registration_id.in_(registration_ids), is_valid()
    )
    return set(db.session.scalars(rows))


def _issue(item: BatchItem, *, now: datetime) -> Certificate | None:
    """The pupil's certificate, the one they have already included."""
    proposal = _proposal(item, now=now)
    if proposal is None or (proposal.refusal and not proposal.certificate):
        return None
    if proposal.certificate:
        return proposal.certificate
    try:
        return issue_one(proposal, issued_by=item.batch.started_by, now=now)
    except DomainError:
        return None


def _proposal(item: BatchItem, *, now: datetime) -> Proposal | None:
    """The pupil's line alone: a batch of many looks at each of them once."""
    of = {item.registration_id}
    return next(iter(proposals_of(item.batch.series, now=now, of=of)), None)
