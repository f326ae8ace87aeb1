"""The growth sheet as the family reads it, on the page and on paper."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fablab.assessments.models import Occasion
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil, Standing
from fablab.registrations.models import Registration
from fablab.series.models import Series
from tests.assessments.factories import make_attendance, make_place, meetings_of
from tests.factories import make_guardian, sign_in_as
from tests.family.factories import NOBODYS, limit, second_guardian
from tests.reports.factories import (
    answer_compass,
    give_by_newer_rubric,
    give_level,
    guardian_of,
    write_own_words,
)
from tests.reports.season import HOSTILE, TITLE, Season
from tests.support.pages import Browser, Page
from tests.support.paper import text_of

ARROWS_DOWN = "↓⇩▼▽↘⬇🔽📉"
FACTS = re.compile(
    r"fablab-cs-6 \d\.\d|JRC 2016, EUR 27939|\d+ Oct( 2026)?|\d+[–-]\d+ Oct 2026"
    r"|Came to \d+ of \d+ meetings?|\d+ meetings? by \d+ (person|people)"
)
"""All that may have figures: versions, days, and what was counted."""


def address(registration: Registration) -> str:
    return f"/family/registrations/{registration.public_id}/growth"


def family_of(browser: Browser, pupil: Pupil) -> Browser:
    sign_in_as(browser, guardian_of(pupil).account)
    return browser


def words_of(page: Page) -> str:
    main = page.soup.select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def give(
    season: Season, code: str, *levels: int | None, place: Registration | None = None
) -> None:
    """A level of the dimension at each of the first meetings, where the pupil came."""
    at = place or season.place
    with unit_of_work():
        db.session.query(Attendance).filter_by(registration_id=at.id).update(
            {"status": AttendanceStatus.PRESENT}
        )
    for meeting, level in zip(meetings_of(season.series), levels, strict=False):
        give_level(meeting, at, code, level, by=season.ewa, note="!", minutes=90)


def test_page_and_paper_say_the_same_in_words(season: Season, browser: Browser) -> None:
    page = family_of(browser, season.mira).get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    assert page.text("h1") == "Mira Ż.: Growth at the FabLab"
    assert page.texts(".lane h3")[0] == "Generating ideas Creativity"
    for words in (
        TITLE,
        "Came to 2 of 3 meetings",
        "What the facilitators saw",
        "With prompts",
        "seen once: On my own",
        "After a prompt offers one or two own ideas",
        "Next step",
        "Generating ideas. Try: “Unprompted, offers three or more",
        "Observation in 2 meetings by 2 people; it describes behaviour",
        "in the FabLab, it is not a school mark.",
        "Rubric fablab-cs-6 1.0. Relates to EntreComp",
        "Made on 22 Oct 2026",
    ):
        assert words in words_of(page), words
        assert words in text, words
    assert "Żuraw" not in text
    assert page.texts(".lane:first-child details li") == [
        "3 Oct 2026: With prompts",
        "10 Oct 2026: On my own",
    ]


def test_notes_of_staff_are_not_for_the_family(
    season: Season, browser: Browser
) -> None:
    page = family_of(browser, season.mira).get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    for words in ("Two lamps.", "loud", "Ewa", "Adam"):
        assert words not in words_of(page)
        assert words not in text


def test_what_grew_most_is_told_from_where_to_where(
    season: Season, browser: Browser
) -> None:
    give(season, "CR2", 1, 2, 2)

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.texts(".panel.grew p") == [
        "Original and useful",
        "At first: With support.",
        "Now: With prompts.",
    ]


def test_a_drop_is_told_gently(
    season: Season, browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    fourth = meetings_of(season.series)[3]
    make_attendance(fourth, season.place)
    give(season, "SR2", 3, 3, 1, 1)
    clock_at(fourth.ends_at + timedelta(hours=1))

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.texts(".verdict-words")[4] == "On my own seen less often lately"
    assert page.soup.select(".panel.grew") == []


def test_a_level_given_while_the_pupil_was_away_is_not_shown(
    season: Season, browser: Browser
) -> None:
    with unit_of_work():
        second = meetings_of(season.series)[1]
        db.session.query(Attendance).filter_by(
            registration_id=season.place.id, meeting_id=second.id
        ).update({"status": AttendanceStatus.ABSENT})

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.texts(".lane:first-child details li") == ["3 Oct 2026: With prompts"]
    assert "Came to 1 of 3 meetings" in words_of(page)
    assert "Observation in 1 meeting by 2 people" in words_of(page)


def test_each_level_keeps_the_words_of_its_own_rubric(
    season: Season, browser: Browser
) -> None:
    third = meetings_of(season.series)[2]
    with unit_of_work():
        db.session.query(Attendance).filter_by(meeting_id=third.id).update(
            {"status": AttendanceStatus.PRESENT}
        )
    give_by_newer_rubric(third, season.place, 3, by=season.ewa)

    page = family_of(browser, season.mira).get(address(season.place))

    assert "seen once: Newly on my own" in words_of(page)
    assert "fablab-cs-6 1.0" in words_of(page)
    assert "fablab-cs-6 2.0" in words_of(page)


def test_before_the_first_level_the_page_says_what_will_come(
    season: Season, browser: Browser
) -> None:
    place = make_place(season.series, season.hostile)
    family_of(browser, season.hostile)

    page = browser.get(address(place))

    assert page.text("main h2") == "Nothing has been noted yet"
    assert page.soup.select(".lane") == []
    assert browser.get(f"{address(place)}.pdf").status == 404


def test_where_families_do_not_see_levels_nothing_of_them_is_told(
    season: Season, browser: Browser
) -> None:
    with unit_of_work():
        db.session.get_one(Series, season.series.id).families_see_levels = False
    family_of(browser, season.mira)

    page = browser.get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    assert page.soup.select(".lane") == []
    for words in ("With prompts", "Next step", "EntreComp", "Observation"):
        assert words not in words_of(page)
        assert words not in text
    assert "Came to 2 of 3 meetings" in text


@pytest.mark.parametrize("kind", NOBODYS, ids=str)
def test_only_who_is_in_contact_with_the_pupil_sees_it(
    season: Season, browser: Browser, kind: dict[str, object]
) -> None:
    other = second_guardian(season.mira)
    limit(other, season.mira, Standing.INFORMED)
    sign_in_as(browser, other.account)
    assert browser.get(address(season.place)).status == 200

    limit(other, season.mira, **kind)  # type: ignore[arg-type]  # one of two
    for account in (other.account, make_guardian("Bob Kos").account):
        sign_in_as(browser, account)
        for ending in ("", ".pdf"):
            assert browser.get(address(season.place) + ending).status == 404


@pytest.mark.parametrize("language", ["pl", "de", "uk"])
def test_it_is_in_the_language_of_the_family(
    season: Season, browser: Browser, language: str
) -> None:
    with unit_of_work():
        account = db.session.merge(guardian_of(season.mira).account)
        account.language = language
    family_of(browser, season.mira)

    page = browser.get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    assert page.soup.select_one(f"html[lang={language}]")
    for words in page.texts(".lane b"):
        assert words in text
    assert "Growth" not in text


def test_hostile_names_come_out_as_typed(season: Season, browser: Browser) -> None:
    place = make_place(season.series, season.hostile)
    for meeting in meetings_of(season.series)[:2]:
        make_attendance(meeting, place)
    give(season, "CR1", 2, 2, place=place)
    family_of(browser, season.hostile)

    assert HOSTILE in browser.get(address(place)).text("h1")
    assert HOSTILE in text_of(browser.download(f"{address(place)}.pdf"))


@pytest.mark.usefixtures("season")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    levels=st.lists(
        st.lists(st.sampled_from([None, 1, 2, 3, 4]), min_size=3, max_size=3),
        min_size=6,
        max_size=6,
    )
)
def test_no_digit_stands_for_a_level_and_nothing_points_down(
    season: Season, browser: Browser, levels: list[list[int | None]]
) -> None:
    codes = ("CR1", "CR2", "CR3", "SR1", "SR2", "SR3")
    for code, row in zip(codes, levels, strict=True):
        give(season, code, *row)
    family_of(browser, season.mira)

    for text in (
        words_of(browser.get(address(season.place))),
        text_of(browser.download(f"{address(season.place)}.pdf"))
        if any(level for row in levels for level in row)
        else "",
    ):
        assert re.findall(r"\d", FACTS.sub("", text)) == []
        assert not set(text) & {"%", *ARROWS_DOWN}


def test_the_pupils_own_words_stand_on_page_and_paper_as_typed(
    season: Season, browser: Browser
) -> None:
    give(season, "CR1", 2, 3)
    write_own_words(season.place, pleased=HOSTILE, next_try="a lamp for the cat")

    page = family_of(browser, season.mira).get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    assert page.texts(".panel.own p") == [
        f"What pleases me most… {HOSTILE}",
        "Next I want to try… a lamp for the cat",
    ]
    assert HOSTILE in text
    assert "In own words What pleases me most…" in text


def test_own_words_alone_are_worth_a_sheet(season: Season, browser: Browser) -> None:
    write_own_words(season.place, next_try="a lamp for the cat")

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.texts(".panel.own p") == ["Next I want to try… a lamp for the cat"]
    assert "Nothing has been noted yet" not in page.text("main")


def test_then_and_now_are_told_in_words_sentence_by_sentence(
    season: Season, browser: Browser
) -> None:
    answer_compass(season.place, Occasion.BEFORE, {"1": 1, "6": None, "7": 3})
    answer_compass(season.place, Occasion.AFTER, {"1": 4, "7": 2})

    page = family_of(browser, season.mira).get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    assert page.texts(".panel.compass h2") == ["My maker compass"]
    assert page.texts(".panel.compass h3") == ["Ideas and making", "Doing it myself"]
    assert page.texts(".then-now dt") == [
        "I can come up with more than one idea for how to make something.",
        "I can start a task without being told every step.",
        "I can plan what I need before I start making.",
    ]
    assert page.texts(".then-now dd") == [
        *["Then: Not like me yet", "Now: Very much like me"],
        *["Then: I don’t know", "Now: left out"],
        *["Then: Mostly like me", "Now: A little like me"],
    ]
    assert "before I start making. Mostly like me A little like me" in text
    for words in (words_of(page), text):
        assert re.findall(r"\d", FACTS.sub("", words)) == []
        assert not set(words) & {"%", *ARROWS_DOWN}


def test_a_first_answer_waits_for_the_second(season: Season, browser: Browser) -> None:
    answer_compass(season.place, Occasion.BEFORE, {"1": 1})

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.soup.select(".panel.compass") == []


def test_who_answered_at_the_end_only_has_a_now(
    season: Season, browser: Browser
) -> None:
    answer_compass(season.place, Occasion.AFTER, {"1": 4})
    answer_compass(season.place, Occasion.RETROSPECTIVE, {"1": 1})

    page = family_of(browser, season.mira).get(address(season.place))

    assert page.texts(".then-now dd") == ["Now: Very much like me"]


def test_a_compass_alone_is_worth_a_sheet(season: Season, browser: Browser) -> None:
    place = make_place(season.series, season.hostile)
    answer_compass(place, Occasion.AFTER, {"1": 4})
    family_of(browser, season.hostile)

    page = browser.get(address(place))
    text = text_of(browser.download(f"{address(place)}.pdf"))

    assert "Nothing has been noted yet" not in page.text("main")
    assert "to make something. Very much like me" in text


@pytest.mark.parametrize("language", ["pl", "de", "uk"])
def test_then_and_now_are_in_the_language_of_the_family(
    season: Season, browser: Browser, language: str
) -> None:
    answer_compass(season.place, Occasion.BEFORE, {"1": 1})
    answer_compass(season.place, Occasion.AFTER, {"1": 4})
    with unit_of_work():
        db.session.merge(guardian_of(season.mira).account).language = language
    family_of(browser, season.mira)

    page = browser.get(address(season.place))
    text = text_of(browser.download(f"{address(season.place)}.pdf"))

    told = page.texts(".then-now dt, .panel.compass h2, .panel.compass h3")
    assert [words for words in told if words not in text] == []
    assert "Then" not in page.text(".panel.compass")
