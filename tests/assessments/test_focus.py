from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from fablab.accounts.models import Role
from fablab.assessments.queries.focus import focus_of, is_full_round
from fablab.assessments.services.focus import choose_focus
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_account, make_series, make_site, sign_in_as
from tests.support.pages import Browser

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("meetings", "full"),
    [
        (1, [1]),
        (2, [1, 2]),
        (4, [2, 4]),
        (6, [2, 3, 6]),
        (8, [2, 4, 8]),
        (9, [2, 5, 9]),
    ],
)
def test_all_dimensions_are_due_at_second_middle_and_last(
    meetings: int, full: list[int]
) -> None:
    due = [n for n in range(1, meetings + 1) if is_full_round(n, meetings)]
    assert due == full


def test_otherwise_one_of_each_domain_is_proposed() -> None:
    make_rubric()
    meetings = meetings_of(make_series(starts=WEEKS))

    proposed = [[d.code for d in focus_of(meeting)] for meeting in meetings]

    all_six = ["CR1", "CR2", "CR3", "SR1", "SR2", "SR3"]
    assert proposed == [["CR2", "SR2"], all_six, ["CR1", "SR1"], all_six]


def test_a_cancelled_meeting_does_not_count() -> None:
    make_rubric()
    meetings = meetings_of(make_series(starts=WEEKS))
    with unit_of_work():
        db.session.merge(meetings[0]).cancelled_at = FIRST

    assert len(focus_of(meetings[1])) == 2
    assert len(focus_of(meetings[2])) == 6


def test_a_facilitator_chooses_what_to_watch(browser: Browser) -> None:
    make_rubric()
    facilitator = make_facilitator()
    series = make_series(starts=WEEKS, facilitator=facilitator)
    meeting = meetings_of(series)[0]
    make_attendance(meeting, make_place(series))
    sign_in_as(browser, facilitator)

    page = browser.get(f"/staff/meetings/{meeting.public_id}/levels")
    page = browser.click(page, "Watch something else")
    refused = browser.submit(page, dimensions=["CR1"])
    page = browser.submit(refused, dimensions=["SR3", "CR1", "SR1"], follow=True)

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "Choose two or three dimensions, or all of them."
    ]
    assert page.texts(".todo b") == [
        "Generating ideas",
        "Taking the initiative",
        "Organising work and using help",
    ]


def test_an_unknown_dimension_cannot_be_watched(browser: Browser) -> None:
    make_rubric()
    coordinator = make_account(Role.COORDINATOR, site=make_site())
    meeting = meetings_of(make_series(starts=WEEKS))[0]
    sign_in_as(browser, coordinator)
    url = f"/staff/meetings/{meeting.public_id}/levels/focus"

    page = browser.get(url)
    answer = browser.post(
        url, csrf_token=page.csrf_token, dimensions=["CR1", "XX9", "SR1"]
    )

    assert answer.texts(".error-summary li") == [
        "Choose from the dimensions in the list."
    ]


def test_a_choice_that_is_sent_twice_at_once_is_kept_once(app: Flask) -> None:
    make_rubric()
    [meeting, *_] = meetings_of(make_series(starts=WEEKS))
    meeting_id, start = meeting.id, Barrier(6)

    def choose(_: int) -> None:
        with app.app_context():
            start.wait()
            with unit_of_work():
                choose_focus(
                    meeting=db.session.get_one(Meeting, meeting_id),
                    codes=["CR1", "SR3"],
                )

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(choose, range(6)))

    db.session.rollback()
    meeting = db.session.get_one(Meeting, meeting_id)
    assert [d.code for d in focus_of(meeting)] == ["CR1", "SR3"]
