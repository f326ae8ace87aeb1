"""Answers that come by telephone, on paper or on the tablet, and who took them down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.consent.models import (
    Consent,
    Evidence,
    Purpose,
    Route,
)
from fablab.consent.services import record_consent
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.errors import NothingAnswered
from fablab.registrations.models import Registration
from fablab.registrations.queries.desk import Case
from fablab.registrations.services.agreeing import Answer, agree
from fablab.registrations.services.places import lock_series


@dataclass(frozen=True, kw_only=True)
class TakenDown:
    """What was taken down in one go, and how much of it counted."""

    agreed: int
    answered: int


def take_down(
    *,
    case: Case,
    answers: Sequence[Answer],
    route: Route,
    by: Account,
    now: datetime,
    evidence: Evidence | None = None,
    details: dict[str, str] | None = None,
) -> TakenDown:
    """Record what a guardian said by telephone or pressed on the tablet.

    A yes to taking part agrees to every registration of the case that waits for it; a
    no to it ends nothing: that is done by cancelling.

    Args:
        case: whose answers, about whom.
        answers: to the texts as they were read out or shown.
        route: how they reached us.
        by: who took them down.
        now: the aware instant.
        evidence: the signature, not added yet, where the route has one.
        details: more for the journal: codes only.

    Raises:
        NothingAnswered: every question was left open.
        DomainError: what `agree` refuses.
    """
    refuse_nothing(answers)
    lock_series(*sorted({one.series_id for one in case.registrations}))
    if evidence is not None:
        db.session.add(evidence)
    agreed = agree_to_all(
        case, answers, case.to_agree, route=route, by=by, now=now, evidence=evidence
    )
    answered = 0
    for given in optional(answers):
        keep(case, given, route=route, by=by, at=now, evidence=evidence)
        answered += 1
    done = TakenDown(agreed=agreed, answered=answered)
    note(case, done, route=route, by=by, now=now, details=details or {})
    return done


def note_evidence_seen(evidence: Evidence, *, by: Account, now: datetime) -> None:
    """Write down that somebody looked at a scan or signature."""
    record_event(
        actor=by.public_id,
        action="consent.evidence_read",
        subject_kind="pupil",
        subject=evidence.pupil.public_id,
        now=now,
        details={"evidence": evidence.public_id},
    )


def refuse_nothing(answers: Sequence[Answer]) -> None:
    """Say so if no question was answered.

    Raises:
        NothingAnswered: every question was left open.
    """
    if not answers:
        raise NothingAnswered(
            N_("Nothing was answered. Choose yes or no for at least one question.")
        )


def optional(answers: Sequence[Answer]) -> list[Answer]:
    """The answers to what is a consent: all but taking part."""
    return [one for one in answers if one.text.purpose is not Purpose.TAKING_PART]


def agree_to_all(
    case: Case,
    answers: Sequence[Answer],
    registrations: Sequence[Registration],
    *,
    route: Route,
    by: Account,
    now: datetime,
    evidence: Evidence | None,
) -> int:
    """Agree to each registration if the answers say so; returns to how many."""
    yes = [
        one.text
        for one in answers
        if one.text.purpose is Purpose.TAKING_PART and one.answer
    ]
    if not yes:
        return 0
    for registration in registrations:
        agree(
            registration=registration,
            guardian=case.guardian,
            agreement=yes[0],
            answers=[],
            route=route,
            now=now,
            entered_by=by,
            evidence=evidence,
        )
    return len(registrations)


def keep(
    case: Case,
    given: Answer,
    *,
    route: Route,
    by: Account,
    at: datetime,
    evidence: Evidence | None,
) -> Consent:
    """Record one answer of the guardian, with who took it down and its evidence."""
    return record_consent(
        guardian=case.guardian,
        pupil=case.pupil,
        text=given.text,
        answer=given.answer,
        route=route,
        now=at,
        entered_by=by,
        evidence=evidence,
        from_day=given.from_day,
        from_time=given.from_time,
    )


def note(
    case: Case,
    done: TakenDown,
    *,
    route: Route,
    by: Account,
    now: datetime,
    details: dict[str, str],
) -> None:
    """Write in the journal that answers were taken down, and by which route."""
    record_event(
        actor=by.public_id,
        action="consent.taken_down",
        subject_kind="pupil",
        subject=case.pupil.public_id,
        now=now,
        details={
            "route": route.value,
            "guardian": case.guardian.public_id,
            "agreed": done.agreed,
            "answered": done.answered,
            **details,
        },
    )
