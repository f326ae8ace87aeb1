"""The compass: its questions in one language, and what pupils answered."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fablab.assessments.models import Occasion, SelfReport
from fablab.assessments.queries.rubrics import in_language
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting
from fablab.series.queries import live_meetings

FILE = Path(__file__).resolve().parent.parent / "instruments/my-maker-compass.json"
ANSWERED_FOR = timedelta(days=28)
"""How long after the last meeting pupils may look back."""
BASELINE = 2
"""Until the end of which meeting "before" is still before: all is new until then."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question in one language; `scale` is what it belongs to."""

    code: str
    scale: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """The compass in one language; `options` maps 1–4 to their words."""

    name: str
    title: str
    status: str
    stem: str
    options: Mapping[int, str]
    dont_know: str
    scales: Mapping[str, str]
    items: Sequence[Item]
    prompts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Compass:
    """A pupil's latest answers on one occasion, ordinal 1–4, None for "don't know".

    A question that was left out is not in `answers`; `instrument` is code and version.
    """

    answers: Mapping[str, int | None]
    pleased: str
    next_try: str
    answered_at: datetime
    instrument: str

    @property
    def words(self) -> Mapping[str, str]:
        """The pupil's own words by the code of their prompt, empty where left out."""
        return {"pleased": self.pleased, "next_try": self.next_try}


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when an occasion is open, both included; None: since ever."""

    opens_at: datetime | None
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is open at that instant."""
        return (self.opens_at is None or self.opens_at <= now) and now <= self.closes_at


def instrument(language: str, *, occasion: Occasion = Occasion.AFTER) -> Instrument:
    """The questions as they are asked on that occasion."""
    content = _content()
    back = occasion is Occasion.RETROSPECTIVE
    return Instrument(
        name=f"{content['code']} {content['version']}",
        title=in_language(content["title"], language),
        status=in_language(content["status"], language),
        stem=in_language(content["stem_back" if back else "stem"], language),
        options={
            option["value"]: in_language(option["label"], language)
            for option in content["options"]
        },
        dont_know=in_language(content["dont_know"], language),
        scales={
            scale: in_language(words, language)
            for scale, words in content["scales"].items()
        },
        items=[
            Item(
                code=item["code"],
                scale=item["scale"],
                text=in_language(item["text"], language),
            )
            for item in content["items"]
        ],
        prompts={
            prompt["code"]: in_language(prompt["text"], language)
            for prompt in content["prompts"]
        },
    )


def compasses(
    registration_ids: Collection[int],
) -> Mapping[int, Mapping[Occasion, Compass]]:
    """What counts of each registration and occasion: the latest; two statements."""
    reports = db.session.scalars(
        select(SelfReport)
        .where(
            SelfReport.registration_id.in_(registration_ids),
            SelfReport.not_counted.is_(None),
        )
        .options(selectinload(SelfReport.answers))
        .order_by(SelfReport.answered_at, SelfReport.id)
    )
    latest: dict[int, dict[Occasion, Compass]] = defaultdict(dict)
    for report in reports:
        latest[report.registration_id][report.occasion] = Compass(
            answers={answer.item: answer.value for answer in report.answers},
            pleased=report.pleased,
            next_try=report.next_try,
            answered_at=report.answered_at,
            instrument=report.instrument,
        )
    return latest


def own_words(
    given: Mapping[Occasion, Compass], asked: Instrument
) -> Sequence[tuple[str, str]]:
    """What the pupil wrote at the end, each after the question it answers."""
    if Occasion.AFTER not in given:
        return []
    written = given[Occasion.AFTER].words
    return [(asked.prompts[code], words) for code, words in written.items() if words]


def open_occasions(registration: Registration, *, now: datetime) -> list[Occasion]:
    """What the pupil may answer now: nothing, before, or after and looking back.

    Args:
        registration: its series with meetings loaded.
        now: the aware instant.
    """
    found = windows(registration).items()
    return [occasion for occasion, window in found if window.holds(now)]


def windows(registration: Registration) -> Mapping[Occasion, Window]:
    """When the pupil may answer what; without a place or meetings, nothing.

    "Before" is open until the second meeting ends, "after" from the beginning of the
    last meeting, which ends "before" too, until four weeks after it.

    Args:
        registration: its series with meetings loaded.
    """
    meetings = live_meetings(registration.series)
    if registration.status is not RegistrationStatus.PLACED or not meetings:
        return {}
    last = meetings[-1]
    until = min(_baseline(meetings).ends_at, last.starts_at - timedelta.resolution)
    after = Window(opens_at=last.starts_at, closes_at=last.ends_at + ANSWERED_FOR)
    found = {
        Occasion.BEFORE: Window(opens_at=None, closes_at=until),
        Occasion.AFTER: after,
    }
    back = registration.series.asks_looking_back
    return found | ({Occasion.RETROSPECTIVE: after} if back else {})


def _baseline(meetings: Sequence[Meeting]) -> Meeting:
    return meetings[min(BASELINE, len(meetings)) - 1]


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return content
