"""What counts now: the latest answer of each guardian, and a no of anyone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, Subquery, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from fablab.consent.models import AskedAgain, Consent, ConsentText, Named, Purpose
from fablab.consent.queries.pupils import home_zone, local_day, pupil_words
from fablab.consent.queries.texts import OPTIONAL, counting_versions
from fablab.kernel.db import db
from fablab.people.models import (
    OF_AGE,
    Guardian,
    Guardianship,
    Pupil,
    Relation,
    Standing,
)
from fablab.sites.models import School
from fablab.sites.school_year import end_of_school_year


class ConsentState(StrEnum):
    """What the guardians' latest answers say together; only `YES` permits anything."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    CONFLICT = "conflict"


class OwnAnswer(NamedTuple):
    """One guardian's latest answer for one purpose, and when it was given.

    `to_narrower`: it is a yes that still counts, to a text that named less than the
    one that is asked now.
    """

    answer: bool
    answered_at: datetime
    from_day: date | None = None
    from_time: time | None = None
    to_narrower: bool = False


class LeaveRule(NamedTuple):
    """From which day on a pupil may leave alone, and from what local time."""

    from_day: date
    from_time: time | None


@dataclass(frozen=True, kw_only=True)
class StandingAnswer:
    """One guardian's latest answer for one pupil and purpose.

    `decides`: the guardian answers for the pupil now. `lapsed`: it was a yes, and is
    asked for anew. Only an answer that decides and has not lapsed counts, for what its
    text `names` too; `to_narrower`: the text that is asked now names more.
    """

    pupil_id: int
    guardian_id: int
    purpose: Purpose
    answer: bool
    answered_at: datetime
    from_day: date | None
    from_time: time | None
    decides: bool
    lapsed: bool
    names: Collection[Named] = ()
    to_narrower: bool = False

    @property
    def counts(self) -> bool:
        """Whether it goes into what all answers say together."""
        return self.decides and not self.lapsed


def consent_states(
    pupil_ids: Collection[int], *, now: datetime, school: School | None = None
) -> Mapping[int, Mapping[Purpose, ConsentState]]:
    """What may be done with each pupil, for every optional purpose; three statements.

    The latest answer of each guardian who decides counts, and one no is a no. From the
    age of assent on the pupil's own no to photos wins over every yes. Sharing is
    looked at for the pupil's present school.

    Args:
        pupil_ids: whose.
        now: the aware instant.
        school: look at sharing with this school instead of the pupil's own.

    Returns:
        By pupil and purpose; what nobody has answered is `OPEN`.
    """
    said = standing_answers(pupil_ids, now=now, school=school)
    return _states(pupil_ids, said, now=now)


def open_questions(
    guardian: Guardian, pupil_ids: Collection[int], *, now: datetime
) -> Mapping[int, Collection[Purpose]]:
    """What waits for a word, by pupil; three statements.

    That is what nobody has answered, and what this guardian said yes to in words that
    named less than those of now.
    """
    said = standing_answers(pupil_ids, now=now)
    states = _states(pupil_ids, said, now=now)
    more = {
        (each.pupil_id, each.purpose)
        for each in said
        if each.guardian_id == guardian.id and each.counts and each.to_narrower
    }
    return {
        pupil_id: {
            purpose
            for purpose, state in of_pupil.items()
            if state is ConsentState.OPEN or (pupil_id, purpose) in more
        }
        for pupil_id, of_pupil in states.items()
    }


def _states(
    pupil_ids: Collection[int], said: Sequence[StandingAnswer], *, now: datetime
) -> Mapping[int, Mapping[Purpose, ConsentState]]:
    answers: dict[tuple[int, Purpose], list[bool]] = defaultdict(list)
    for each in said:
        if each.counts:
            answers[each.pupil_id, each.purpose].append(each.answer)
    refused = {
        about
        for about, word in pupil_words(pupil_ids, now=now).items()
        if word.binding and not word.answer
    }
    return {
        pupil_id: {
            purpose: ConsentState.NO
            if (pupil_id, purpose) in refused
            else _together(answers.get((pupil_id, purpose), []))
            for purpose in OPTIONAL
        }
        for pupil_id in pupil_ids
    }


def allowed(
    pupil_ids: Collection[int],
    purpose: Purpose,
    *,
    now: datetime,
    school: School | None = None,
) -> set[int]:
    """Those of the pupils for whom every answer that counts is a yes."""
    states = consent_states(pupil_ids, now=now, school=school)
    return {each for each in states if states[each][purpose] is ConsentState.YES}


def shared_with(
    school: School, pupil_ids: Collection[int], *, now: datetime
) -> Mapping[int, Collection[Named]]:
    """Those of the pupils who are shared with the school, and what more of them is.

    Attendance and levels are shared if every answer that counts is a yes. Beyond these
    only what the words of all these answers named: a guardian who said yes to words
    without it has not agreed to it, whatever the other one said. Two statements.
    """
    said: dict[int, list[StandingAnswer]] = defaultdict(list)
    for each in standing_answers(pupil_ids, now=now, school=school):
        if each.counts and each.purpose is Purpose.SHARE_WITH_SCHOOL:
            said[each.pupil_id].append(each)
    return {
        pupil_id: {name for name in Named if all(name in each.names for each in given)}
        for pupil_id, given in said.items()
        if _together([each.answer for each in given]) is ConsentState.YES
    }


def may(
    pupil: Pupil, purpose: Purpose, *, now: datetime, school: School | None = None
) -> bool:
    """Whether every guardian who answered said yes, and at least one did."""
    return pupil.id in allowed([pupil.id], purpose, now=now, school=school)


def leaving_alone(
    pupil_ids: Collection[int], *, now: datetime
) -> Mapping[int, LeaveRule]:
    """Who may leave alone, and from when; of two guardians the later word counts.

    Whoever is not in it is handed over.
    """
    rules: dict[int, list[StandingAnswer]] = defaultdict(list)
    for each in standing_answers(pupil_ids, now=now):
        if each.counts and each.purpose is Purpose.LEAVING_ALONE:
            rules[each.pupil_id].append(each)
    return {
        pupil_id: LeaveRule(
            from_day=max(each.from_day for each in said if each.from_day),
            from_time=max((e.from_time for e in said if e.from_time), default=None),
        )
        for pupil_id, said in rules.items()
        if all(each.answer for each in said)
    }


def own_answers(
    guardian: Guardian, pupil_ids: Collection[int], *, now: datetime
) -> Mapping[tuple[int, Purpose], OwnAnswer]:
    """This guardian's own latest answers, by pupil and purpose; two statements.

    A yes that has lapsed is not among them: it is asked for again.
    """
    return {
        (each.pupil_id, each.purpose): OwnAnswer(
            each.answer,
            each.answered_at,
            each.from_day,
            each.from_time,
            each.to_narrower,
        )
        for each in standing_answers(pupil_ids, now=now, guardian=guardian)
        if not each.lapsed
    }


def standing_answers(
    pupil_ids: Collection[int],
    *,
    now: datetime,
    school: School | None = None,
    guardian: Guardian | None = None,
) -> Sequence[StandingAnswer]:
    """The newest answer per pupil, guardian and purpose, in the order they were given.

    A no stays a no. A yes counts in its school year only, for the text that counts
    now or one that this only adds to, and until it is asked for again. A guardianship
    that has ended or is limited decides nothing; from the 18th birthday on only the
    pupil's own answers do.

    Args:
        pupil_ids: whose.
        now: the aware instant.
        school: look at sharing with this school instead of the pupil's own.
        guardian: only this guardian's answers.
    """
    if not pupil_ids:
        return []
    asked: dict[str, object] = {"pupils": list(pupil_ids)}
    if school is not None:
        asked["of_school"] = school.id
    if guardian is not None:
        asked["of_guardian"] = guardian.id
    rows = db.session.execute(
        _standing(any_school=school is None, anybody=guardian is None), asked
    )
    counting = counting_versions()
    return [
        StandingAnswer(
            pupil_id=given.pupil_id,
            guardian_id=given.guardian_id,
            purpose=given.purpose,
            answer=given.answer,
            answered_at=given.answered_at,
            from_day=given.from_day,
            from_time=given.from_time,
            decides=_decides(guardianship, pupil, local_day(now, zone)),
            lapsed=given.answer
            and (
                version not in counting[given.purpose]
                or local_day(now, zone)
                > end_of_school_year(local_day(given.answered_at, zone))
                or (again is not None and given.answered_at < again)
            ),
            names=counting[given.purpose].get(version, ()),
            to_narrower=given.answer and _names_less(version, counting[given.purpose]),
        )
        for given, pupil, guardianship, version, again, zone in rows
    ]


def _names_less(version: str, counting: Mapping[str, Collection[Named]]) -> bool:
    return version in counting and any(
        set(names) - set(counting[version]) for names in counting.values()
    )


@cache
def _standing(
    *, any_school: bool, anybody: bool
) -> Select[Consent, Pupil, Guardianship, str, datetime, str]:
    """The question behind `standing_answers`, which takes long to put together.

    It is asked with `pupils` and, where these are given, `of_school`, `of_guardian`.
    """
    newest = _newest(any_school=any_school, anybody=anybody)
    answer = aliased(Consent)
    asked_again = (
        select(func.max(AskedAgain.at))
        .where(
            AskedAgain.pupil_id == answer.pupil_id,
            AskedAgain.purpose == answer.purpose,
        )
        .scalar_subquery()
    )
    return (
        select(
            answer,
            Pupil,
            Guardianship,
            ConsentText.version,
            asked_again,
            home_zone(),
        )
        .join(newest, newest.c.id == answer.id)
        .join(Pupil, Pupil.id == answer.pupil_id)
        .join(ConsentText, ConsentText.id == answer.text_id)
        .outerjoin(
            Guardianship,
            (Guardianship.pupil_id == answer.pupil_id)
            & (Guardianship.guardian_id == answer.guardian_id),
        )
        .where(newest.c.place == 1)
        .order_by(answer.answered_at, answer.id)
    )


def _newest(*, any_school: bool, anybody: bool) -> Subquery:
    newest_first = func.row_number().over(
        partition_by=(Consent.pupil_id, Consent.guardian_id, Consent.purpose),
        order_by=(Consent.answered_at.desc(), Consent.id.desc()),
    )
    asked_school = Pupil.school_id if any_school else bindparam("of_school")
    wanted = (
        select(Consent.id, newest_first.label("place"))
        .join(Pupil, Pupil.id == Consent.pupil_id)
        .where(
            Consent.pupil_id.in_(bindparam("pupils", expanding=True)),
            or_(Consent.school_id.is_(None), Consent.school_id == asked_school),
        )
    )
    if not anybody:
        wanted = wanted.where(Consent.guardian_id == bindparam("of_guardian"))
    return wanted.subquery()


def _decides(guardianship: Guardianship | None, pupil: Pupil, day: date) -> bool:
    if guardianship is None or guardianship.ended_at is not None:
        return False
    if guardianship.standing is not Standing.EQUAL:
        return False
    of_age = pupil.age_on(day) >= OF_AGE
    return (guardianship.relation is Relation.SELF) is of_age


def _together(answers: Sequence[bool]) -> ConsentState:
    if not answers:
        return ConsentState.OPEN
    if all(answers):
        return ConsentState.YES
    return ConsentState.CONFLICT if any(answers) else ConsentState.NO
