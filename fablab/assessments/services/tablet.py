"""Levels that came from a tablet: counted by the rules, or kept for staff to settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from fablab.assessments.models import HeldLevel, HeldReason
from fablab.assessments.queries.named import Named, find_named, known_ids
from fablab.assessments.services.holding import Rating, Seen, what_is_known
from fablab.assessments.services.levels import record_noted
from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.scans import corrected
from fablab.kernel.db import db


@dataclass(frozen=True, kw_only=True)
class RatingAnswer:
    """What became of a rating, and why it is held."""

    outcome: ScanOutcome
    reason: HeldReason | None = None


def store_ratings(
    *, kiosk: KnownKiosk, ratings: Sequence[Rating], sent_at: datetime, now: datetime
) -> list[RatingAnswer]:
    """Count what the rules allow, keep the rest for staff, and say which is which.

    It reads as often for one level as for all of a meeting, dimension and observer.

    Args:
        kiosk: which tablet sends.
        ratings: at most a few hundred, in any order.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One answer for each rating, in the order of `ratings`.
    """
    known = known_ids({rating.id for rating in ratings})
    named = find_named(
        kiosk,
        meetings={rating.meeting for rating in ratings},
        registrations={rating.registration for rating in ratings},
        accounts={rating.by for rating in ratings},
    )
    outcomes: list[ScanOutcome] = [ScanOutcome.DUPLICATE] * len(ratings)
    fresh: dict[int, Seen] = {}
    for place, rating in sorted(enumerate(ratings), key=lambda pair: pair[1].seq):
        if rating.id in known:
            continue
        at = min(corrected(rating.at, skew=now - sent_at), now)
        if seen := _find(rating, named, at=at):
            known.add(rating.id)
            fresh[place] = seen
        else:
            outcomes[place] = ScanOutcome.INVALID
    reasons = _keep(list(fresh.values()), kiosk, now=now)
    stored = dict(zip(fresh, reasons, strict=True))
    return [
        _answer(stored[place]) if place in stored else RatingAnswer(outcome=outcome)
        for place, outcome in enumerate(outcomes)
    ]


def _answer(reason: HeldReason | None) -> RatingAnswer:
    if reason is None:
        return RatingAnswer(outcome=ScanOutcome.STORED)
    return RatingAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, reason=reason)


def _find(rating: Rating, named: Named, *, at: datetime) -> Seen | None:
    """What the rating names; None if any of it is unknown at this tablet's site."""
    meeting = named.meetings.get(rating.meeting)
    dimension = named.dimension(rating.meeting, rating.rubric, rating.dimension)
    by = named.accounts.get(rating.by)
    registration = named.registrations.get(rating.registration)
    if meeting and dimension and by and registration:
        return Seen(meeting, dimension, by, registration, rating, at)
    return None


def _keep(
    seen: Sequence[Seen], kiosk: KnownKiosk, *, now: datetime
) -> list[HeldReason | None]:
    """Store them sheet by sheet; why each is held, in the order of `seen`."""
    if not seen:
        return []
    known = what_is_known(seen, kiosk, now=now)
    reasons = {one.rating.id: known.reason_to_hold(one) for one in seen}
    ordered = sorted(seen, key=lambda one: one.sheet)
    for _sheet, group in groupby(ordered, key=lambda one: one.sheet):
        free = [one for one in group if reasons[one.rating.id] is None]
        reasons |= _record(free, now=now)
    for one in seen:
        if reason := reasons[one.rating.id]:
            db.session.add(_held(one, kiosk, reason, now=now))
    db.session.flush()
    return [reasons[one.rating.id] for one in seen]


def _record(
    group: Sequence[Seen], *, now: datetime
) -> Mapping[UUID, HeldReason | None]:
    """Count what has the note it needs; the others with the reason to hold them."""
    if not group:
        return {}
    first = group[0]
    bare = record_noted(
        meeting=first.meeting,
        dimension=first.dimension,
        answers=[one.answer for one in group],
        by=first.by,
        now=now,
    )
    return {one.rating.id: HeldReason.NEEDS_NOTE for one in group if one.answer in bare}


def _held(
    one: Seen, kiosk: KnownKiosk, reason: HeldReason, *, now: datetime
) -> HeldLevel:
    return HeldLevel(
        event_id=one.rating.id,
        kiosk_id=kiosk.id,
        meeting=one.meeting,
        registration=one.registration,
        dimension=one.dimension,
        given_by=one.by,
        level=one.rating.level,
        note=one.rating.note,
        at=one.at,
        received_at=now,
        reason=reason,
    )
