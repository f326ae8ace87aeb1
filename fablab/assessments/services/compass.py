"""Keeping what a pupil says of themself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fablab.accounts.models import Account
from fablab.assessments.errors import NotAChoice, NotNow
from fablab.assessments.models import Occasion, SelfAnswer, SelfReport
from fablab.assessments.queries.compass import instrument, open_occasions
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.models import Registration

WORDS_LENGTH = 300
"""How many characters a pupil's own words may have."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A pupil's own words, after the series only."""

    pleased: str = ""
    next_try: str = ""


def keep_compass(
    *,
    registration: Registration,
    occasion: Occasion,
    answers: Mapping[str, int | None],
    language: str,
    signed_in: Account,
    now: datetime,
    pleased: str = "",
    next_try: str = "",
) -> SelfReport:
    """Keep one self-report; an earlier one of the same occasion stays as history.

    Args:
        registration: the pupil's, with its series and meetings loaded.
        occasion: which.
        answers: item code → ordinal 1–4, or None for "I don't know"; may be empty.
        language: in which the questions were read.
        signed_in: at whose page it was answered.
        now: the aware instant.
        pleased: the pupil's own words, after the series only.
        next_try: the same.

    Raises:
        NotNow: this occasion is not open.
        NotAChoice: an unknown question or answer.
    """
    if occasion not in open_occasions(registration, now=now):
        raise NotNow
    return add_report(
        registration=registration,
        occasion=occasion,
        answers=answers,
        language=language,
        signed_in=signed_in,
        answered_at=now,
        words=Words(pleased=pleased, next_try=next_try),
    )


def add_report(
    *,
    registration: Registration,
    occasion: Occasion,
    answers: Mapping[str, int | None],
    language: str,
    signed_in: Account,
    answered_at: datetime,
    words: Words,
) -> SelfReport:
    """Add a report, whether or not its occasion is open; see `keep_compass`.

    Raises:
        NotAChoice: an unknown question or answer.
    """
    asked = instrument(language, occasion=occasion)
    known = {item.code for item in asked.items}
    allowed = {None, *asked.options}
    if not (answers.keys() <= known and set(answers.values()) <= allowed):
        raise NotAChoice(N_("Choose from the answers in the list."))
    kept = words if occasion is Occasion.AFTER else Words()
    report = SelfReport(
        registration=registration,
        occasion=occasion,
        instrument=asked.name,
        language=language,
        answered_at=answered_at,
        signed_in=signed_in,
        pleased=kept.pleased,
        next_try=kept.next_try,
    )
    db.session.add(report)
    db.session.add_all(
        SelfAnswer(report=report, item=item, value=value)
        for item, value in answers.items()
    )
    db.session.flush()
    return report
