"""The coordinator makes, changes and publishes series; others may look or see none."""

from datetime import datetime
from typing import Any

import pytest

from fablab.accounts.models import Role
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.factories import make_account, make_series, make_site, sign_in_as
from tests.series.factories import take_places
from tests.series.test_list import counted_statements, titles
from tests.support.pages import Browser

LAMP: dict[str, Any] = {
    "title_en": "Światło i cień",
    "summary_en": "Cut a lamp that throws shadows.",
    "topic": "laser-cutting",
    "language": "pl",
    "age_min": "10",
    "age_max": "14",
    "capacity": "12",
    "fee": "0",
    "registration_opens": "2026-09-01T08:00",
    "registration_closes": "2026-10-01T20:00",
}
WEEKS: dict[str, Any] = {
    "day": "2026-10-10",
    "starts": "16:30",
    "ends": "18:30",
    "weeks": "4",
    "place": "Room 2",
}


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    """The browser of the coordinator of bielsko-biala."""
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site()))
    return browser


def the_series() -> Series:
    """The only series there is."""
    return db.session.query(Series).one()


def test_from_a_draft_to_the_public_list(coordinator: Browser) -> None:
    page = coordinator.get("/staff/series/")
    page = coordinator.click(page, "New workshop")
    page = coordinator.submit(page, **LAMP, follow=True)
    assert page.text(".notice") == "The draft is saved. Now add its meetings."

    page = coordinator.submit(page, **WEEKS, follow=True)
    assert page.texts(".people .hint") == ["16:30–18:30 · Room 2"] * 4
    assert page.texts(".people .name")[2:] == [
        "Saturday, 24 October 2026",
        "Saturday, 31 October 2026",
    ]
    assert titles(coordinator.get("/series/")) == []

    page = coordinator.get("/staff/series/swiatlo-i-cien")
    page = coordinator.submit(page, button="Publish", follow=True)

    assert page.texts(".chip") == ["12 places left"]
    assert titles(coordinator.get("/series/")) == ["Światło i cień"]
    assert coordinator.get("/series/swiatlo-i-cien").status == 200


def test_everything_that_is_missing_is_said_at_once(coordinator: Browser) -> None:
    with unit_of_work():
        db.session.query(Site).one().language = "pl"
    page = coordinator.get("/staff/series/new")
    page = coordinator.submit(page, **LAMP, follow=True)

    page = coordinator.submit(
        coordinator.get("/staff/series/swiatlo-i-cien"), button="Publish"
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Write a title and a summary in Polski.",
        "Add at least one meeting.",
    ]
    assert the_series().published_at is None


def test_registration_must_close_before_the_last_meeting(coordinator: Browser) -> None:
    make_series(
        published_at=None, closes_at=datetime.fromisoformat("2026-12-01T00:00+00:00")
    )
    page = coordinator.get(f"/staff/series/{the_series().slug}")

    page = coordinator.submit(page, button="Publish")

    assert page.texts(".error-summary li") == [
        "Registration must close before the last meeting begins."
    ]


def test_the_same_form_sent_twice_makes_one_series(coordinator: Browser) -> None:
    page = coordinator.get("/staff/series/new")

    first = coordinator.submit(page, **LAMP)
    second = coordinator.submit(page, **LAMP)

    assert (
        first.location == second.location == ("/staff/series/swiatlo-i-cien/meetings")
    )
    assert db.session.query(Series).count() == 1


def test_the_same_title_again_gets_an_address_of_its_own(coordinator: Browser) -> None:
    for _ in range(2):
        coordinator.submit(coordinator.get("/staff/series/new"), **LAMP)

    slugs = [series.slug for series in db.session.query(Series).order_by(Series.id)]
    assert slugs == ["swiatlo-i-cien", "swiatlo-i-cien-2"]


def test_a_title_of_several_lines_becomes_one(coordinator: Browser) -> None:
    page = coordinator.get("/staff/series/new")
    answers = LAMP | {"title_en": "Światło\r\nLOCATION:cień"}

    coordinator.submit(page, **answers)

    assert the_series().texts[0].title == "Światło LOCATION:cień"


def test_a_title_may_be_the_name_of_a_page(coordinator: Browser) -> None:
    page = coordinator.get("/staff/series/new")

    page = coordinator.submit(page, **(LAMP | {"title_en": "New"}))

    assert page.location == "/staff/series/new-2/meetings"


@pytest.mark.parametrize(
    ("answers", "refusals"),
    [
        ({"summary_en": ""}, ["Enter the summary in English"]),
        ({"title_de": "Lampe"}, ["Enter the summary in Deutsch"]),
        ({"summary_uk": "Світло"}, ["Enter the title in Українська"]),
        ({"title_en": "a" * 121}, ["Use 120 characters at most"]),
        ({"age_min": "ten"}, ["Enter a whole number"]),
        ({"age_min": "4"}, ["Enter a number from 5 to 25"]),
        (
            {"age_min": "15"},
            ["Ages go from 5 to 25, the younger one first."],
        ),
        ({"capacity": "0"}, ["Enter a number from 1 to 1000"]),
        ({"registration_opens": ""}, ["Choose when registration opens"]),
        ({"registration_opens": "soon"}, ["Choose a day and a time"]),
        ({"registration_closes": "9999-12-31T23:59"}, ["Choose a day and a time"]),
        (
            {"registration_opens": "2026-10-02T00:00"},
            ["Registration must open before it closes."],
        ),
    ],
)
def test_a_refusal_is_worded_and_keeps_the_answers(
    coordinator: Browser, answers: dict[str, Any], refusals: list[str]
) -> None:
    page = coordinator.submit(
        coordinator.get("/staff/series/new"), **(LAMP | {"bring_en": "Tea"} | answers)
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == refusals
    assert page.value("#bring_en") == "Tea"
    for name, value in answers.items():
        assert page.value(f"#{name}") == value
    assert db.session.query(Series).count() == 0


def test_a_series_needs_one_language(coordinator: Browser) -> None:
    silent = LAMP | {"title_en": "", "summary_en": ""}

    page = coordinator.submit(coordinator.get("/staff/series/new"), **silent)

    assert page.texts(".error-summary li") == [
        "Write a title and a summary in at least one language."
    ]


def test_a_series_is_changed_and_keeps_its_address(coordinator: Browser) -> None:
    slug = make_series(title="Night lamp").slug
    page = coordinator.get(f"/staff/series/{slug}/edit")
    assert page.value("#registration_closes") == "2026-10-01T00:00"

    page = coordinator.submit(
        page,
        title_en="Day lamp",
        title_uk="Лампа",
        summary_uk="Світло",
        capacity="20",
        follow=True,
    )

    assert page.url == f"/staff/series/{slug}"
    assert page.text("h1") == "Day lamp"
    assert coordinator.get(f"/series/{slug}?lang=uk").text("h1") == "Лампа"
    assert the_series().capacity == 20


def test_there_cannot_be_fewer_places_than_are_taken(coordinator: Browser) -> None:
    series = make_series(capacity=12)
    take_places(series, 7)
    page = coordinator.get(f"/staff/series/{series.slug}/edit")

    refused = coordinator.submit(page, capacity="6")
    assert refused.texts(".error-summary li") == [
        "7 places are taken already, so there cannot be fewer."
    ]
    assert coordinator.submit(page, capacity="7").status == 303


def test_only_people_of_the_site_can_lead_a_series(coordinator: Browser) -> None:
    ours = make_account(Role.FACILITATOR, site=make_site(), name="Jan Kot")
    make_account(Role.FACILITATOR, site=make_site("porto"), name="Rui Reis")
    slug = make_series().slug
    page = coordinator.get(f"/staff/series/{slug}/edit")
    assert page.texts("#facilitators .pick") == ["Ewa Lis", "Jan Kot"]

    page = coordinator.submit(page, facilitators=[ours.public_id], follow=True)

    assert "Jan Kot" in page.texts(".summary dd")


def test_meetings_of_a_draft_can_be_moved_and_removed(coordinator: Browser) -> None:
    slug = make_series(published_at=None).slug
    page = coordinator.get(f"/staff/series/{slug}/meetings")

    page = coordinator.click(page, "Change: Saturday, 3 October 2026")
    assert page.value("#starts") == "10:00"
    page = coordinator.submit(page, starts="11:15", place="Hall", follow=True)
    assert page.texts(".people .hint") == ["11:15–12:00 · Hall"]

    page = coordinator.submit(
        page, button="Remove: Saturday, 3 October 2026", follow=True
    )
    assert page.text(".empty h2") == "No meetings yet"


def test_after_publishing_a_meeting_can_only_be_moved(coordinator: Browser) -> None:
    series = make_series()
    base = f"/staff/series/{series.slug}/meetings"
    public_id = the_series().meetings[0].public_id
    page = coordinator.get(f"{base}/{public_id}")

    assert coordinator.submit(page, starts="11:00").status == 303
    assert the_series().meetings[0].sequence == 1
    removed = coordinator.post(f"{base}/{public_id}/remove", csrf_token=page.csrf_token)
    assert removed.texts(".error-summary li") == [
        (
            "The workshop is published, and families have planned with its dates. "
            "You can move a meeting, but neither add nor remove one."
        )
    ]


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"ends": "16:30"}, "A meeting must end later than it begins."),
        ({"weeks": "41"}, "Enter a number from 1 to 40"),
        ({"day": "someday"}, "Choose a day"),
        ({"day": "9999-12-31"}, "Choose a day"),
        ({"day": "0001-01-01"}, "Choose a day"),
        ({"starts": "25:00"}, "Enter a time, for example 16:30"),
        ({"place": ""}, "Enter the room"),
        (
            {"day": "2026-10-03", "starts": "11:00", "ends": "13:00"},
            "There is a meeting at that time already: Sat, 3 Oct 2026, 10:00.",
        ),
    ],
)
def test_meetings_that_cannot_be_are_refused(
    coordinator: Browser, answers: dict[str, Any], refusal: str
) -> None:
    slug = make_series(published_at=None).slug
    page = coordinator.get(f"/staff/series/{slug}/meetings")

    page = coordinator.submit(page, **(WEEKS | answers))

    assert page.texts(".error-summary li") == [refusal]
    assert len(the_series().meetings) == 1


def test_another_sites_coordinator_finds_nothing(browser: Browser) -> None:
    slug = make_series().slug
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("porto")))

    assert browser.get("/staff/series/").text(".empty h2") == "No workshops yet"
    for path in ("", "/edit", "/meetings"):
        page = browser.get(f"/staff/series/{slug}{path}")
        assert page.status == 404
        assert page.text(".lead") == (
            "We do not have this workshop, or it is not one of yours."
        )


def test_a_facilitator_looks_at_own_series_only(browser: Browser) -> None:
    jan = make_account(Role.FACILITATOR, site=make_site(), name="Jan Kot")
    own = make_series(title="Own", facilitator=jan)
    other = make_series(title="Other")
    sign_in_as(browser, jan)

    page = browser.get("/staff/series/")
    assert page.texts("tbody th") == ["Own"]
    page = browser.click(page, "Own")
    assert page.texts("main form") == []
    assert browser.get(f"/staff/series/{own.slug}/edit").status == 403
    assert browser.get(f"/staff/series/{other.slug}").status == 404


def test_the_workspaces_list_costs_the_same_for_many(coordinator: Browser) -> None:
    make_series()
    with counted_statements() as for_one:
        coordinator.get("/staff/series/")
    for _ in range(5):
        make_series()
    with counted_statements() as for_six:
        coordinator.get("/staff/series/")

    assert len(for_one) == len(for_six) == 5
