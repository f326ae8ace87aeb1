"""Pages ask the database a fixed number of questions, however much there is to show."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fablab.accounts.models import Account, Role
from fablab.assessments.models import Dimension, Focus
from fablab.assessments.services import load_rubrics
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.consent.services import load_texts
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Series
from tests.assessments.photos import make_photo
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_place,
    make_token,
)
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    sign_in_as,
)
from tests.reports.factories import answer_sharing
from tests.support.pages import Browser
from tests.support.statements import counted_statements

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

FEW, MANY = 3, 12
SIGNED_IN = 2  # whose browser it is, and what they may

# Address → the most statements it may take, those of the sign-in included.
BUDGETS = {
    "/": 3,
    "/series/": 3,
    "/series.ics": 3,
    "/series/{series}": 4,
    "/api/v1/series": 3,
    "/family/": 18 + SIGNED_IN,
    "/family/pupils/{pupil}": 19 + SIGNED_IN,
    "/family/pupils/{pupil}/workshops": 7 + SIGNED_IN,
    "/family/pupils/{pupil}/people": 7 + SIGNED_IN,
    "/family/pupils/{pupil}/collectors": 6 + SIGNED_IN,
    "/family/pupils/{pupil}/barred": 4 + SIGNED_IN,
    "/family/invitations": 4 + SIGNED_IN,
    "/staff/pupils/{pupil}/guardians": 5 + SIGNED_IN,
    "/family/registrations/{registration}": 10 + SIGNED_IN,
    "/family/registrations/{registration}/growth": 12 + SIGNED_IN,
    "/family/registrations/{registration}/photos": 6 + SIGNED_IN,
    "/family/calendar": 2 + SIGNED_IN,
    "/staff/": 13 + SIGNED_IN,
    "/staff/scans": 4 + SIGNED_IN,
    "/staff/inside": 12 + SIGNED_IN,
    "/staff/inside/list": 16 + SIGNED_IN,
    "/staff/consents": 12 + SIGNED_IN,
    "/staff/consents?series={series}": 12 + SIGNED_IN,
    "/staff/series/": 4 + SIGNED_IN,
    "/staff/duplicates": 4 + SIGNED_IN,
    "/staff/site": 2 + SIGNED_IN,
    "/staff/rubrics/": 8 + SIGNED_IN,
    "/staff/series/{series}/missed": 6 + SIGNED_IN,
    "/staff/series/{series}/registrations": 17 + SIGNED_IN,
    "/staff/series/{series}/certificates": 10 + SIGNED_IN,
    "/staff/series/{series}/attendance": 6 + SIGNED_IN,
    "/staff/series/{series}/cards": 4 + SIGNED_IN,
    "/staff/series/{series}/sheets": 13 + SIGNED_IN,
    "/staff/series/{series}/growth": 10 + SIGNED_IN,
    "/staff/meetings/{meeting}/paper": 7 + SIGNED_IN,
    "/staff/meetings/{meeting}/photos": 7 + SIGNED_IN,
    "/staff/meetings/{meeting}": 9 + SIGNED_IN,
    "/staff/meetings/{meeting}/levels": 12 + SIGNED_IN,
    "/staff/meetings/{meeting}/levels/{dimension}": 17 + SIGNED_IN,
    "/staff/meetings/{meeting}/levels/photos": 7 + SIGNED_IN,
    "/staff/kiosks/": 3 + SIGNED_IN,
    "/teacher/": 11 + SIGNED_IN,
    "/teacher/table": 16 + SIGNED_IN,
    "/teacher/schools/{school}": 16 + SIGNED_IN,
    "/teacher/pupils/{pupil}": 16 + SIGNED_IN,
}
ROSTER, SCAN = 12, 14


class Season:
    """One site whose series, meetings and families can be made more."""

    def __init__(self) -> None:
        with unit_of_work():
            load_texts(now=OPENING_DAY)
            load_rubrics(now=OPENING_DAY)
        self.site = make_site()
        self.school = make_school()
        self.guardian = make_guardian()
        self.coordinator = make_account(Role.COORDINATOR, site=self.site)
        self.facilitator = make_account(Role.FACILITATOR, site=self.site)
        self.teacher = make_account(Role.TEACHER, school=self.school)
        self.series: Series = self.make_series()
        self.meeting = first_meeting(self.series).public_id
        self.token = make_token(self.site)
        self.dimension = self._watch()

    def make_series(self) -> Series:
        starts = (MEETING_AT, MEETING_AT + timedelta(days=7))
        series = make_series(
            site=self.site,
            starts=starts,
            closes_at=MEETING_AT - timedelta(days=1),
            capacity=40,
            facilitator=self.facilitator,
        )
        make_token(self.site)
        return series

    def _watch(self) -> str:
        dimension = db.session.scalars(select(Dimension)).first()
        assert dimension is not None
        with unit_of_work():
            meeting = first_meeting(self.series)
            db.session.add(Focus(meeting=meeting, dimension=dimension))
        return dimension.code

    def grow(self, rows: int) -> None:
        """Have so many more series, and so many more pupils in the first of them."""
        for _ in range(rows):
            self.enter(self.series)
            self.enter(self.make_series())

    def enter(self, series: Series) -> Registration:
        pupil = make_pupil(guardian=self.guardian, school=self.school)
        registration = make_place(series=series, pupil=pupil)
        make_card(pupil)
        answer_sharing(pupil, answer=True)
        with unit_of_work():
            present = AttendanceStatus.PRESENT
            db.session.add(
                Attendance(
                    meeting=first_meeting(series),
                    registration=registration,
                    status=present,
                    came_at=MEETING_AT,
                )
            )
        make_photo(registration, self.facilitator, meeting=first_meeting(series))
        return registration

    def names(self) -> dict[str, str]:
        """What stands for the parts of an address."""
        first = db.session.scalars(select(Registration)).first()
        assert first is not None
        return {
            "series": self.series.slug,
            "meeting": self.meeting,
            "dimension": self.dimension,
            "registration": first.public_id,
            "pupil": first.pupil.public_id,
            "school": self.school.public_id,
        }

    def visitor(self, path: str) -> Account | None:
        """Whose page it is."""
        if path.startswith("/family/"):
            return self.guardian.account
        if path.startswith("/teacher/"):
            return self.teacher
        return self.coordinator if path.startswith("/staff/") else None


@pytest.fixture
def season(app: Flask, clock_at: Callable[[datetime], None]) -> Season:
    assert app
    clock_at(MEETING_AT + timedelta(minutes=5))
    return Season()


def statements_of(browser: Browser, path: str) -> list[str]:
    """What opening the page takes, once everything is warm."""
    with counted_statements() as found:
        page = browser.get(path)
    assert page.status == 200, f"{path} answers {page.status}"
    return found


@pytest.mark.parametrize("path", BUDGETS)
def test_page_keeps_to_its_budget_however_many_rows_it_shows(
    app: Flask, season: Season, path: str
) -> None:
    browser = Browser(app.test_client())
    if visitor := season.visitor(path):
        sign_in_as(browser, visitor)
    season.grow(FEW)
    address = path.format(**season.names())
    few = statements_of(browser, address)
    season.grow(MANY - FEW)
    many = statements_of(browser, address)

    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= BUDGETS[path], "\n".join(many)


def test_roster_keeps_to_its_budget(app: Flask, season: Season) -> None:
    client, counts = app.test_client(), []
    _ask_for_roster(client, season.token)  # seen once, and not for five minutes
    _send(client, season.token, [])  # its clock is known from now on
    for rows in (FEW, MANY - FEW):
        season.grow(rows)
        with counted_statements() as found:
            answer = _ask_for_roster(client, season.token)
        assert answer == 200
        counts.append(len(found))

    assert counts[0] == counts[1] <= ROSTER, "\n".join(found)


def _ask_for_roster(client: FlaskClient, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    status: int = client.get("/api/v1/kiosk/roster", headers=headers).status_code
    db.session.rollback()
    return status


def test_one_scan_keeps_to_its_budget(app: Flask, season: Season) -> None:
    client, counts = app.test_client(), []
    _ask_for_roster(client, season.token)  # seen once, and not for five minutes
    _send(client, season.token, [])  # its clock is known from now on
    for rows in (FEW, MANY - FEW):
        season.grow(rows)
        registration = season.enter(season.series).public_id
        event = {"id": str(uuid4()), "seq": 1, "kind": "in", "how": "camera"}
        event |= {"at": MEETING_AT.isoformat(), "registration": registration}
        with counted_statements() as found:
            status = _send(client, season.token, [event])
        assert status == 200
        counts.append(len(found))

    assert counts[0] == counts[1] <= SCAN, "\n".join(found)


def _send(client: FlaskClient, token: str, events: list[dict[str, object]]) -> int:
    answer = client.post(
        "/api/v1/kiosk/scans",
        json={"sent_at": MEETING_AT.isoformat(), "events": events},
        headers={"Authorization": f"Bearer {token}"},
    )
    return answer.status_code
