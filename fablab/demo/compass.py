"""What pupils said of themselves: most a little more at the end, in their own words."""

import random
from datetime import datetime, timedelta

from fablab.assessments.models import Occasion, SelfAnswer, SelfReport
from fablab.assessments.queries.compass import instrument
from fablab.demo.content import read
from fablab.demo.programme import Run
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.queries import live_meetings

ANSWERS = 0.8
KNOWS = 0.93
LITTLE, HIGHEST = 2, 4


def look_at_oneself(run: Run, chance: random.Random, *, now: datetime) -> None:
    """Let most pupils of a series answer before it, and after it once it is over."""
    first, last = run.meetings[0], run.meetings[-1]
    for registration in run.placed:
        if chance.random() > ANSWERS:
            continue
        start = chance.uniform(1.4, 2.8)
        if first.ends_at < now:
            at = first.ends_at + timedelta(hours=3)
            _answer(registration, Occasion.BEFORE, start, chance, at)
        if last.ends_at < now and chance.random() < ANSWERS:
            at = last.ends_at + timedelta(hours=3)
            _answer(registration, Occasion.AFTER, start + 0.7, chance, at)


def tell_then_and_now(registration: Registration, chance: random.Random) -> None:
    """Let one pupil answer after the first and the last meeting, in own words too."""
    meetings = live_meetings(registration.series)
    for occasion, meeting, around in (
        (Occasion.BEFORE, meetings[0], LITTLE),
        (Occasion.AFTER, meetings[-1], LITTLE + 1),
    ):
        at = meeting.ends_at + timedelta(hours=3)
        _answer(registration, occasion, around, chance, at)


def _answer(
    registration: Registration,
    occasion: Occasion,
    around: float,
    chance: random.Random,
    at: datetime,
) -> None:
    account = registration.registered_by.account
    words = chance.choice(read("own_words")) if occasion is Occasion.AFTER else {}
    report = SelfReport(
        registration=registration,
        occasion=occasion,
        instrument=instrument("en").name,
        language=account.language,
        answered_at=at,
        signed_in=account,
        pleased=words.get("pleased", {}).get(account.language, ""),
        next_try=words.get("next_try", {}).get(account.language, ""),
    )
    db.session.add(report)
    db.session.add_all(
        SelfAnswer(report=report, item=item.code, value=_value(around, chance))
        for item in instrument("en").items
    )


def _value(around: float, chance: random.Random) -> int | None:
    if chance.random() > KNOWS:
        return None
    return min(HIGHEST, max(1, round(around + chance.uniform(-0.9, 0.9))))
