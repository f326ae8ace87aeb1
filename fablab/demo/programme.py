"""The season's series with their meetings, and who registered for them."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fablab.accounts.models import Account
from fablab.demo.answers import Answering
from fablab.demo.calendar import registration_window, slots
from fablab.demo.content import read
from fablab.demo.people import Family
from fablab.kernel.db import db
from fablab.people.models import Pupil
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Agreement,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Facilitation, Meeting, Series, SeriesText, Topic
from fablab.sites.models import Site

PLACES_LEFT = {"open": 5, "open_few": 2, "full": 0, "upcoming": 99, "draft": 99}
WAITING = 3
STARTED = {"running", "running_today", "finished", "finished_old"}


@dataclass
class Run:
    """One series of the season as it is filled."""

    plan: dict[str, Any]
    series: Series
    meetings: list[Meeting]
    facilitator: Account
    helper: Account | None = None
    registrations: list[Registration] = field(default_factory=list)

    @property
    def placed(self) -> list[Registration]:
        """Those who take part."""
        placed = RegistrationStatus.PLACED
        return [r for r in self.registrations if r.status is placed]


def make_series(
    sites: dict[str, Site], facilitators: dict[str, list[Account]], *, now: datetime
) -> list[Run]:
    """Every planned series, without registrations."""
    runs = []
    for number, plan in enumerate(read("series")):
        site = sites[plan["site"]]
        planned = slots(plan, zone=site.zone, now=now)
        opens_at, closes_at = registration_window(plan, planned, now=now)
        series = Series(
            slug=plan["slug"],
            site=site,
            topic=Topic(plan["topic"]),
            language=plan["language"],
            age_min=plan["age_min"],
            age_max=plan["age_max"],
            capacity=plan["capacity"],
            fee=plan["fee"],
            registration_opens_at=opens_at,
            registration_closes_at=closes_at,
            published_at=None
            if plan["plan"] == "draft"
            else min(opens_at, now) - timedelta(days=7),
            asks_looking_back=plan.get("asks_looking_back", False),
        )
        db.session.add(series)
        for language, text in plan["texts"].items():
            db.session.add(SeriesText(series=series, language=language, **text))
        meetings = [
            Meeting(
                series=series,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                place=plan["room"],
                titles=titles,
            )
            for slot, titles in zip(planned, plan["meetings"], strict=True)
        ]
        db.session.add_all(meetings)
        leaders = facilitators[plan["site"]]
        facilitator = leaders[number % len(leaders)]
        helper = leaders[(number + 1) % len(leaders)]
        run = Run(plan, series, meetings, facilitator)
        db.session.add(Facilitation(series=series, account=facilitator))
        if plan["plan"] in STARTED:
            db.session.add(Facilitation(series=series, account=helper))
            run.helper = helper
        runs.append(run)
    return runs


class Registering:
    """Fills series with pupils of the right age who have the time."""

    def __init__(
        self,
        families: list[Family],
        answering: Answering,
        chance: random.Random,
        now: datetime,
    ) -> None:
        self._families = families
        self._answering = answering
        self._chance = chance
        self._now = now
        self._busy: dict[Pupil, list[Meeting]] = defaultdict(list)

    def fill(self, run: Run) -> None:
        """Give the series its pupils, as its plan wants."""
        kind = run.plan["plan"]
        wanted = run.series.capacity - PLACES_LEFT.get(kind, 1)
        waiting = WAITING if kind == "full" else 0
        for family, pupil in self.fitting(run):
            if len(run.registrations) >= wanted + waiting:
                break
            is_placed = len(run.registrations) < wanted
            self._register(run, family, pupil, is_placed=is_placed)
        taken = [r for r in run.registrations if r.status in TAKES_A_PLACE]
        run.series.places_taken = len(taken)

    def place(self, run: Run, family: Family, pupil: Pupil) -> None:
        """Give one more pupil a place."""
        self._register(run, family, pupil, is_placed=True)
        run.series.places_taken += 1

    def fitting(self, run: Run) -> list[tuple[Family, Pupil]]:
        """Who could come: of the right age, free then, not in it yet; shuffled."""
        series, first = run.series, run.meetings[0]
        day = first.starts_at.astimezone(series.site.zone).date()
        there = {registration.pupil for registration in run.registrations}
        fitting = [
            (family, pupil)
            for family in self._families
            if family.site is series.site
            for pupil in family.pupils
            if series.age_min <= pupil.age_on(day) <= series.age_max
            and not self._clashes(pupil, run.meetings)
            and pupil not in there
        ]
        self._chance.shuffle(fitting)
        main = self._families[0]
        return sorted(fitting, key=lambda pair: pair[0] is not main)

    def _clashes(self, pupil: Pupil, meetings: list[Meeting]) -> bool:
        return any(
            mine.starts_at < other.ends_at and other.starts_at < mine.ends_at
            for mine in self._busy[pupil]
            for other in meetings
        )

    def _register(
        self, run: Run, family: Family, pupil: Pupil, *, is_placed: bool
    ) -> None:
        opens = run.series.registration_opens_at
        at = min(opens, self._now - timedelta(days=2))
        at += timedelta(minutes=37 * len(run.registrations))
        registration = Registration(
            series=run.series,
            pupil=pupil,
            registered_by=family.first,
            status=RegistrationStatus.PLACED
            if is_placed
            else RegistrationStatus.WAITLISTED,
            registered_at=at,
            placed_at=at if is_placed else None,
            asked_at=at,
            confirmed_at=at,
        )
        db.session.add(registration)
        self._agree(registration, family, at)
        self._busy[pupil] += run.meetings
        run.registrations.append(registration)

    def _agree(self, registration: Registration, family: Family, at: datetime) -> None:
        db.session.add(
            Agreement(
                registration=registration,
                guardian=family.first,
                text=self._answering.agreement(family.first),
                agreed_at=at,
            )
        )
        pupil, is_main = registration.pupil, family is self._families[0]
        if not self._busy[pupil]:
            self._answering.answer_all(family, pupil, at, says_yes=is_main)
