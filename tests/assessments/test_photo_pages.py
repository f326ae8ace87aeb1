"""Photos of the work on the facilitators' pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from fablab.accounts.models import Account
from fablab.assessments import pictures
from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.audit.models import AuditEvent
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.assessments.photos import make_photo, picture
from tests.factories import make_pupil, make_series, sign_in_as
from tests.support.pages import Browser, Page

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def ewa(browser: Browser, clock_at: Callable[[datetime], None]) -> Account:
    """The facilitator, signed in during the first meeting."""
    clock_at(FIRST + timedelta(hours=1))
    make_rubric()
    account = make_facilitator()
    sign_in_as(browser, account)
    return account


@pytest.fixture
def lamps(ewa: Account) -> Series:
    return make_series(title="Lamps", starts=WEEKS, facilitator=ewa)


@pytest.fixture
def first(lamps: Series) -> Meeting:
    return meetings_of(lamps)[0]


@pytest.fixture
def mira(lamps: Series, first: Meeting) -> Registration:
    place = make_place(lamps, make_pupil("Mira", "Novak"))
    make_attendance(first, place)
    return place


def levels(meeting: Meeting) -> str:
    return f"/staff/meetings/{meeting.public_id}/levels"


def add(browser: Browser, page: Page, data: bytes, **answers: Any) -> Page:  # noqa: ANN401 -- as submit
    return browser.submit(page, photo=(BytesIO(data), "work.jpg"), **answers)


def reads() -> list[tuple[str, list[str]]]:
    """Who was looked at, and how many photos each time."""
    found = db.session.query(AuditEvent).filter_by(action="work_photo.read")
    return [(one.subject, one.details["photos"]) for one in found]


@pytest.mark.usefixtures("mira")
def test_a_photo_is_added_seen_and_taken_away(
    browser: Browser, ewa: Account, first: Meeting
) -> None:
    page = browser.click(browser.get(levels(first)), "Photos of the work")
    assert "Photograph the work, not the child." in page.text("main")
    page = browser.click(page, "Add a photo: Mira N.")
    assert page.one("#photo")["capture"] == "environment"
    assert page.one("#photo")["accept"] == "image/*"
    done = add(browser, page, picture(), caption="A lamp like a fish", dimension="CR2")
    assert (done.status, done.location) == (303, f"{levels(first)}/photos")

    page = browser.get(done.location)

    assert page.texts(".notice") == ["The photo is saved."]
    assert page.texts(".photo b") == ["A lamp like a fish"]
    assert "Ewa Lis" in page.text(".photo .hint")
    assert "Original and useful" in page.text(".photo .hint")
    assert page.one(".photo img")["alt"] == "A lamp like a fish"
    kept = db.session.query(WorkPhoto).one()
    assert (kept.kind, kept.added_by, kept.meeting) == (PhotoKind.OBSERVER, ewa, first)

    gone = browser.submit(page, form="[action$=withdraw]", follow=True)

    assert gone.texts(".notice") == ["The photo is gone."]
    assert gone.texts(".photo") == []


def test_the_picture_is_served_for_one_person_and_each_look_is_noted(
    browser: Browser, mira: Registration, ewa: Account, first: Meeting
) -> None:
    photo = make_photo(mira, ewa, meeting=first)
    page = browser.get(f"{levels(first)}/photos")
    subject, ids = mira.pupil.public_id, [photo.public_id]
    assert reads() == [(subject, ids)]

    small = browser.get(str(page.one(".photo img")["src"]))
    assert reads() == [(subject, ids)]
    large = browser.get(str(page.one(".photo a")["href"]))

    assert reads() == [(subject, ids), (subject, ids)]
    for answer in (small, large):
        assert answer.data[:3] == b"\xff\xd8\xff"
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "private, max-age=60"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_sent_twice_is_kept_once(
    browser: Browser, mira: Registration, first: Meeting
) -> None:
    page = browser.get(f"{levels(first)}/photos/{mira.public_id}")

    for _ in range(2):
        assert add(browser, page, picture()).status == 303

    assert db.session.query(WorkPhoto).count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        (b"", "Take or choose a photo (again, if you did)"),
        (
            b"%PDF-1.4",
            "We cannot read this file. Choose a photo as JPEG, PNG or WebP.",
        ),
        (
            b"\xff\xd8\xff" + bytes(20_000),
            "The photo is larger than 10 MB. Take a smaller one, please.",
        ),
    ],
    ids=["nothing", "paper", "large"],
)
def test_what_is_no_photo_is_refused_and_the_answers_stay(
    browser: Browser,
    mira: Registration,
    first: Meeting,
    sent: tuple[bytes, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 10_000)
    page = browser.get(f"{levels(first)}/photos/{mira.public_id}")

    data, refusal = sent
    refused = add(browser, page, data, caption="My lamp", dimension="SR1")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [refusal]
    assert refused.value("#caption") == "My lamp"
    assert refused.value("#dimension [selected]") == "SR1"
    assert db.session.query(WorkPhoto).count() == 0


@pytest.mark.usefixtures("mira")
def test_who_is_away_gets_no_photo(
    browser: Browser, lamps: Series, first: Meeting
) -> None:
    away = make_place(lamps, make_pupil("Jan", "Lis"))
    make_attendance(first, away, AttendanceStatus.ABSENT)
    assert browser.get(f"{levels(first)}/photos").texts("h2") == ["Mira N."]

    page = browser.get(f"{levels(first)}/photos/{away.public_id}")

    assert add(browser, page, picture()).texts(".error-summary li") == [
        (
            "Jan L. is not marked as here, so no photo can be saved. "
            "Mark who is here first."
        )
    ]


def test_a_photo_is_found_in_its_own_series_only(
    browser: Browser, mira: Registration, ewa: Account, first: Meeting
) -> None:
    other = meetings_of(make_series(starts=WEEKS, facilitator=ewa))[0]
    strange = meetings_of(make_series(starts=WEEKS))[0]
    photo = make_photo(mira, ewa, meeting=first)

    def status(meeting: Meeting, rest: str) -> int:
        return browser.get(f"{levels(meeting)}/{rest}").status

    for rest in (f"pictures/{photo.public_id}", f"pictures/{photo.public_id}/small"):
        assert [status(one, rest) for one in (first, other, strange)] == [200, 404, 404]
    assert status(other, f"photos/{mira.public_id}") == 404


def test_a_caption_comes_out_as_it_was_typed(
    browser: Browser, mira: Registration, first: Meeting
) -> None:
    typed = '<b>=HYPERLINK("x")</b> & „Łódź”'
    page = browser.get(f"{levels(first)}/photos/{mira.public_id}")
    add(browser, page, picture(), caption=typed)

    page = browser.get(f"{levels(first)}/photos")

    assert page.texts(".photo b") == [typed]
    assert page.one(".photo img")["alt"] == typed


def test_a_level_with_a_photo_needs_no_note(
    browser: Browser, mira: Registration, ewa: Account, first: Meeting
) -> None:
    answer: dict[str, Any] = {f"level-{mira.public_id}": "4"}
    bare = browser.submit(browser.get(f"{levels(first)}/CR2"), **answer)
    assert bare.status == 422
    make_photo(mira, ewa, meeting=first, now=FIRST)

    page = browser.get(f"{levels(first)}/CR2")

    assert page.text(".board-note summary .chip") == "there is a photo"
    assert bare.soup.select(".board-note .chip") == []
    assert browser.submit(page, **answer).status == 303
