"""Levels that came from a tablet: counted by the rules, or kept for staff to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor, actor_of
from fablab.assessments.errors import NoteMissing
from fablab.assessments.models import Assessment, Dimension, HeldLevel, HeldReason
from fablab.assessments.queries.rubrics import current_rubric, stored_rubrics
from fablab.assessments.services.levels import Answer, is_here, record_levels
from fablab.checkin.models import KioskPass, ScanOutcome
from fablab.checkin.queries.attendance import register_of, staff_meeting
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.scans import corrected
from fablab.kernel.db import db
from fablab.kernel.errors import NotFound
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series

PIN_LASTS = timedelta(hours=12)
"""How long levels may be given at a tablet after a PIN, which may be offline since."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """One level as a tablet sends it; names are public ids, `by` a staff member's code.

    `level` is ordinal 1–4, None for not observed; `at` what the tablet's clock said.
    `rubric` is the name of the version whose words were shown, empty if it is unsaid.
    """

    id: UUID
    seq: int
    meeting: str
    registration: str
    dimension: str
    level: int | None
    note: str
    at: datetime
    by: str
    rubric: str = ""


@dataclass(frozen=True, kw_only=True)
class RatingAnswer:
    """What became of a rating, and why it is held."""

    outcome: ScanOutcome
    reason: HeldReason | None = None


@dataclass(frozen=True)
class _Named:
    """What a rating names, found."""

    meeting: Meeting
    registration: Registration
    dimension: Dimension
    by: Account


def store_ratings(
    *, kiosk: KnownKiosk, ratings: Sequence[Rating], sent_at: datetime, now: datetime
) -> list[RatingAnswer]:
    """Count what the rules allow, keep the rest for staff, and say which is which.

    Args:
        kiosk: which tablet sends.
        ratings: at most a few hundred, in any order.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One answer for each rating, in the order of `ratings`.
    """
    known = _known_ids({rating.id for rating in ratings})
    dimensions = _dimensions()
    answers: dict[int, RatingAnswer] = {}
    for place, rating in sorted(enumerate(ratings), key=lambda pair: pair[1].seq):
        if rating.id in known:
            answers[place] = RatingAnswer(outcome=ScanOutcome.DUPLICATE)
            continue
        named = _find(rating, kiosk, dimensions)
        if named is None:
            answers[place] = RatingAnswer(outcome=ScanOutcome.INVALID)
            continue
        known.add(rating.id)
        at = min(corrected(rating.at, skew=now - sent_at), now)
        answers[place] = _store(rating, named, kiosk, at=at, now=now)
    return [answers[place] for place in range(len(ratings))]


def count_held(*, held: HeldLevel, by: Account, now: datetime) -> None:
    """Count a held level after all, as whoever gave it did, if the rules allow by now.

    Raises:
        DomainError: what recording levels refuses.
    """
    name = held.registration.public_id
    answer = Answer(name, held.level, held.note, held.event_id, held.at)
    record_levels(
        meeting=held.meeting,
        dimension=held.dimension,
        answers=[answer],
        by=held.given_by,
        now=now,
    )
    drop_held(held=held, by=by, now=now)


def drop_held(*, held: HeldLevel, by: Account, now: datetime) -> None:
    """It does not count; the row stays as history."""
    held.settled_at, held.settled_by = now, by
    db.session.flush()


def _store(
    rating: Rating, named: _Named, kiosk: KnownKiosk, *, at: datetime, now: datetime
) -> RatingAnswer:
    reason = _reason_to_hold(named, kiosk, at=at, now=now)
    if reason is None:
        answer = Answer(rating.registration, rating.level, rating.note, rating.id, at)
        try:
            record_levels(
                meeting=named.meeting,
                dimension=named.dimension,
                answers=[answer],
                by=named.by,
                now=now,
            )
        except NoteMissing:
            reason = HeldReason.NEEDS_NOTE
        else:
            return RatingAnswer(outcome=ScanOutcome.STORED)
    db.session.add(
        HeldLevel(
            event_id=rating.id,
            kiosk_id=kiosk.id,
            meeting=named.meeting,
            registration=named.registration,
            dimension=named.dimension,
            given_by=named.by,
            level=rating.level,
            note=rating.note,
            at=at,
            received_at=now,
            reason=reason,
        )
    )
    db.session.flush()
    return RatingAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, reason=reason)


def _reason_to_hold(
    named: _Named, kiosk: KnownKiosk, *, at: datetime, now: datetime
) -> HeldReason | None:
    meeting, registration = named.meeting, named.registration
    if not _gave_pin(named.by, kiosk, at=at):
        return HeldReason.NO_PIN
    actor = actor_of(named.by, today=now.date())
    is_out = named.by.disabled_at is not None and named.by.disabled_at <= now
    if is_out or not _may_observe(actor, meeting):
        return HeldReason.NOT_YOURS
    if registration.series_id != meeting.series_id:
        return HeldReason.OTHER_WORKSHOP
    if meeting.cancelled_at:
        return HeldReason.CANCELLED
    lines = {line.registration.id: line for line in register_of(meeting)}
    line = lines.get(registration.id)
    if line is None or not is_here(line):
        return HeldReason.NOT_HERE
    is_of_today = named.dimension.rubric_id == current_rubric().id
    return None if is_of_today else HeldReason.RUBRIC_CHANGED


def _dimensions() -> dict[tuple[str, str], Dimension]:
    """Dimensions by their rubric's name and code; without a name, today's rubric's."""
    current = {("", one.code): one for one in current_rubric().dimensions}
    return current | {
        (rubric.name, one.code): one
        for rubric in stored_rubrics()
        for one in rubric.dimensions
    }


def _gave_pin(account: Account, kiosk: KnownKiosk, *, at: datetime) -> bool:
    found = select(KioskPass.id).where(
        KioskPass.kiosk_id == kiosk.id,
        KioskPass.account_id == account.id,
        KioskPass.given_at > at - PIN_LASTS,
    )
    return db.session.scalars(found.limit(1)).first() is not None


def _may_observe(actor: Actor, meeting: Meeting) -> bool:
    try:
        staff_meeting(meeting.public_id, actor=actor)
    except NotFound:
        return False
    return True


def _find(
    rating: Rating, kiosk: KnownKiosk, dimensions: dict[tuple[str, str], Dimension]
) -> _Named | None:
    """What the rating names; None if any of it is unknown at this tablet's site."""
    dimension = dimensions.get((rating.rubric, rating.dimension))
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.series)
        .where(Meeting.public_id == rating.meeting, Series.site_id == kiosk.site_id)
    )
    registration = db.session.scalar(
        select(Registration)
        .join(Registration.series)
        .where(
            Registration.public_id == rating.registration,
            Series.site_id == kiosk.site_id,
        )
    )
    account = db.session.scalar(select(Account).where(Account.public_id == rating.by))
    if dimension and meeting and registration and account:
        return _Named(meeting, registration, dimension, account)
    return None


def _known_ids(ids: set[UUID]) -> set[UUID]:
    counted = select(Assessment.event_id).where(Assessment.event_id.in_(ids))
    held = select(HeldLevel.event_id).where(HeldLevel.event_id.in_(ids))
    return {each for each in db.session.scalars(counted.union(held)) if each}
