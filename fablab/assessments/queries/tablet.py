"""What a tablet has to know so that levels can be given at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.queries import Actor
from fablab.assessments.models import HeldLevel
from fablab.assessments.queries.focus import focus_among
from fablab.assessments.queries.levels import latest_levels, levels_before
from fablab.assessments.queries.linked import linked_at
from fablab.assessments.queries.rubrics import (
    DimensionWords,
    RubricWords,
    rubrics_of,
    words_of,
)
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.roster import day_bounds
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.series.queries import is_public
from fablab.series.queries.own import is_seen_by


class Given(TypedDict):
    """A level that somebody gave; `level` is ordinal 1–4, None for not observed."""

    registration: str
    dimension: str
    level: int | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What is watched at a meeting, in whose words, and what one observer gave there.

    `before` are the last levels of earlier meetings, whoever gave them; `linked` are
    the public ids of those whom all who lead the meeting rate.
    """

    meeting: str
    rubric: RubricWords
    dimensions: Sequence[DimensionWords]
    given: Sequence[Given]
    before: Sequence[Given]
    linked: Sequence[str]


def watched_today(
    kiosk: KnownKiosk, actor: Actor, *, language: str, now: datetime
) -> list[Watched]:
    """What is watched at each of today's meetings of the actor, by beginning."""
    found = seen_today(kiosk, actor, now=now)
    rubrics = rubrics_of({meeting.series_id for meeting in found})
    words = {one: words_of(rubric, language) for one, rubric in rubrics.items()}
    return [_watched(each, actor, words[each.series_id]) for each in found]


def seen_today(kiosk: KnownKiosk, actor: Actor, *, now: datetime) -> Sequence[Meeting]:
    """Today's meetings at the tablet's site that the actor may rate, by beginning."""
    since, until = day_bounds(now, kiosk.zone)
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.series)
        .where(
            Series.site_id == kiosk.site_id,
            is_public(),
            is_seen_by(actor),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at < until,
            or_(Meeting.starts_at >= since, Meeting.ends_at > now),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def _watched(meeting: Meeting, actor: Actor, rubric: RubricWords) -> Watched:
    watched = focus_among(meeting, rubric.dimensions)
    names = {one.id: one.code for one in rubric.dimensions}
    ids = dict(
        db.session.execute(
            select(Registration.id, Registration.public_id).where(
                Registration.series_id == meeting.series_id
            )
        ).all()
    )
    rows = latest_levels(
        registration_ids=list(ids), meeting_id=meeting.id, observer_id=actor.account_id
    )
    return Watched(
        meeting=meeting.public_id,
        rubric=rubric,
        dimensions=watched,
        linked=[one.public_id for one in linked_at(meeting)],
        before=[
            Given(registration=ids[key], dimension=one.code, level=level, note="")
            for one in watched
            for key, level in levels_before(
                meeting, dimension_id=one.id, registration_ids=list(ids)
            ).items()
        ],
        given=[
            Given(
                registration=ids[row.registration_id],
                dimension=names[row.dimension_id],
                level=row.level,
                note=row.note,
            )
            for row in rows
            if row.dimension_id in names
        ],
    )


def held_at(meeting: Meeting) -> Sequence[HeldLevel]:
    """What tablets sent for the meeting and nobody has settled, oldest first."""
    return db.session.scalars(
        select(HeldLevel)
        .join(HeldLevel.registration)
        .where(HeldLevel.meeting_id == meeting.id, HeldLevel.settled_at.is_(None))
        .options(
            contains_eager(HeldLevel.registration).joinedload(Registration.pupil),
            joinedload(HeldLevel.given_by),
            joinedload(HeldLevel.dimension),
        )
        .order_by(HeldLevel.at, HeldLevel.id)
    ).all()


def held_level(event_id: str, *, meeting: Meeting) -> HeldLevel:
    """One of them.

    Raises:
        NotFound: somebody has settled it, or it is of another meeting.
    """
    for held in held_at(meeting):
        if str(held.event_id) == event_id:
            return held
    raise NotFound(N_("Somebody has settled this level already."))
