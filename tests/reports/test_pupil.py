"""One pupil as the teacher reads about them, on the page and on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from tests.assessments.factories import meetings_of
from tests.factories import make_account, make_pupil, make_school, sign_in_as
from tests.reports.factories import answer_sharing, give_by_newer_rubric, give_level
from tests.reports.season import LAST_WEEK, NOTE, TITLE, Season
from tests.support.pages import Browser


def addresses(season: Season) -> tuple[str, str]:
    page = f"/teacher/pupils/{season.mira.public_id}"
    return page, f"{page}/{season.series.slug}.pdf"


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 2
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_page_shows_the_sequence_in_words(season: Season, browser: Browser) -> None:
    page = browser.click(browser.get("/teacher/"), "Mira Żuraw")

    assert page.text("h1") == "Mira Żuraw"
    assert page.texts("thead th") == [
        *["Dimension", "3 Oct 2026", "10 Oct 2026", "17 Oct 2026"],
        "Latest confirmed level",
    ]
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.soup.select("tbody tr")
    ]
    assert rows[0] == ["Attendance", "present", "late", "excused", "2 of 3"]
    assert rows[1][:4] == ["Generating ideas", "With prompts", "On my own", "–"]
    assert rows[1][4].startswith("With prompts After a prompt offers one or two")
    assert rows[4][:4] == ["Taking the initiative", "–", "Not observed today", "–"]
    assert rows[4][4].startswith("not seen yet")
    assert season.mira.birth_date.isoformat() not in page.soup.get_text()


@pytest.mark.usefixtures("season")
def test_the_paper_says_the_same_as_the_page(season: Season, browser: Browser) -> None:
    page, file = addresses(season)
    link = browser.get(page).one("a[href$='.pdf']")
    assert link["href"] == file

    text = text_of(browser.download(file))

    for words in (
        "Mira Żuraw School No. 1 · 6b",
        f"{TITLE} · FabLab bielsko-biala · 3 Oct 2026 – 17 Oct 2026",
        "Made on 22 Oct 2026",
        "To try in class Generating ideas: Unprompted, offers three or more",
        "3 Oct 2026 · Generating ideas · A. Z.",
        "Rubric: Creativity and self-reliance in the FabLab, fablab-cs-6 1.0",
        "Observed by the facilitators E. L., A. Z.",
        "Relates to EntreComp, the European entrepreneurship competence framework",
        "They are no marks.",
        "no common total or average",
    ):
        assert words in text, words
    for words in ("Nina", "2014", "%"):
        assert words not in text


def test_hostile_text_reads_as_it_was_typed(season: Season, browser: Browser) -> None:
    page, file = addresses(season)
    typed = " ".join(NOTE.split())

    assert typed in " ".join(browser.get(page).soup.get_text().split())
    assert typed.replace("\u202e", "").replace("\u202c", "") in text_of(
        browser.download(file)
    )


def test_a_level_seen_once_is_no_confirmed_level(
    season: Season, browser: Browser
) -> None:
    third = meetings_of(season.series)[1]
    give_level(third, season.place, "SR2", 4, by=season.ewa, note="Kept at it.")
    page, file = addresses(season)

    words = "seen once: Further, and with others"
    assert words in browser.get(page).texts("tbody td b")
    assert words in text_of(browser.download(file))


def test_each_level_has_the_words_of_its_own_rubric_and_both_are_named(
    season: Season, browser: Browser
) -> None:
    third = meetings_of(season.series)[2]
    give_by_newer_rubric(third, season.place, 3, by=season.ewa)
    page, file = addresses(season)

    titles = browser.get(page).texts("tbody th")
    text = text_of(browser.download(file))

    assert titles == [
        *["Attendance", "Generating ideas", "Taking the initiative", "Having ideas"]
    ]
    assert "Newly on my own" in text
    assert "On my own" in text
    assert "fablab-cs-6 1.0" in text
    assert "fablab-cs-6 2.0" in text


def test_who_is_not_shared_with_this_teacher_is_not_found(
    season: Season, browser: Browser
) -> None:
    elsewhere = make_pupil("Jan", "Lis", school=make_school("School No. 2"))
    silent = make_pupil("Nina", "Kot", school=season.school)
    answer_sharing(elsewhere, answer=True)
    page, file = addresses(season)

    for pupil in (elsewhere, silent):
        other = page.replace(season.mira.public_id, pupil.public_id)
        assert browser.get(other).status == 404
        assert browser.get(f"{other}/{season.series.slug}.pdf").status == 404
    assert browser.get(f"{page}/no-series.pdf").status == 404
    answer_sharing(season.mira, answer=False, at=LAST_WEEK)
    for address in (page, file):
        assert browser.get(address).status == 404
        assert "Mira" not in browser.get(address).soup.get_text()


def test_a_teacher_of_another_school_finds_neither_page_nor_file(
    season: Season, browser: Browser
) -> None:
    other = make_school("School No. 2")
    sign_in_as(browser, make_account(Role.TEACHER, school=other, name="Jan Kos"))

    for address in addresses(season):
        assert browser.get(address).status == 404
    assert db.session.query(AuditEvent).filter_by(subject_kind="pupil").count() == 0


def test_page_and_paper_are_noted(season: Season, browser: Browser) -> None:
    for address in addresses(season):
        browser.get(address)

    events = db.session.query(AuditEvent).filter_by(action="school_report.read")
    assert [(event.subject, event.details["form"]) for event in events] == [
        (season.mira.public_id, "page"),
        (season.mira.public_id, "pdf"),
    ]


def test_a_pupil_in_no_series_yet_has_a_page_too(
    season: Season, browser: Browser
) -> None:
    page = browser.get(f"/teacher/pupils/{season.hostile.public_id}")

    assert page.text("main h2") == "Not in a series yet"
