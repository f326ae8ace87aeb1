"""Whoever reads about a pupil at school is in the journal, and the family sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fablab.accounts.models import Role
from fablab.accounts.queries import actor_of
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.privacy.services.merging import Choice, merge_pupils
from tests.checkin.factories import make_place
from tests.factories import make_account, make_guardian, make_pupil, sign_in_as
from tests.reports.factories import answer_sharing, guardian_of
from tests.reports.season import LAST_WEEK, Season
from tests.support.pages import Browser

FILES = {
    "report.xlsx": "Excel file",
    "report-pl.zip": "CSV files",
    "report-machine.zip": "CSV files",
    "table": "table to copy",
    "oneroster.zip": "OneRoster file",
}


def readings(browser: Browser, pupil: Pupil) -> list[str]:
    """What the pupil's family sees of who read."""
    sign_in_as(browser, guardian_of(pupil).account)
    page = browser.get(f"/family/pupils/{pupil.public_id}")
    return page.texts("section[aria-labelledby=read] li")


@pytest.mark.parametrize("file", FILES)
def test_every_file_is_noted_for_each_pupil_in_it(
    season: Season, browser: Browser, file: str
) -> None:
    browser.get(f"/teacher/{file}")
    browser.get(f"/teacher/{file}?school={season.school.public_id}&class=6b")

    events = db.session.query(AuditEvent).filter_by(action="school_report.read")
    told = [(e.actor, e.subject_kind, e.subject, e.at) for e in events]
    teacher = season.teacher.public_id
    assert sorted(told) == sorted(
        (teacher, "pupil", pupil.public_id, LAST_WEEK)
        for pupil in (season.mira, season.mira, season.hostile)
    )
    assert {event.details["school"] for event in events} == {season.school.public_id}


def test_the_family_sees_who_read_when_and_what(
    season: Season, browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    assert readings(browser, season.mira) == []
    sign_in_as(browser, season.teacher)
    for file in FILES:
        browser.get(f"/teacher/{file}")
    clock_at(LAST_WEEK + timedelta(days=1))
    sign_in_as(browser, season.teacher)
    browser.get("/teacher/table")

    everything = ", ".join(dict.fromkeys(FILES.values()))
    assert readings(browser, season.mira) == [
        "23 Oct 2026: Tola Mysz, School No. 1 table to copy",
        f"22 Oct 2026: Tola Mysz, School No. 1 {everything}",
    ]


def test_looking_at_the_list_of_names_is_no_download(
    season: Season, browser: Browser
) -> None:
    browser.get("/teacher/")

    assert readings(browser, season.mira) == []


def test_what_was_read_before_two_records_were_merged_stays_visible(
    season: Season, browser: Browser
) -> None:
    twin = make_pupil("Mira", "Zuraw", guardian=make_guardian("Bob Novak"))
    make_place(series=season.series, pupil=twin)
    browser.get("/teacher/report.xlsx")
    coordinator = make_account(Role.COORDINATOR, site=season.series.site)
    actor = actor_of(coordinator, today=LAST_WEEK.date())
    with unit_of_work():
        merge_pupils(
            public_id=twin.public_id,
            other_id=season.mira.public_id,
            choice=Choice(keep=twin.public_id, note_of=""),
            actor=actor,
            now=LAST_WEEK,
        )

    assert readings(browser, twin) == [
        "22 Oct 2026: Tola Mysz, School No. 1 Excel file"
    ]


def test_a_pupil_whose_guardian_withdraws_is_in_no_file_from_then_on(
    season: Season, browser: Browser
) -> None:
    answer_sharing(season.mira, answer=False, at=LAST_WEEK)

    for file in FILES:
        browser.get(f"/teacher/{file}")

    assert readings(browser, season.mira) == []
