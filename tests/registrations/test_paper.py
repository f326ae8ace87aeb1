"""The paper round trip: printed, signed, scanned, recorded, looked at again."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from fablab.accounts.models import Role
from fablab.consent.models import (
    Consent,
    ConsentText,
    Evidence,
    EvidenceKind,
    PaperForm,
    Purpose,
    Route,
)
from fablab.consent.queries import ConsentState, consent_states, current_text
from fablab.kernel.codes import is_paper_code
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    RegistrationStatus,
)
from fablab.registrations.services import cancel_registration
from fablab.web.qr import qr_matrix
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_pupil,
    make_school,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.desk_factories import (
    PAPER,
    PDF,
    QUEUE,
    Desk,
    answer,
    count,
    events,
    make_desk,
    only,
    photo,
)
from tests.registrations.factories import register
from tests.support.pages import Browser
from tests.support.paper import draw_page, qr_in

NEXT_DAY = OPENING_DAY + timedelta(days=1)
ClockAt = Callable[[datetime], None]


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return make_desk(browser)


def words_of(pdf: bytes) -> str:
    """The text of all pages."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def state_of(desk: Desk, purpose: Purpose, *, at: datetime = NEXT_DAY) -> ConsentState:
    return consent_states([desk.pupil.id], now=at)[desk.pupil.id][purpose]


def change_text(purpose: Purpose) -> None:
    """Publish a newer version of a text, in every language."""
    with unit_of_work():
        for language in ("pl", "en", "de", "uk"):
            text = current_text(purpose, language)
            newer = ConsentText(
                purpose=purpose,
                version="2027-01",
                language=language,
                content=text.content | {"title": "New words"},
                sha256=f"{text.id:064}",
                published_at=NEXT_DAY,
            )
            db.session.add(newer)


def test_the_printed_code_leads_to_pupil_guardian_and_the_very_texts(
    desk: Desk,
) -> None:
    code = desk.print_form()

    sheet = only(PaperForm)
    assert is_paper_code(code)
    assert (sheet.pupil, sheet.guardian) == (desk.pupil, desk.guardian)
    asked = [db.session.get(ConsentText, text_id) for text_id in sheet.text_ids]
    assert [text.purpose for text in asked if text][:2] == [
        Purpose.TAKING_PART,
        Purpose.PHOTOS_INTERNAL,
    ]


def test_the_qr_on_the_paper_holds_the_code_and_nothing_else(desk: Desk) -> None:
    code = desk.print_form()
    pdf = desk.browser.download(f"{PAPER}/{code}/form.pdf")

    matrix = qr_matrix(code)
    read = qr_in(draw_page(pdf, dpi=200), modules=len(matrix))

    assert read == matrix
    grouped = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    assert grouped in words_of(pdf)


def test_the_paper_is_in_the_language_of_the_family(desk: Desk) -> None:
    with unit_of_work():
        desk.guardian.account.language = "pl"

    pdf = desk.browser.download(f"{PAPER}/{desk.print_form()}/form.pdf")

    text = current_text(Purpose.PHOTOS_PRESS, "pl")
    said = words_of(pdf)
    assert text.content["title"] in said
    assert "Mira Novak" in said
    assert "Ana Novak" in said
    assert "Laser-cut lamps" in said


def test_recording_keeps_route_account_and_scan(desk: Desk) -> None:
    done = desk.record(desk.print_form(), photos_site="yes", taking_part="yes")

    assert done.location == PAPER
    given, agreement, scan = only(Consent), only(Agreement), only(Evidence)
    for kept in (given, agreement):
        assert (kept.route, kept.entered_by) == (Route.PAPER, desk.coordinator)
        assert kept.evidence == scan
    assert scan.kind is EvidenceKind.SCAN
    assert desk.registration.status is RegistrationStatus.PLACED
    assert state_of(desk, Purpose.PHOTOS_SITE) is ConsentState.YES
    (event,) = events("consent.taken_down")
    assert event.details["form"] == only(PaperForm).code


def test_the_scan_is_sealed_and_can_be_looked_at_again(desk: Desk) -> None:
    desk.record(desk.print_form(), photos_site="no")
    scan = only(Evidence)
    assert PDF not in scan.sealed
    page = desk.browser.get(f"{QUEUE}/pupils/{desk.pupil.public_id}")

    seen = desk.browser.click(page, "Look at the scan")

    assert seen.data == PDF
    assert seen.headers["Content-Type"] == "application/pdf"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Disposition"].startswith("attachment;")
    (event,) = events("consent.evidence_read")
    assert (event.actor, event.details) == (
        desk.coordinator.public_id,
        {"evidence": scan.public_id},
    )


def test_the_scan_stays_as_signed_when_the_guardian_is_called_otherwise_later(
    desk: Desk,
) -> None:
    desk.record(desk.print_form(), photos_site="yes")
    with unit_of_work():
        desk.guardian.account.name = "Ana Kos"
        desk.guardian.phone = "+48600999999"

    seen = desk.browser.get(f"{QUEUE}/evidence/{only(Evidence).public_id}")

    assert seen.data == PDF


def test_a_photo_is_drawn_anew_without_what_the_camera_wrote(desk: Desk) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana"
    taken = photo(exif=exif)
    assert b"Camera of Ana" in taken

    desk.record(desk.print_form(), photos_site="yes", scan=(BytesIO(taken), "a.jpg"))

    kept = desk.browser.get(f"{QUEUE}/evidence/{only(Evidence).public_id}")
    picture = Image.open(BytesIO(kept.data))
    assert (picture.format, picture.size) == ("JPEG", (2000, 1333))
    assert not picture.getexif()
    assert b"Camera of Ana" not in kept.data


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_pictures_are_taken_too(desk: Desk, form: str) -> None:
    taken = photo(form, (400, 300))

    desk.record(desk.print_form(), photos_site="yes", scan=(BytesIO(taken), "a"))

    assert only(Evidence).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("scan", "refusal"),
    [
        (b"", "Choose a scan or photo of the signed paper (again, if you did)"),
        (
            b"<script>alert(1)</script>",
            "We cannot read this file. Choose a PDF, or a photo as JPEG, PNG or WebP.",
        ),
        (
            b"GIF89a" + bytes(200),
            "We cannot read this file. Choose a PDF, or a photo as JPEG, PNG or WebP.",
        ),
        (
            b"%PDF-1.4" + bytes(1000),
            "The file is larger than 5 MB. Take a smaller photo or scan it again.",
        ),
    ],
    ids=["nothing", "page", "gif", "too large"],
)
def test_an_unusable_file_is_refused_and_the_answers_stay(
    desk: Desk, scan: bytes, refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fablab.consent.evidence.MOST_BYTES", 1000)
    page = desk.record(
        desk.print_form(), photos_site="yes", scan=(BytesIO(scan), "scan.pdf")
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [refusal]
    assert page.one("[name=photos_site][value=yes]").has_attr("checked")
    assert count(Consent) == count(Evidence) == 0


def test_a_picture_that_would_fill_the_memory_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fablab.kernel.pictures.MOST_PIXELS", 100)
    taken = photo("PNG", (20, 20))

    page = desk.record(
        desk.print_form(), photos_site="yes", scan=(BytesIO(taken), "a.png")
    )

    assert page.status == 422
    assert count(Evidence) == 0


# What the test's own client writes to a temporary file it leaves to the collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_only_the_page_that_takes_scans_takes_large_forms(desk: Desk) -> None:
    code = desk.print_form()
    large = b"%PDF" + bytes(2_000_000)

    done = desk.record(code, photos_site="no", scan=(BytesIO(large), "scan.pdf"))
    refused = desk.browser.post(PAPER, scan=(BytesIO(large), "scan.pdf"))

    assert (done.status, refused.status) == (303, 413)
    gc.collect()


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_signs_before_printing_or_tomorrow(desk: Desk, days: int) -> None:
    day = OPENING_DAY.date() + timedelta(days=days)

    page = desk.record(desk.print_form(), photos_site="yes", signed_on=day.isoformat())

    assert page.texts(".error-summary li") == [
        "It was signed between the day it was printed and today"
    ]


def test_an_answer_counts_from_the_day_of_the_signature(
    desk: Desk, clock_at: ClockAt
) -> None:
    code = desk.print_form()
    clock_at(OPENING_DAY + timedelta(days=3))

    desk.record(code, photos_site="yes", signed_on=NEXT_DAY.date().isoformat())

    assert only(Consent).answered_at == datetime(2026, 9, 2, 21, 59, 59, tzinfo=UTC)


def test_an_older_paper_does_not_overrule_a_later_no(
    desk: Desk, clock_at: ClockAt
) -> None:
    code = desk.print_form()
    answer(desk.pupil, Purpose.PHOTOS_SITE, yes=False, at=OPENING_DAY)
    later = OPENING_DAY + timedelta(days=3)
    clock_at(later)

    desk.record(code, photos_site="yes")

    assert count(Consent) == 2
    assert state_of(desk, Purpose.PHOTOS_SITE, at=later) is ConsentState.NO


def test_a_later_no_on_paper_ends_an_earlier_yes(desk: Desk) -> None:
    answer(desk.pupil, Purpose.PHOTOS_SITE, yes=True)

    desk.record(desk.print_form(), photos_site="no")

    assert state_of(desk, Purpose.PHOTOS_SITE) is ConsentState.NO


def test_a_used_form_says_so_and_is_recorded_again_only_with_a_word(
    desk: Desk, clock_at: ClockAt
) -> None:
    code = desk.print_form()
    desk.record(code, photos_site="no")
    clock_at(NEXT_DAY)

    page = desk.browser.get(f"{PAPER}/{code}")
    assert page.text(".notice.warn").endswith("by Celina Wilk.")
    refused = desk.record(code, photos_site="yes")
    assert refused.texts(".error-summary li") == [
        "This paper was recorded before. Tick below to record it once more."
    ]
    assert count(Consent) == 1

    assert desk.record(code, photos_site="yes", again=True).status == 303

    assert count(Consent) == 2
    assert state_of(desk, Purpose.PHOTOS_SITE) is ConsentState.YES
    assert only(PaperForm).recorded_at == NEXT_DAY


def test_pressing_twice_records_the_paper_once(desk: Desk) -> None:
    page = desk.browser.get(f"{PAPER}/{desk.print_form()}")
    for _ in range(2):
        sent = desk.browser.submit(
            page,
            photos_site="yes",
            signed_on=OPENING_DAY.date().isoformat(),
            scan=(BytesIO(PDF), "scan.pdf"),
        )
        assert sent.location == PAPER

    assert count(Consent) == count(Evidence) == 1


def test_a_yes_to_words_that_have_changed_does_not_count(
    desk: Desk, clock_at: ClockAt
) -> None:
    code = desk.print_form()
    change_text(Purpose.PHOTOS_SITE)
    clock_at(NEXT_DAY)

    page = desk.browser.get(f"{PAPER}/{code}")
    assert page.texts(".notice.warn") == [
        (
            "Photos on our own pages: there is a newer text. A yes on this paper does "
            "not count for it: print a new form."
        )
    ]
    desk.record(code, photos_site="yes")

    assert only(Consent).text.version != "2027-01"
    assert state_of(desk, Purpose.PHOTOS_SITE) is ConsentState.OPEN


def test_a_yes_to_taking_part_in_old_words_gives_no_place(
    desk: Desk, clock_at: ClockAt
) -> None:
    code = desk.print_form()
    change_text(Purpose.TAKING_PART)
    clock_at(OPENING_DAY + timedelta(minutes=30))

    desk.record(code, taking_part="yes", photos_site="no")

    assert count(Agreement) == 0
    assert desk.registration.status is RegistrationStatus.HELD


def test_a_paper_agrees_only_to_what_was_open_when_it_was_printed(
    desk: Desk,
) -> None:
    code = desk.print_form()
    start = datetime(2026, 11, 7, 8, tzinfo=UTC)
    later = register(make_series(starts=(start,)), desk.pupil, minutes=10)

    desk.record(code, taking_part="yes")

    assert only(Agreement).registration == desk.registration
    assert later.status is RegistrationStatus.HELD


def test_a_paper_that_names_another_school_says_nothing_about_this_one(
    desk: Desk,
) -> None:
    first, second = make_school(), make_school("School No. 2")
    with unit_of_work():
        desk.pupil.school = first
    code = desk.print_form()
    with unit_of_work():
        desk.pupil.school = second

    page = desk.browser.get(f"{PAPER}/{code}")

    assert page.soup.select("[name=share_with_school]") == []
    assert "goes to another school now" in page.text(".notice.warn")


def test_a_mistyped_code_is_found_and_a_foreign_one_is_unknown(
    desk: Desk, browser: Browser
) -> None:
    code = desk.print_form()
    wrong = code[:-1] + ("3" if code[-1] != "3" else "4")

    page = browser.submit(browser.get(PAPER), code=wrong)
    assert page.texts(".error-summary li") == [
        "This is no code of a consent form. Look at it again, please."
    ]
    typed = f" {code[:4].lower()} {code[4:8]}-{code[8:]} "
    found = browser.submit(browser.get(PAPER), code=typed)
    assert found.location == f"{PAPER}/{code}"

    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("ventosa")))
    page = browser.submit(browser.get(PAPER), code=code)
    assert page.texts(".error-summary li") == [
        "There is no form with this code at your FabLab."
    ]
    assert browser.get(f"{PAPER}/{code}").status == 404
    assert browser.get(f"{PAPER}/{code}/form.pdf").status == 404


def test_evidence_of_another_site_is_not_found(desk: Desk, browser: Browser) -> None:
    desk.record(desk.print_form(), photos_site="no")
    address = f"{QUEUE}/evidence/{only(Evidence).public_id}"

    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("ventosa")))

    assert browser.get(address).status == 404
    assert events("consent.evidence_read") == []


def test_a_paper_of_who_has_left_is_not_needed_any_more(desk: Desk) -> None:
    code = desk.print_form()
    with unit_of_work():
        cancel_registration(
            registration=desk.registration,
            reason=CancelReason.BY_FAMILY,
            now=OPENING_DAY,
        )

    page = desk.browser.get(f"{PAPER}/{code}")

    assert page.text("h1") == "This paper is not needed any more"
    assert desk.browser.get(f"{PAPER}/{code}/form.pdf").status == 410


def test_a_whole_series_is_printed_into_one_file(desk: Desk) -> None:
    register(desk.series, make_pupil("Jan", "Adamski"), minutes=1)
    page = desk.browser.get(f"{QUEUE}?series={desk.series.slug}")

    printed = desk.browser.submit(page, button="Print forms for everybody here")
    pdf = desk.browser.download(printed.location)

    forms = db.session.query(PaperForm).all()
    assert len(forms) == 2
    said = words_of(pdf)
    for form in forms:
        assert form.code[:4] in said
    assert said.index("Jan Adamski") < said.index("Mira Novak")


@pytest.mark.parametrize(
    "printed", ["", "2026-01-01", "0001-01-01T00:00%2B14:00", "9999-12-31T23:59-14:00"]
)
def test_a_moment_at_which_nothing_was_printed_is_told(
    desk: Desk, printed: str
) -> None:
    page = desk.browser.get(
        f"/staff/series/{desk.series.slug}/consents/forms.pdf?printed={printed}"
    )

    assert page.status == 410
    assert "There is no form to print" in page.text("main")


def test_a_day_is_a_day(desk: Desk) -> None:
    page = desk.record(desk.print_form(), photos_site="yes", signed_on="yesterday")

    assert page.texts(".error-summary li") == ["Choose a day"]
