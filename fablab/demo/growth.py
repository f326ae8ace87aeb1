"""What the facilitators saw: levels that mostly rise from meeting to meeting."""

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.assessments.models import Assessment, Dimension, Focus, ObservedLevel
from fablab.assessments.queries.linked import link_pupils
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.demo.content import read
from fablab.demo.programme import Run
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting

Levels = dict[Dimension, int | None]

HIGHEST = 4
SEEN = 0.85
HERE = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


def observe(
    run: Run, dimensions: list[Dimension], chance: random.Random, *, now: datetime
) -> None:
    """Record levels for the meetings of a series that are over."""
    talents = {r.id: chance.uniform(0.8, 2.2) for r in run.placed}
    last = len(run.meetings) - 1
    second = random.Random(run.series.slug)
    for number, meeting in enumerate(run.meetings):
        watched = _focus(dimensions, number, last)
        db.session.add_all(Focus(meeting=meeting, dimension=d) for d in watched)
        if meeting.ends_at >= now:
            continue
        linked = link_pupils(run.placed, number + 1)
        for registration in _present(meeting):
            talent = talents.get(registration.id, 1.0) + number * 0.35
            levels = _levels(watched, talent, chance)
            note = _note(levels, run.facilitator.language, chance)
            _assess(run.facilitator, meeting, registration, levels, note)
            if run.helper and registration in linked:
                levels = _second_look(levels, second)
                note = _note(levels, run.helper.language, second)
                _assess(run.helper, meeting, registration, levels, note)


def _focus(dimensions: list[Dimension], number: int, last: int) -> list[Dimension]:
    if number in {1, last // 2 + 1, last}:
        return dimensions
    start = number * 2 % len(dimensions)
    return [dimensions[start], dimensions[(start + 1) % len(dimensions)]]


def _present(meeting: Meeting) -> list[Registration]:
    found = db.session.scalars(
        select(Registration)
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(Attendance.meeting_id == meeting.id, Attendance.status.in_(HERE))
        .order_by(Registration.id)
    )
    return list(found)


def _levels(watched: list[Dimension], talent: float, chance: random.Random) -> Levels:
    return {
        dimension: min(HIGHEST, max(1, round(talent + chance.uniform(-0.7, 0.7))))
        if chance.random() < SEEN
        else None
        for dimension in watched
    }


def _second_look(levels: Levels, chance: random.Random) -> Levels:
    """What somebody else saw: mostly the same, sometimes a level more or less."""
    return {
        dimension: level
        and min(HIGHEST, max(1, level + chance.choice([-1, 0, 0, 0, 0, 1, 1, 2])))
        for dimension, level in levels.items()
    }


def _assess(
    observer: Account,
    meeting: Meeting,
    registration: Registration,
    levels: Levels,
    note: str,
) -> None:
    at = meeting.ends_at + timedelta(minutes=5)
    assessment = Assessment(
        meeting=meeting,
        registration=registration,
        assessed_by=observer,
        assessed_at=at,
        received_at=at,
        note=note,
    )
    db.session.add(assessment)
    db.session.add_all(
        ObservedLevel(assessment=assessment, dimension=dimension, level=level)
        for dimension, level in levels.items()
    )


def _note(levels: Levels, language: str, chance: random.Random) -> str:
    top = [d.code for d, level in levels.items() if level == HIGHEST]
    notes = [n for n in read("notes") if n["dimension"] in top]
    if not notes:
        return ""
    texts: dict[str, str] = chance.choice(notes)["texts"]
    return texts.get(language, texts["en"])
