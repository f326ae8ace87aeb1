"""Which pupils a teacher sees: the guardians decide, and only for this school."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from fablab.accounts.models import Account, Grant, Role
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship, Pupil
from fablab.sites.models import School
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    saved,
    sign_in_as,
)
from tests.reports.factories import answer_sharing
from tests.support.pages import Browser, Page

pytestmark = pytest.mark.usefixtures("app", "november")
NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def november(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOVEMBER)


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def teacher(school: School) -> Account:
    return make_account(Role.TEACHER, school=school)


@pytest.fixture
def mira(school: School) -> Pupil:
    return make_pupil(school=school)


@pytest.fixture
def page(browser: Browser, teacher: Account) -> Callable[[], Page]:
    def open_page() -> Page:
        sign_in_as(browser, teacher)
        return browser.get("/teacher/")

    return open_page


def names(page: Page) -> list[str]:
    return page.texts("tbody th")


def test_without_an_answer_nobody_is_shown_and_the_page_says_why(
    mira: Pupil, page: Callable[[], Page]
) -> None:
    shown = page()

    assert mira.full_name not in shown.soup.get_text()
    assert shown.text(".empty h2") == "No pupils to show yet"
    assert shown.soup.select("a[href$=xlsx]") == []


def test_a_yes_shows_the_pupil_even_before_any_registration(
    mira: Pupil, page: Callable[[], Page]
) -> None:
    answer_sharing(mira, answer=True)

    shown = page()

    assert shown.texts("tbody tr > *") == [
        "Mira Novak",
        "–",
        "not in a series yet",
        "–",
    ]
    assert shown.texts("main .row .chip") == [
        "1 pupil",
        "You can read this until 31 Aug 2027",
    ]


def test_a_no_hides_the_pupil(mira: Pupil, page: Callable[[], Page]) -> None:
    answer_sharing(mira, answer=False)
    assert names(page()) == []


def test_the_latest_answer_counts(mira: Pupil, page: Callable[[], Page]) -> None:
    answer_sharing(mira, answer=True)
    answer_sharing(mira, answer=False, at=OPENING_DAY + 2 * DAY)
    assert names(page()) == []

    answer_sharing(mira, answer=True, at=OPENING_DAY + 3 * DAY)
    assert names(page()) == ["Mira Novak"]


def test_one_guardian_s_no_is_enough(mira: Pupil, page: Callable[[], Page]) -> None:
    father = make_guardian("Jan Novak")
    with unit_of_work():
        db.session.add(
            Guardianship(guardian=father, pupil=db.session.merge(mira), slot=2)
        )
    answer_sharing(mira, answer=True)
    assert names(page()) == ["Mira Novak"]

    answer_sharing(mira, answer=False, guardian=father)
    assert names(page()) == []

    answer_sharing(mira, answer=True, guardian=father, at=OPENING_DAY + 2 * DAY)
    assert names(page()) == ["Mira Novak"]


def test_a_yes_for_another_school_is_none_for_this_one(
    mira: Pupil, school: School, page: Callable[[], Page]
) -> None:
    elsewhere = make_pupil("Jan", "Lis", school=make_school("School No. 2"))
    answer_sharing(elsewhere, answer=True)
    assert names(page()) == []

    with unit_of_work():
        db.session.merge(elsewhere).school = db.session.merge(school)
    answer_sharing(mira, answer=True)

    assert names(page()) == ["Mira Novak"]


def test_who_has_left_the_school_is_not_shown(
    mira: Pupil, page: Callable[[], Page]
) -> None:
    answer_sharing(mira, answer=True)
    other = make_school("School No. 2")
    with unit_of_work():
        db.session.merge(mira).school = db.session.merge(other)

    assert names(page()) == []


def test_a_yes_of_last_school_year_has_ended(
    mira: Pupil, page: Callable[[], Page]
) -> None:
    answer_sharing(mira, answer=True, at=datetime(2026, 8, 31, 12, tzinfo=UTC))
    assert names(page()) == []


def test_after_the_grant_s_end_the_page_is_closed(
    mira: Pupil, teacher: Account, browser: Browser
) -> None:
    answer_sharing(mira, answer=True)
    with unit_of_work():
        grant = db.session.query(Grant).filter_by(account_id=teacher.id).one()
        grant.ends_on = date(2026, 11, 21)
    sign_in_as(browser, teacher)

    for url in ("/teacher/", "/teacher/report.xlsx"):
        assert browser.get(url).status == 403


def test_a_teacher_of_two_schools_reads_both_until_one_ends(
    mira: Pupil, teacher: Account, page: Callable[[], Page]
) -> None:
    second = make_school("School No. 2")
    jan = make_pupil("Jan", "Lis", school=second)
    answer_sharing(mira, answer=True)
    answer_sharing(jan, answer=True)
    grant = saved(
        Grant(
            account=db.session.merge(teacher),
            role=Role.TEACHER,
            school=db.session.merge(second),
            ends_on=date(2027, 8, 31),
        )
    )
    shown = page()
    assert shown.texts("h2")[:2] == ["School No. 1", "School No. 2"]
    assert names(shown) == ["Mira Novak", "Jan Lis"]

    with unit_of_work():
        db.session.get_one(Grant, grant.id).ends_on = date(2026, 8, 31)

    assert names(page()) == ["Mira Novak"]


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.PRIVACY_OFFICER])
def test_others_have_no_teacher_s_page(browser: Browser, role: Role) -> None:
    sign_in_as(browser, make_account(role))
    for url in ("/teacher/", "/teacher/report.xlsx"):
        assert browser.get(url).status == 403
