"""Recording levels, as a facilitator does and as nobody should."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fablab.accounts.models import Account, Role
from fablab.assessments.models import Assessment, ObservedLevel
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_changed_rubric,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import (
    make_account,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.support.pages import Browser, Page

NO_NOTE = (
    "Mira N.: the highest level needs a short note, or a photo of the work. "
    "What did you see?"
)

pytestmark = pytest.mark.usefixtures("app")
SetClock = Callable[[datetime], None]


@dataclass(frozen=True)
class Workshop:
    """A first meeting with Mira and Jan, who are here, and Nina, who is not."""

    facilitator: Account
    meetings: list[Meeting]
    mira: Registration
    jan: Registration
    nina: Registration

    def url(self, code: str = "CR2", *, meeting: int = 0) -> str:
        base = f"/staff/meetings/{self.meetings[meeting].public_id}/levels"
        return f"{base}/{code}" if code else base


@pytest.fixture
def workshop(browser: Browser, clock_at: SetClock) -> Workshop:
    clock_at(FIRST + timedelta(hours=1))
    make_rubric()
    facilitator = make_facilitator()
    series = make_series(starts=WEEKS, facilitator=facilitator)
    meetings = meetings_of(series)
    mira = make_place(series, make_pupil("Mira", "Novak"))
    jan = make_place(series, make_pupil("Jan", "Król"))
    nina = make_place(series, make_pupil("Nina", "Lis"))
    for meeting in meetings:
        make_attendance(meeting, mira)
        make_attendance(meeting, jan, AttendanceStatus.LATE)
    make_attendance(meetings[0], nina, AttendanceStatus.EXCUSED)
    sign_in_as(browser, facilitator)
    return Workshop(facilitator, meetings, mira, jan, nina)


def level(registration: Registration) -> str:
    return f"level-{registration.public_id}"


def note(registration: Registration) -> str:
    return f"note-{registration.public_id}"


def answers(given: dict[str, str]) -> dict[str, Any]:
    """Answers to fields whose names are not known beforehand."""
    return dict(given)


def stored() -> list[tuple[str, int | None, str]]:
    """Every level ever given: pupil, level and note, oldest first."""
    rows = db.session.query(ObservedLevel).join(Assessment).order_by(Assessment.id)
    return [
        (
            row.assessment.registration.pupil.given_name,
            row.level,
            row.assessment.note,
        )
        for row in rows
    ]


def test_the_page_shows_who_is_here_and_greys_out_who_is_not(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())

    assert page.text("h1") == "Original and useful"
    assert page.texts(".board-choice .board-name") == ["Jan K.", "Mira N."]
    assert page.texts(".board-row.away") == ["Nina L. excused"]
    assert page.texts(".board-head .hint")[0] == (
        "Copies the model project; changes only colour, size or name when encouraged."
    )
    assert page.texts(f"#{level(workshop.mira)} .board-cell") == [
        "With support",
        "With prompts",
        "On my own",
        "Further, and with others",
        "Not observed today",
    ]


def test_levels_are_stored_and_lead_to_the_next_dimension(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url(""))
    page = browser.click(page, "Record levels")
    page = browser.submit(
        page,
        follow=True,
        **answers({level(workshop.mira): "3", level(workshop.jan): "no"}),
    )

    assert page.url == workshop.url("SR2")
    assert page.texts(".notice") == ["The levels are saved."]
    assert sorted(stored()) == [("Jan", None, ""), ("Mira", 3, "")]
    page = browser.submit(page, button="rest", follow=True)
    assert page.url == workshop.url("")
    assert page.texts(".todo .chip") == ["done", "done"]
    assert len(stored()) == 4


def test_two_pupils_of_one_short_name_are_told_apart(
    workshop: Workshop, browser: Browser
) -> None:
    other = make_place(workshop.mira.series, make_pupil("Mira", "Nesvadba"))
    make_attendance(workshop.meetings[0], other)

    page = browser.get(workshop.url())

    assert page.texts(".board-choice .board-name") == [
        "Jan K.",
        "Mira Nesvadba",
        "Mira Novak",
    ]


def test_some_may_be_left_open_and_the_rest_be_not_observed(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    browser.submit(page, **answers({level(workshop.mira): "2"}))
    assert stored() == [("Mira", 2, "")]

    browser.submit(browser.get(workshop.url()), button="rest")

    assert stored() == [("Mira", 2, ""), ("Jan", None, "")]


def test_the_highest_level_needs_a_note_and_the_answers_stay(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    refused = browser.submit(
        page, **answers({level(workshop.mira): "4", level(workshop.jan): "2"})
    )

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [NO_NOTE]
    assert refused.one(".error-summary a")["href"] == f"#{note(workshop.mira)}"
    assert refused.one(f"details:has(#{note(workshop.mira)})").has_attr("open")
    assert refused.value(f"#{level(workshop.mira)} [checked]") == "4"
    assert refused.value(f"#{level(workshop.jan)} [checked]") == "2"
    assert stored() == []

    browser.submit(
        refused, **answers({note(workshop.mira): "Combined wood and light."})
    )

    assert sorted(stored()) == [
        ("Jan", 2, ""),
        ("Mira", 4, "Combined wood and light."),
    ]


def test_a_jump_of_two_levels_needs_a_note(
    workshop: Workshop, browser: Browser
) -> None:
    browser.submit(browser.get(workshop.url()), **answers({level(workshop.jan): "1"}))
    page = browser.get(workshop.url(meeting=2))

    refused = browser.submit(page, **answers({level(workshop.jan): "3"}))

    assert refused.texts(".error-summary li") == [
        (
            "Jan K.: that is a jump of two levels or more since last time. "
            "It needs a short note, or a photo of the work. What did you see?"
        )
    ]
    assert browser.submit(page, **answers({level(workshop.jan): "2"})).status == 303
    assert stored() == [("Jan", 1, ""), ("Jan", 2, "")]


def test_saving_again_keeps_the_history_and_twice_counts_once(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    for _ in range(2):
        assert (
            browser.submit(page, **answers({level(workshop.mira): "2"})).status == 303
        )
    assert stored() == [("Mira", 2, "")]

    again = browser.get(workshop.url())
    assert again.value(f"#{level(workshop.mira)} [checked]") == "2"
    browser.submit(again, **answers({level(workshop.mira): "no"}))

    assert stored() == [("Mira", 2, ""), ("Mira", None, "")]
    latest = browser.get(workshop.url())
    assert latest.value(f"#{level(workshop.mira)} [checked]") == "no"


def test_each_facilitator_judges_alone(workshop: Workshop, browser: Browser) -> None:
    browser.submit(browser.get(workshop.url()), **answers({level(workshop.mira): "2"}))
    coordinator = make_account(Role.COORDINATOR, site=make_site())
    sign_in_as(browser, coordinator)

    page = browser.get(workshop.url())
    assert page.soup.select("[type=radio][checked]") == []
    browser.submit(page, **answers({level(workshop.mira): "3"}))

    assert stored() == [("Mira", 2, ""), ("Mira", 3, "")]


def post(browser: Browser, url: str, page: Page, **answers: str) -> Page:
    return browser.post(url, csrf_token=page.csrf_token, **answers)


def test_an_unknown_level_is_refused(workshop: Workshop, browser: Browser) -> None:
    page = browser.get(workshop.url())
    for strange in ("5", "0", "-1", "<b>", "three"):
        refused = post(
            browser, workshop.url(), page, **answers({level(workshop.mira): strange})
        )
        assert refused.texts(".error-summary li") == [
            "Choose one of the levels, or “not observed”."
        ]
    assert stored() == []


def test_a_pupil_of_another_series_is_refused(
    workshop: Workshop, browser: Browser
) -> None:
    stranger = make_place(make_series(facilitator=workshop.facilitator))
    page = browser.get(workshop.url())

    refused = post(
        browser,
        workshop.url(),
        page,
        **answers({level(stranger): "2", level(workshop.jan): "2"}),
    )

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        (
            "One of the pupils is not in this workshop. "
            "Open the page again and choose from the list."
        )
    ]
    assert refused.value(f"#{level(workshop.jan)} [checked]") == "2"
    assert stored() == []


def test_who_is_not_here_gets_no_level(workshop: Workshop, browser: Browser) -> None:
    page = browser.get(workshop.url())

    refused = post(
        browser, workshop.url(), page, **answers({level(workshop.nina): "2"})
    )

    assert refused.texts(".error-summary li") == [
        (
            "Nina L. is not marked as here, so no level can be saved. "
            "Mark who is here first."
        )
    ]
    assert stored() == []


def test_a_note_that_is_too_long_or_invisible_is_refused(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    two = answers({level(workshop.mira): "2"})

    long = post(
        browser,
        workshop.url(),
        page,
        **two,
        **answers({note(workshop.mira): "x" * 501}),
    )
    nul = post(
        browser, workshop.url(), page, **two, **answers({note(workshop.mira): "a\x00b"})
    )

    assert long.texts(".error-summary li") == ["Keep the note under 500 characters."]
    assert nul.texts(".error-summary li") == [
        "We removed invisible characters here: please check this again"
    ]
    assert stored() == []


def test_a_note_without_a_level_is_not_lost(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())

    refused = browser.submit(page, **answers({note(workshop.mira): "Her own idea."}))

    assert refused.texts(".error-summary li") == [
        "Mira N.: choose what your note is about: a level, or “not observed”."
    ]
    assert refused.value(f"#{note(workshop.mira)}") == "Her own idea."
    browser.submit(refused, button="rest")
    assert ("Mira", None, "Her own idea.") in stored()


def test_a_cancelled_meeting_takes_no_levels(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    with unit_of_work():
        db.session.merge(workshop.meetings[0]).cancelled_at = FIRST

    refused = browser.submit(page, **answers({level(workshop.mira): "2"}))

    assert refused.texts(".error-summary li") == [
        "This meeting was cancelled, so no levels can be saved."
    ]


def test_before_anybody_is_checked_in_the_page_says_what_to_do(
    workshop: Workshop, browser: Browser
) -> None:
    with unit_of_work():
        db.session.query(Attendance).delete()

    for code in ("", "CR2"):
        page = browser.get(workshop.url(code))
        assert page.text(".empty h2") == "Nobody is checked in yet"
        assert page.one(".empty a")["href"] == (
            f"/staff/meetings/{workshop.meetings[0].public_id}"
        )


def test_foreign_meetings_and_unknown_dimensions_are_not_found(
    workshop: Workshop, browser: Browser
) -> None:
    assert browser.get(workshop.url("XX1")).status == 404
    assert browser.get("/staff/meetings/NOSUCHMEETING/levels").status == 404
    elsewhere = make_account(Role.COORDINATOR, site=make_site("linz"))
    colleague = make_facilitator("Adam Zych")
    for outsider in (elsewhere, colleague):
        sign_in_as(browser, outsider)
        for code in ("", "CR2", "focus"):
            assert browser.get(workshop.url(code)).status == 404


def test_teachers_and_guardians_do_not_record_levels(
    workshop: Workshop, browser: Browser
) -> None:
    sign_in_as(browser, make_account(Role.GUARDIAN))
    assert browser.get(workshop.url()).status == 403


def test_the_time_of_an_assessment_is_the_clock_s(
    workshop: Workshop, browser: Browser, clock_at: SetClock
) -> None:
    at = datetime(2026, 10, 3, 9, 30, tzinfo=UTC)
    clock_at(at)
    browser.submit(browser.get(workshop.url()), **answers({level(workshop.mira): "2"}))

    assert [row.assessed_at for row in db.session.query(Assessment)] == [at]


def test_words_that_changed_while_the_page_was_open_are_shown_before_saving(
    workshop: Workshop, browser: Browser
) -> None:
    page = browser.get(workshop.url())
    make_changed_rubric("All alone")

    refused = browser.submit(page, **answers({level(workshop.mira): "3"}))

    assert refused.status == 422
    assert refused.text(".error-summary li") == (
        "The words of the levels were changed while this page was open. "
        "Look whether your answers still fit, then save them."
    )
    assert "All alone" in refused.texts(f"#{level(workshop.mira)} .board-cell")
    assert stored() == []
    browser.submit(refused)
    assert stored() == [("Mira", 3, "")]
