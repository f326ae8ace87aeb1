"""Families who have filled in the sign-up and only have to press the button."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import TAKES_A_PLACE, Registration
from fablab.registrations.queries.drafts import Answers, find_draft, read_answers
from fablab.registrations.routes.signing_up.visit import Step, Visit
from fablab.registrations.services.drafts import keep_steps
from fablab.series.models import Series
from fablab.web.current import current_installation
from tests.bench.load import Headers, Request
from tests.factories import make_series
from tests.registrations.signing_up import walk_to_check
from tests.support.pages import Browser

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """What all the families answer, but for their address, and one browser's session.

    `fields` are those that the page with the button hides.
    """

    app: Flask
    slug: str
    answers: Answers
    session: str
    fields: dict[str, str]

    def presses(self, number: int) -> Iterator[Request]:
        """So many families' presses of the button; each has a draft of its own."""
        with self.app.app_context():
            with unit_of_work():
                series = _series(self.slug)
                made = [self._family(series) for _ in range(number)]
            db.engine.dispose()
        return iter(made)

    def places(self) -> tuple[int, int, int]:
        """Places that the series says are taken, that are, and those who wait."""
        active = select(func.count(Registration.id)).join(Registration.series)
        with self.app.app_context():
            ours = active.where(
                Series.slug == self.slug, Registration.cancelled_at.is_(None)
            )
            have = ours.where(Registration.status.in_(TAKES_A_PLACE))
            taken = db.session.scalar(have) or 0
            waiting = (db.session.scalar(ours) or 0) - taken
            said = _series(self.slug).places_taken
            db.engine.dispose()
        return said, taken, waiting

    def _family(self, series: Series) -> Request:
        browser = secrets.token_urlsafe(24)
        you = self.answers[Step.YOU]
        email = f"{secrets.token_hex(8)}@example.org"
        answers = dict(self.answers) | {
            Step.YOU: replace(you, clean=(you.clean or {}) | {"email": email})
        }
        now = datetime.now(UTC)
        keep_steps(
            series=series,
            browser=browser,
            steps=answers,
            cipher=current_installation().cipher,
            now=now,
        )
        visit = Visit(series=series, guardian=None, now=now, answers=answers)
        fields = self.fields | {
            "shown": visit.digest,
            "submission_key": secrets.token_urlsafe(24),
        }
        return (
            "POST",
            f"/series/{self.slug}/register/check",
            urlencode(fields).encode(),
            {
                "Content-Type": FORM_TYPE,
                "Cookie": f"session={self.session}; draft={browser}",
            },
        )


def gather_crowd(app: Flask, *, places: int) -> Crowd:
    """Open a series of so many places, and fill the sign-up in once, in a browser."""
    now = datetime.now(UTC)
    with app.app_context():
        slug = make_series(
            capacity=places,
            ages=(5, 25),
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=20),
            published_at=now - timedelta(days=1),
            starts=tuple(now + timedelta(days=30 + 7 * week) for week in range(6)),
        ).slug
    client = app.test_client()
    page = walk_to_check(Browser(client, lang="en"), slug)
    session, draft = client.get_cookie("session"), client.get_cookie("draft")
    assert session is not None
    assert draft is not None
    with app.app_context():
        answers = read_answers(
            find_draft(slug=slug, browser=draft.value, now=datetime.now(UTC)),
            cipher=current_installation().cipher,
        )
        db.engine.dispose()
    return Crowd(
        app=app,
        slug=slug,
        answers=answers,
        session=session.value,
        fields={"csrf_token": page.csrf_token},
    )


def guardian_headers(app: Flask, link: str) -> Headers:
    """What the browser of a guardian sends along who has opened the mailed link."""
    client = app.test_client()
    browser = Browser(client, lang="en")
    browser.submit(browser.get(urlsplit(link).path))
    session = client.get_cookie("session")
    assert session is not None
    return {"Cookie": f"session={session.value}"}


def _series(slug: str) -> Series:
    return db.session.scalars(select(Series).where(Series.slug == slug)).one()
