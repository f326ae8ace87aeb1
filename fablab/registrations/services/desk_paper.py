"""Consent forms on paper: printed with a code of their own, recorded once signed."""

from collections.abc import Sequence
from datetime import date, datetime, time

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.consent.models import ConsentText, Evidence, PaperForm, Purpose, Route
from fablab.consent.queries import current_versions
from fablab.kernel.codes import new_paper_code
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.errors import AlreadyRecorded
from fablab.registrations.queries.desk import Case, last_no_of
from fablab.registrations.services.agreeing import Answer
from fablab.registrations.services.desk import (
    TakenDown,
    agree_to_all,
    keep,
    note,
    optional,
    refuse_nothing,
)
from fablab.registrations.services.places import lock_series


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
        case: whose it is, and the registrations on it that wait for an agreement.
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
    refuse_nothing(answers)
    lock_series(*sorted({one.series_id for one in case.registrations}))
    db.session.refresh(form)
    if form.recorded_at is not None and not again:
        raise AlreadyRecorded(
            N_("This paper was recorded before. Tick below to record it once more.")
        )
    db.session.add(evidence)
    current = [
        given
        for given in answers
        if given.text.purpose is not Purpose.TAKING_PART or is_current(given.text)
    ]
    agreed = agree_to_all(
        case,
        current,
        case.to_agree,
        route=Route.PAPER,
        by=by,
        now=now,
        evidence=evidence,
    )
    answered = 0
    for given in optional(answers):
        at = _signed_at(case, given, signed_on, now=now)
        keep(case, given, route=Route.PAPER, by=by, at=at, evidence=evidence)
        answered += 1
    form.recorded_at, form.recorded_by = now, by
    done = TakenDown(agreed=agreed, answered=answered)
    details = {"form": form.code, "signed_on": signed_on.isoformat()}
    note(case, done, route=Route.PAPER, by=by, now=now, details=details)
    return done


def is_current(text: ConsentText) -> bool:
    """Whether these words are still the ones that are asked."""
    return current_versions()[text.purpose] == text.version


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
