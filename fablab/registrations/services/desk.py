"""Answers that come by telephone, on paper or on the tablet, and who took them down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.consent.models import (
    Consent,
    ConsentText,
    Evidence,
    PaperForm,
    Purpose,
    Route,
)
from fablab.consent.queries import current_versions
from fablab.consent.services import record_consent
from fablab.kernel.codes import new_paper_code
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.services import queue_letter
from fablab.registrations.errors import AlreadyRecorded, NothingAnswered
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.desk import Case, last_no_of
from fablab.registrations.services.agreeing import Answer, agree
from fablab.registrations.services.holds import ANSWER_WITHIN, REMIND_BEFORE
from fablab.registrations.services.letters import (
    ask_to_confirm,
    refuse_too_many_links,
)
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
    _refuse_nothing(answers)
    if evidence is not None:
        db.session.add(evidence)
    agreed = _agree(
        case, answers, case.to_agree, route=route, by=by, now=now, evidence=evidence
    )
    answered = 0
    for given in _optional(answers):
        _keep(case, given, route=route, by=by, at=now, evidence=evidence)
        answered += 1
    done = TakenDown(agreed=agreed, answered=answered)
    _note(case, done, route=route, by=by, now=now, details=details or {})
    return done


def print_forms(
    *, cases: Sequence[tuple[Case, Sequence[ConsentText]]], by: Account, now: datetime
) -> list[PaperForm]:
    """Give every case a paper of its own, with the texts that stand on it.

    Args:
        cases: whose, and the texts in the order of the paper.
        by: who prints them.
        now: the aware instant, the same for all.
    """
    forms = [
        PaperForm(
            code=new_paper_code(),
            pupil=case.pupil,
            guardian=case.guardian,
            text_ids=[text.id for text in texts],
            printed_at=now,
            school=case.pupil.school,
        )
        for case, texts in cases
    ]
    db.session.add_all(forms)
    db.session.flush()
    for form in forms:
        record_event(
            actor=by.public_id,
            action="consent.paper_printed",
            subject_kind="pupil",
            subject=form.pupil.public_id,
            now=now,
            details={"form": form.code, "guardian": form.guardian.public_id},
        )
    return forms


def record_paper(
    *,
    form: PaperForm,
    case: Case,
    answers: Sequence[Answer],
    signed_on: date,
    evidence: Evidence,
    by: Account,
    now: datetime,
    again: bool = False,
) -> TakenDown:
    """Record what stands on a signed paper, as of the day it was signed.

    What a guardian said elsewhere on that day or later is not overruled by an older
    yes. A yes to words that have changed since is kept with those words, and counts
    for nothing; taking part is agreed to in the words that hold now.

    Args:
        form: the paper.
        case: whose it is, and the registrations that wait for an agreement.
        answers: to the very texts on the paper.
        signed_on: the site's local day beside the signature.
        evidence: the scan, not added yet.
        by: who records it.
        now: the aware instant.
        again: it was recorded before, and what comes now is to count as later.

    Raises:
        NothingAnswered: every question was left open.
        AlreadyRecorded: it was recorded before, and nobody said `again`.
        DomainError: what `agree` refuses.
    """
    _refuse_nothing(answers)
    lock_series(*sorted({one.series_id for one in case.registrations}))
    db.session.refresh(form)
    if form.recorded_at is not None and not again:
        raise AlreadyRecorded(
            N_("This paper was recorded before. Tick below to record it once more.")
        )
    db.session.add(evidence)
    printed = [one for one in case.to_agree if one.registered_at <= form.printed_at]
    current = [
        given
        for given in answers
        if given.text.purpose is not Purpose.TAKING_PART or is_current(given.text)
    ]
    agreed = _agree(
        case, current, printed, route=Route.PAPER, by=by, now=now, evidence=evidence
    )
    answered = 0
    for given in _optional(answers):
        at = _signed_at(case, given, signed_on, now=now)
        _keep(case, given, route=Route.PAPER, by=by, at=at, evidence=evidence)
        answered += 1
    form.recorded_at, form.recorded_by = now, by
    done = TakenDown(agreed=agreed, answered=answered)
    details = {"form": form.code, "signed_on": signed_on.isoformat()}
    _note(case, done, route=Route.PAPER, by=by, now=now, details=details)
    return done


def is_current(text: ConsentText) -> bool:
    """Whether these words are still the ones that are asked."""
    return current_versions()[text.purpose] == text.version


def send_again(*, case: Case, by: Account, now: datetime) -> None:
    """Mail the guardian once more what is to be answered, with a way to do so.

    Args:
        case: whom to write to, about whom.
        by: who asks for it.
        now: the aware instant.

    Raises:
        TooManyLetters: the address was sent too many links of late.
    """
    account = case.guardian.account
    refuse_too_many_links(account=account, now=now)
    waiting = [one for one in case.to_agree if one.registered_by_id == case.guardian.id]
    for registration in waiting:
        ask_to_confirm(registration, lasts=ANSWER_WITHIN, now=now)
    if not waiting:
        queue_letter(
            to=account.email,
            language=account.language,
            template="questions_open",
            context={
                "name": account.name,
                "pupil": case.pupil.given_name,
                "site": case.site.name,
                "contact": case.site.contact_email,
                "family_path": f"/family/pupils/{case.pupil.public_id}",
            },
            dedupe=f"questions_open|{case.pupil.public_id}"
            f"|{case.guardian.public_id}|{now:%Y%m%d%H%M}",
            now=now,
        )
    record_event(
        actor=by.public_id,
        action="consent.letter_sent_again",
        subject_kind="pupil",
        subject=case.pupil.public_id,
        now=now,
        details={"guardian": case.guardian.public_id},
    )


def ends_at(registration: Registration) -> datetime | None:
    """When a registration that nobody has agreed to ends by itself."""
    if registration.status is not RegistrationStatus.WAITLISTED:
        return registration.held_until
    began = (
        registration.asked_at or registration.confirmed_at or registration.registered_at
    )
    return began + ANSWER_WITHIN


def next_reminder(
    registrations: Sequence[Registration], *, now: datetime
) -> datetime | None:
    """When a letter next reminds the family of one of these, if one still will.

    Each is reminded of once, a day before it ends; a place that is held for an hour
    only, until the address is confirmed, is not.
    """
    reminders = [
        max(ends - REMIND_BEFORE, now)
        for one in registrations
        if (ends := ends_at(one)) is not None
        and ends > now
        and one.reminded_at is None
        and (one.confirmed_at or one.status is RegistrationStatus.WAITLISTED)
    ]
    return min(reminders, default=None)


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


def _refuse_nothing(answers: Sequence[Answer]) -> None:
    if not answers:
        raise NothingAnswered(
            N_("Nothing was answered. Choose yes or no for at least one question.")
        )


def _optional(answers: Sequence[Answer]) -> list[Answer]:
    return [one for one in answers if one.text.purpose is not Purpose.TAKING_PART]


def _agree(
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


def _keep(
    case: Case,
    given: Answer,
    *,
    route: Route,
    by: Account,
    at: datetime,
    evidence: Evidence | None,
) -> Consent:
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


def _signed_at(
    case: Case, given: Answer, signed_on: date, *, now: datetime
) -> datetime:
    """When a paper's answer was given: at the end of the day of the signature.

    A yes is put at the day's beginning if the guardian has said no elsewhere since.
    """
    zone = case.site.zone
    morning = datetime.combine(signed_on, time(), tzinfo=zone)
    evening = datetime.combine(signed_on, time(23, 59, 59), tzinfo=zone)
    said_no = given.answer and last_no_of(
        guardian=case.guardian,
        pupil=case.pupil,
        purpose=given.text.purpose,
        since=morning,
    )
    return morning if said_no else min(evening, now)


def _note(
    case: Case,
    done: TakenDown,
    *,
    route: Route,
    by: Account,
    now: datetime,
    details: dict[str, str],
) -> None:
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
