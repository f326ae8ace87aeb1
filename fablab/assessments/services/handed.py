"""Self-reports from a tablet that was handed to a pupil: kept once, and never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fablab.accounts.models import Account
from fablab.accounts.queries import actor_of
from fablab.assessments.errors import NotAChoice
from fablab.assessments.models import NotCounted, Occasion
from fablab.assessments.queries.compass import open_occasions
from fablab.assessments.queries.handed import (
    accounts_named,
    known_reports,
    places_named,
    seen_series,
)
from fablab.assessments.queries.named import pins_given
from fablab.assessments.services.compass import Words, add_report
from fablab.assessments.services.holding import PIN_LASTS
from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.scans import corrected
from fablab.kernel.db import db
from fablab.registrations.models import Registration


@dataclass(frozen=True, kw_only=True)
class Handed:
    """One self-report as a tablet sends it; names are public ids.

    `answers`: item code → ordinal 1–4, None for "I don't know"; `at` what the tablet's
    clock said; `by` the code of the staff member who handed it over.
    """

    id: UUID
    seq: int
    registration: str
    occasion: Occasion
    answers: Mapping[str, int | None]
    language: str
    at: datetime
    by: str
    words: Words


@dataclass(frozen=True, kw_only=True)
class ReportAnswer:
    """What became of a self-report, and why it does not count."""

    outcome: ScanOutcome
    reason: NotCounted | None = None


@dataclass(frozen=True)
class _HandedOver:
    """What a report says, its names found; `at` is by the right time."""

    report: Handed
    registration: Registration
    by: Account
    kiosk: KnownKiosk
    at: datetime


def store_reports(
    *, kiosk: KnownKiosk, reports: Sequence[Handed], sent_at: datetime, now: datetime
) -> list[ReportAnswer]:
    """Keep what pupils said at the tablet, and say of each what became of it.

    Args:
        kiosk: which tablet sends.
        reports: at most a few hundred, in any order.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One answer for each report, in the order of `reports`.
    """
    known = known_reports({report.id for report in reports})
    places = places_named(kiosk, {report.registration for report in reports})
    accounts = accounts_named({report.by for report in reports})
    answers: dict[int, ReportAnswer] = {}
    for place, report in sorted(enumerate(reports), key=lambda pair: pair[1].seq):
        if report.id in known:
            answers[place] = ReportAnswer(outcome=ScanOutcome.DUPLICATE)
            continue
        registration, by = places.get(report.registration), accounts.get(report.by)
        if registration is None or by is None:
            answers[place] = ReportAnswer(outcome=ScanOutcome.INVALID)
            continue
        known.add(report.id)
        at = min(corrected(report.at, skew=now - sent_at), now)
        handed = _HandedOver(report, registration, by, kiosk, at)
        answers[place] = _store(handed, now=now)
    return [answers[place] for place in range(len(reports))]


def _store(handed: _HandedOver, *, now: datetime) -> ReportAnswer:
    said = handed.report
    try:
        kept = add_report(
            registration=handed.registration,
            occasion=said.occasion,
            answers=said.answers,
            language=said.language,
            signed_in=handed.by,
            answered_at=handed.at,
            words=said.words,
        )
    except NotAChoice:
        return ReportAnswer(outcome=ScanOutcome.INVALID)
    kept.event_id, kept.kiosk_id = said.id, handed.kiosk.id
    kept.not_counted = _why_not(handed, now=now)
    db.session.flush()
    return _answer(kept.not_counted)


def _answer(reason: NotCounted | None) -> ReportAnswer:
    if reason is None:
        return ReportAnswer(outcome=ScanOutcome.STORED)
    if reason is NotCounted.NOT_OPEN:
        return ReportAnswer(outcome=ScanOutcome.OUTSIDE_WINDOW, reason=reason)
    return ReportAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, reason=reason)


def _why_not(handed: _HandedOver, *, now: datetime) -> NotCounted | None:
    registration, by, at = handed.registration, handed.by, handed.at
    if not pins_given(handed.kiosk, [by.id], since=at - PIN_LASTS):
        return NotCounted.NO_PIN
    actor = actor_of(by, today=now.date())
    is_out = by.disabled_at is not None and by.disabled_at <= now
    if is_out or not seen_series(actor, [registration.series_id]):
        return NotCounted.NOT_YOURS
    is_open = handed.report.occasion in open_occasions(registration, now=at)
    return None if is_open else NotCounted.NOT_OPEN
