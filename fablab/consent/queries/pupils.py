"""What pupils themselves say about photos, and from which age on it binds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    column,
    func,
    select,
    table,
)

from fablab.consent.models import PupilAnswer, Purpose
from fablab.kernel.db import db
from fablab.people.models import OF_AGE, Pupil
from fablab.sites.models import Site

ASSENT_AGE = 13

# Places and series belong to features above and beside this one; only which sites a
# pupil is registered at is read here, so that no caller can forget the pupil's no.
_REGISTRATION = table(
    "registration", column("pupil_id"), column("series_id"), column("cancelled_at")
)
_SERIES = table("series", column("id"), column("site_id"))


@dataclass(frozen=True, kw_only=True)
class PupilWord:
    """The pupil's latest word about one use of photos.

    `binding`: the pupil is old enough for a no to win over every yes; before, it is a
    wish that the team is shown.
    """

    answer: bool
    answered_at: datetime
    binding: bool


def pupil_words(
    pupil_ids: Collection[int], *, now: datetime
) -> Mapping[tuple[int, Purpose], PupilWord]:
    """The pupils' latest own words, by pupil and purpose, in one statement.

    A no binds from the lowest `assent_age` of the sites where the pupil is registered;
    who is of age answers for themself, and nothing else of them counts.
    """
    if not pupil_ids:
        return {}
    rows = db.session.execute(_words(), {"pupils": list(pupil_ids)})
    return {
        (pupil.id, word.purpose): PupilWord(
            answer=word.answer,
            answered_at=word.answered_at,
            binding=(assent_age or ASSENT_AGE)
            <= pupil.age_on(local_day(now, zone))
            < OF_AGE,
        )
        for pupil, word, assent_age, zone in rows
    }


def home_zone() -> ScalarSelect[str]:
    """The time zone of the first FabLab, whose clock tells school years and birthdays.

    To be read along with something else.
    """
    return select(Site.time_zone).order_by(Site.id).limit(1).scalar_subquery()


def local_day(instant: datetime, zone: str | None) -> date:
    """The day that an aware instant belongs to there."""
    return instant.astimezone(ZoneInfo(zone or "UTC")).date()


@cache
def _words() -> Select[Pupil, PupilAnswer, int, str]:
    said, ages = _latest_words(), _assent_ages()
    return (
        select(Pupil, PupilAnswer, ages.c.assent_age, home_zone())
        .join(PupilAnswer, PupilAnswer.pupil_id == Pupil.id)
        .join(said, said.c.id == PupilAnswer.id)
        .outerjoin(ages, ages.c.pupil_id == Pupil.id)
        .where(said.c.place == 1)
    )


def _latest_words() -> Subquery:
    newest_first = func.row_number().over(
        partition_by=(PupilAnswer.pupil_id, PupilAnswer.purpose),
        order_by=(PupilAnswer.answered_at.desc(), PupilAnswer.id.desc()),
    )
    return (
        select(PupilAnswer.id, newest_first.label("place"))
        .where(PupilAnswer.pupil_id.in_(bindparam("pupils", expanding=True)))
        .subquery()
    )


def _assent_ages() -> Subquery:
    lowest = func.min(Site.assent_age).label("assent_age")
    return (
        select(_REGISTRATION.c.pupil_id, lowest)
        .join(_SERIES, _SERIES.c.id == _REGISTRATION.c.series_id)
        .join(Site, Site.id == _SERIES.c.site_id)
        .where(_REGISTRATION.c.cancelled_at.is_(None))
        .group_by(_REGISTRATION.c.pupil_id)
        .subquery()
    )
