"""What was made: photos on the family's sheet, captions in the teacher's file."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from fablab.accounts.models import Account
from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.assessments.queries.photos import small_pictures
from fablab.assessments.queries.rubrics import rubric_of
from fablab.assessments.services.photos import withdraw_photo
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.reports.pdf import PhotoDesign, SheetDesign, sheets_pdf
from fablab.reports.queries.sheets import sheets_of_series
from fablab.reports.sheets import sheet_design
from fablab.web.current import current_installation
from tests.assessments.factories import make_place, meetings_of
from tests.assessments.photos import make_photo, picture
from tests.factories import make_pupil, sign_in_as
from tests.reports.factories import guardian_of
from tests.reports.season import HOSTILE, LAST_WEEK, NOTE, Season
from tests.reports.sheets import EMPTY, LONGEST, ORDINARY
from tests.support.pages import Browser
from tests.support.paper import text_of, words_of
from tests.support.statements import counted_statements

pytestmark = pytest.mark.usefixtures("app")
A4 = (595, 842)
LONG = "W" * 200


def photos(*captions: str) -> tuple[PhotoDesign, ...]:
    return tuple(
        PhotoDesign(picture=picture((480, 360 + number)), caption=caption)
        for number, caption in enumerate(captions)
    )


def pdf_of(*sheets: SheetDesign) -> bytes:
    return sheets_pdf(sheets, title="Growth", author="FabLab", language="en")


def growth(registration: Registration) -> str:
    return f"/family/registrations/{registration.public_id}/growth"


def show(season: Season, *captions: str, by: Account | None = None) -> list[WorkPhoto]:
    """Photos of Mira's work at the first meeting, one after the other."""
    first = meetings_of(season.series)[0]
    return [
        make_photo(
            season.place,
            by or season.ewa,
            meeting=first,
            caption=caption,
            now=first.starts_at + timedelta(minutes=number),
        )
        for number, caption in enumerate(captions)
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        replace(ORDINARY, photos=photos("My lamp")),
        replace(LONGEST, photos=photos(LONG, LONG, LONG, LONG)),
        replace(EMPTY, photos=photos("My lamp", "", HOSTILE)),
    ],
    ids=["usual", "long", "only photos"],
)
def test_with_photos_it_is_still_exactly_one_page(sheet: SheetDesign) -> None:
    pdf = pdf_of(replace(sheet, made_heading="What I made"))

    (page,) = PdfReader(BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    assert len(page.images) == len(sheet.photos)
    for line in words_of(pdf):
        assert 0 < line.left < line.right < A4[0], line.text
        assert 0 < line.baseline < A4[1], line.text


def test_a_picture_is_a_jpeg_in_the_file_once_and_equal_sheets_equal_bytes() -> None:
    sheet = replace(ORDINARY, photos=photos("My lamp"))

    pdf = pdf_of(sheet, replace(sheet, name="Ola K."))

    assert pdf.count(b"/DCTDecode") == 1
    assert pdf == pdf_of(replace(sheet), replace(sheet, name="Ola K."))


def test_the_family_sees_the_newest_photos_on_the_page_and_on_paper(
    season: Season, browser: Browser
) -> None:
    show(season, "First try", "Second", HOSTILE, "With <b>stars</b>", "It glows")
    sign_in_as(browser, guardian_of(season.mira).account)

    page = browser.get(growth(season.place))
    paper = browser.download(f"{growth(season.place)}.pdf")

    newest = ["It glows", "With <b>stars</b>", HOSTILE, "Second"]
    assert page.text("#made") == "What I made"
    assert page.texts(".photo b") == newest
    assert len(PdfReader(BytesIO(paper)).pages) == 1
    told = "".join(text_of(paper).split())
    assert [words for words in newest if "".join(words.split()) not in told] == []
    assert "Firsttry" not in told


def test_photos_alone_make_a_sheet_and_a_withdrawn_one_none(
    season: Season, browser: Browser
) -> None:
    place = make_place(season.series, make_pupil("Ola", "Kos"))
    photo = make_photo(place, season.ewa, caption="My lamp")
    sign_in_as(browser, guardian_of(place.pupil).account)
    assert browser.get(growth(place)).texts(".photo b") == ["My lamp"]

    with unit_of_work():
        withdraw_photo(photo=photo, by=season.ewa, now=LAST_WEEK)

    page = browser.get(growth(place))
    assert page.texts(".photo, #made") == []
    assert browser.get(f"{growth(place)}.pdf").status == 404


def test_any_number_of_photos_takes_the_same_number_of_statements(
    season: Season,
) -> None:
    cipher, counts = current_installation().cipher, []
    for number in range(3):
        place = make_place(season.series, make_pupil(f"Pupil {number}"))
        for _ in range(number + 1):
            make_photo(place, season.ewa)
        db.session.expire_all()
        with counted_statements() as found:
            sheets = sheets_of_series(season.series, now=LAST_WEEK, fallback="en")
            pictures = small_pictures(
                [photo for sheet in sheets for photo in sheet.photos], cipher=cipher
            )
            for sheet in sheets:
                sheet_design(sheet, made_at=LAST_WEEK, pictures=pictures)
        counts.append(len(found))
        drawn = [sheet for sheet in found if "sealed" in sheet]

    assert counts == [counts[0]] * 3
    assert len([one for one in drawn if "work_photo.sealed_small" in one]) == 1


def test_the_teacher_reads_captions_of_observers_as_typed_and_no_own_words(
    season: Season, browser: Browser
) -> None:
    about = rubric_of(season.series.id).dimensions[0]
    first = meetings_of(season.series)[0]
    show(season, NOTE)
    make_photo(season.place, season.adam, meeting=first, dimension=about, now=LAST_WEEK)
    own = guardian_of(season.mira).account
    make_photo(season.place, own, kind=PhotoKind.OWN, caption="Mine alone")
    silent = db.session.query(Registration).filter(
        Registration.series_id == season.series.id, Registration.id != season.place.id
    )
    make_photo(silent.one(), season.ewa, meeting=first, caption="Not shared")

    file = browser.download("/teacher/report.xlsx")
    book = openpyxl.load_workbook(BytesIO(file))
    rows = [list(row) for row in book["Evidence"].iter_rows(values_only=True)]

    assert [row[4:] for row in rows if row[-1] != "note"] == [
        ["Meeting", "Date", "Dimensions", "Note", "Observer", "Kind"],
        [1, rows[1][5], None, NOTE, season.observer(season.ewa), "photo"],
        [1, rows[1][5], about.code, None, season.observer(season.adam), "photo"],
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.hyperlink or cell.data_type == "f"] == []
    assert {"Mine alone", "Not shared"} & {cell.value for cell in cells} == set()
    assert b"\xff\xd8\xff" not in file
