"""Reading texts and answers: what a guardian is asked, and what counts now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from fablab.consent.errors import TextHasChanged
from fablab.consent.models import Consent, ConsentText, Purpose
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import Guardian, Pupil
from fablab.sites.models import School
from fablab.sites.school_year import end_of_school_year

FALLBACK = "en"
OPTIONAL = (Purpose.PHOTOS_SITE, Purpose.SHARE_WITH_SCHOOL)


class ConsentState(StrEnum):
    """What the guardians' latest answers say together; only `YES` permits anything."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    CONFLICT = "conflict"


@dataclass(frozen=True, kw_only=True)
class WordedText:
    """A text with the names filled in, as it is shown and answered.

    `sha256` says which words these are; it comes back with the answer.
    """

    purpose: Purpose
    language: str
    sha256: str
    title: str
    question: str
    body: Sequence[str]
    yes: str
    no: str


class OwnAnswer(NamedTuple):
    """One guardian's latest answer for one purpose, and when it was given."""

    answer: bool
    answered_at: datetime


def current_text(purpose: Purpose, language: str) -> ConsentText:
    """The version that counts now, in the language or else in English.

    Raises:
        LookupError: no text was loaded; `load_texts` does that.
    """
    text = db.session.scalar(
        select(ConsentText)
        .where(
            ConsentText.purpose == purpose,
            ConsentText.language.in_({language, FALLBACK}),
        )
        .order_by(
            ConsentText.published_at.desc(),
            ConsentText.version.desc(),
            ConsentText.language == FALLBACK
            if language != FALLBACK
            else ConsentText.id,
        )
        .limit(1)
    )
    if text is None:
        raise LookupError(f"no text for {purpose}: run `fablab init`")
    return text


def shown_text(purpose: Purpose, sha256: str) -> ConsentText:
    """The text that was on the page when it was answered.

    Raises:
        TextHasChanged: there is a newer version now, or there never was such a text.
    """
    text = db.session.scalar(
        select(ConsentText).where(
            ConsentText.purpose == purpose, ConsentText.sha256 == sha256
        )
    )
    if text is None or text.version != current_text(purpose, text.language).version:
        raise TextHasChanged(
            N_(
                "We have changed a text in the meantime. "
                "Please read it and answer again."
            )
        )
    return text


def word_text(
    text: ConsentText, *, pupil: str, site: str, school: str = ""
) -> WordedText:
    """Fill the names into a text.

    Args:
        text: the text.
        pupil: the given name.
        site: the FabLab's name.
        school: the school's name, where the text is about one.
    """
    names = {"pupil": pupil, "site": site, "school": school}

    def filled(words: str) -> str:
        return words % names

    content = text.content
    return WordedText(
        purpose=text.purpose,
        language=text.language,
        sha256=text.sha256,
        title=filled(content["title"]),
        question=filled(content["question"]),
        body=[filled(paragraph) for paragraph in content["body"]],
        yes=filled(content["yes"]),
        no=filled(content["no"]),
    )


def purposes_for(pupil: Pupil) -> tuple[Purpose, ...]:
    """What may be asked for this pupil: sharing only where there is a school."""
    return OPTIONAL if pupil.school_id is not None else (Purpose.PHOTOS_SITE,)


def consent_states(
    pupil_ids: Collection[int], *, now: datetime, school: School | None = None
) -> Mapping[int, Mapping[Purpose, ConsentState]]:
    """What may be done with each pupil, for every optional purpose, in one statement.

    The latest answer of each guardian counts. Sharing is looked at for the pupil's
    present school, and a yes to it ends on 31 August.

    Args:
        pupil_ids: whose.
        now: the aware instant.
        school: look at sharing with this school instead of the pupil's own.

    Returns:
        By pupil and purpose; what nobody has answered is `OPEN`.
    """
    answers: dict[tuple[int, Purpose], list[bool]] = defaultdict(list)
    for pupil_id, purpose, answer, answered_at in _latest(pupil_ids, school=school):
        if not _has_lapsed(purpose, answer=answer, answered_at=answered_at, now=now):
            answers[pupil_id, purpose].append(answer)
    return {
        pupil_id: {
            purpose: _together(answers.get((pupil_id, purpose), []))
            for purpose in OPTIONAL
        }
        for pupil_id in pupil_ids
    }


def may(
    pupil: Pupil, purpose: Purpose, *, now: datetime, school: School | None = None
) -> bool:
    """Whether every guardian who answered said yes, and at least one did."""
    states = consent_states([pupil.id], now=now, school=school)
    return states[pupil.id][purpose] is ConsentState.YES


def own_answers(
    guardian: Guardian, pupil_ids: Collection[int], *, now: datetime
) -> Mapping[tuple[int, Purpose], OwnAnswer]:
    """This guardian's own latest answers, by pupil and purpose, in one statement."""
    rows = _latest(pupil_ids, guardian=guardian)
    return {
        (pupil_id, purpose): OwnAnswer(answer, answered_at)
        for pupil_id, purpose, answer, answered_at in rows
        if not _has_lapsed(purpose, answer=answer, answered_at=answered_at, now=now)
    }


class _Latest(NamedTuple):
    pupil_id: int
    purpose: Purpose
    answer: bool
    answered_at: datetime


def _latest(
    pupil_ids: Collection[int],
    *,
    school: School | None = None,
    guardian: Guardian | None = None,
) -> list[_Latest]:
    """The newest answer per pupil, guardian and purpose."""
    if not pupil_ids:
        return []
    newest_first = func.row_number().over(
        partition_by=(Consent.pupil_id, Consent.guardian_id, Consent.purpose),
        order_by=(Consent.answered_at.desc(), Consent.id.desc()),
    )
    asked_school = school.id if school else Pupil.school_id
    wanted = (
        select(Consent.id, newest_first.label("place"))
        .join(Pupil, Pupil.id == Consent.pupil_id)
        .where(
            Consent.pupil_id.in_(pupil_ids),
            or_(Consent.school_id.is_(None), Consent.school_id == asked_school),
        )
    )
    if guardian is not None:
        wanted = wanted.where(Consent.guardian_id == guardian.id)
    ranked = wanted.subquery()
    answer = aliased(Consent)
    found = db.session.execute(
        select(answer.pupil_id, answer.purpose, answer.answer, answer.answered_at)
        .join(ranked, ranked.c.id == answer.id)
        .where(ranked.c.place == 1)
        .order_by(answer.id)
    )
    return [_Latest(*row) for row in found]


def _has_lapsed(
    purpose: Purpose, *, answer: bool, answered_at: datetime, now: datetime
) -> bool:
    if purpose is not Purpose.SHARE_WITH_SCHOOL or not answer:
        return False
    return now.date() > end_of_school_year(answered_at.date())


def _together(answers: Sequence[bool]) -> ConsentState:
    if not answers:
        return ConsentState.OPEN
    if all(answers):
        return ConsentState.YES
    return ConsentState.CONFLICT if any(answers) else ConsentState.NO
