"""The guardian's home: own pupils only, one tap to change one's mind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from fablab.consent.models import Consent, Purpose, Route
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.people.queries import read_health_note
from fablab.people.services import add_guardianship
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.web.current import current_installation
from tests.certificates.factories import make_certificate
from tests.factories import (
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    sign_in_as,
)
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser


@pytest.fixture
def guardian() -> Guardian:
    return make_guardian(email="ana@example.org")


@pytest.fixture
def pupil(guardian: Guardian) -> Pupil:
    return make_pupil(guardian=guardian)


@pytest.fixture
def placed(pupil: Pupil) -> Registration:
    return agree_to(register(make_series(), pupil))


@pytest.fixture
def family(browser: Browser, guardian: Guardian) -> Browser:
    sign_in_as(browser, guardian.account)
    return browser


def second_guardian(pupil: Pupil) -> Guardian:
    other = make_guardian("Jan Novak", "jan@example.org")
    with unit_of_work():
        other.phone = "+48600000002"
        add_guardianship(guardian=other, pupil=pupil)
    return other


def test_home_shows_what_is_next_and_how_things_stand(
    family: Browser, placed: Registration
) -> None:
    page = family.get("/family/")

    assert page.text("ol.people .name") == "Saturday, 3 October 2026, 10:00–12:00"
    assert page.texts("article .chip") == ["You have the place"]
    assert placed.pupil.full_name in page.texts("h2")


def test_home_of_somebody_new_shows_the_way(family: Browser) -> None:
    page = family.get("/family/")

    assert page.text(".empty h2") == "Nobody here yet"
    assert page.one(".empty a")["href"] == "/series/"


def test_what_waits_for_an_answer_is_answered_from_home(
    family: Browser, pupil: Pupil
) -> None:
    registration = register(make_series(), pupil)
    page = family.get("/family/")

    form = family.get(str(page.one(".notice a.btn")["href"]))
    done = family.submit(form, agree=True, photos_site="no", follow=True)

    assert done.text("h1") == "Mira is in!"
    db.session.refresh(registration)
    assert registration.status is RegistrationStatus.PLACED
    assert db.session.query(Consent).one().route is Route.FAMILY_PAGE


def test_consent_is_given_and_withdrawn_on_the_family_page(
    family: Browser, placed: Registration
) -> None:
    page = family.get("/family/")
    assert page.texts("details summary .chip") == ["Not answered: counts as no"]

    page = family.submit(
        page, button="Yes, you may take and show pictures of Mira", follow=True
    )
    assert page.texts("details summary .chip") == ["Allowed"]
    page = family.submit(
        page, button="No, please take no pictures of Mira", follow=True
    )

    assert page.texts("details summary .chip") == ["Not allowed"]
    rows = db.session.query(Consent).order_by(Consent.id).all()
    assert [(row.purpose, row.answer, row.route) for row in rows] == [
        (Purpose.PHOTOS_SITE, True, Route.FAMILY_PAGE),
        (Purpose.PHOTOS_SITE, False, Route.FAMILY_PAGE),
    ]
    assert placed.id


def test_guardians_who_disagree_see_that_it_counts_as_no(
    family: Browser, placed: Registration
) -> None:
    other = second_guardian(placed.pupil)
    family.submit(
        family.get("/family/"), button="Yes, you may take and show pictures of Mira"
    )
    sign_in_as(family, other.account)

    page = family.submit(
        family.get("/family/"),
        button="No, please take no pictures of Mira",
        follow=True,
    )

    assert page.texts("details summary .chip") == ["Guardians disagree: counts as no"]


def test_second_guardian_sees_the_pupil_but_nothing_of_the_first(
    family: Browser, placed: Registration
) -> None:
    other = second_guardian(placed.pupil)
    sign_in_as(family, other.account)
    own = f"/family/registrations/{placed.public_id}"

    for address in ("/family/", f"{own}/done", f"{own}/answer", f"{own}/cancel"):
        page = family.get(address)
        assert page.status == 200
        assert b"ana@example.org" not in page.data
        assert b"Ana Novak" not in page.data


def test_other_families_are_not_found(
    browser: Browser, placed: Registration, pupil: Pupil
) -> None:
    sign_in_as(browser, make_guardian().account)
    own, child = (
        f"/family/registrations/{placed.public_id}",
        f"/family/pupils/{pupil.public_id}",
    )

    for address in (f"{own}/done", f"{own}/answer", f"{own}/cancel", f"{child}/health"):
        assert browser.get(address).status == 404
    token = browser.get("/family/").csrf_token
    for address in (
        f"{own}/cancel",
        f"{child}/health",
        f"{child}/health/remove",
        f"{child}/consents/photos_site",
    ):
        page = browser.post(address, csrf_token=token, answer="yes")
        assert page.status == 404
    db.session.refresh(placed)
    assert placed.status is RegistrationStatus.PLACED


def test_stranger_is_sent_to_sign_in(browser: Browser) -> None:
    assert browser.get("/family/").location == "/sign-in"


def test_pupil_whom_nobody_ever_confirmed_goes_with_the_registration(
    family: Browser, guardian: Guardian
) -> None:
    invented = register(make_series(), make_pupil("Nobody", guardian=guardian))
    assert "Nobody Novak" in family.get("/family/").texts("h2")

    own = f"/family/registrations/{invented.public_id}"
    home = family.submit(
        family.get(f"{own}/cancel"), button="Yes, cancel it", follow=True
    )

    assert home.texts("h2") == ["Nobody here yet"]


def test_certificate_is_a_link(family: Browser, pupil: Pupil) -> None:
    certificate = make_certificate(pupil)

    page = family.get("/family/")

    link = page.one(f"a[href='/family/certificates/{certificate.public_id}.pdf']")
    assert "(PDF)" in link.get_text()


def test_unknown_question_is_not_found(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    token = family.get("/family/").csrf_token

    for purpose in ("taking_part", "share_with_school", "newsletter"):
        address = f"/family/pupils/{pupil.public_id}/consents/{purpose}"
        page = family.post(address, csrf_token=token, answer="yes")
        assert page.status == 404
    assert placed.id


def test_sharing_is_asked_once_there_is_a_school(
    family: Browser, guardian: Guardian
) -> None:
    jan = make_pupil("Jan", guardian=guardian, school=make_school())
    register(make_series(), jan)

    page = family.get("/family/")

    assert page.texts("main details summary") == [
        "Photos and short films: Jan Not answered: counts as no",
        "Sharing with the school: Jan Not answered: counts as no",
    ]


def test_answer_to_words_that_changed_is_not_taken(
    family: Browser, placed: Registration, pupil: Pupil
) -> None:
    token = family.get("/family/").csrf_token

    page = family.post(
        f"/family/pupils/{pupil.public_id}/consents/photos_site",
        csrf_token=token,
        answer="yes",
        text="0" * 64,
    )

    assert page.status == 409
    assert "We have changed a text" in page.text("main")
    assert placed.id
    assert db.session.query(Consent).count() == 0


def test_cancelling_says_what_it_means_first(
    family: Browser, placed: Registration
) -> None:
    asked = family.click(family.get("/family/"), "Cancel: Laser-cut lamps")
    assert "The place goes to the next family at once" in asked.text("main")
    db.session.refresh(placed)
    assert placed.status is RegistrationStatus.PLACED

    home = family.submit(asked, button="Yes, cancel it", follow=True)

    assert home.text(".notice") == "The registration of Mira is cancelled."
    db.session.refresh(placed)
    assert placed.cancel_reason is CancelReason.BY_FAMILY
    assert placed.series.places_taken == 0


def test_what_is_over_cannot_be_cancelled(
    family: Browser, placed: Registration, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(datetime(2026, 10, 4, tzinfo=UTC))

    page = family.get(f"/family/registrations/{placed.public_id}/cancel")

    assert page.status == 409
    assert "This workshop is over" in page.text("main")


def test_health_note_is_written_replaced_and_never_shown(
    family: Browser, pupil: Pupil
) -> None:
    address = f"/family/pupils/{pupil.public_id}/health"
    family.submit(family.get(address), note="Asthma")
    page = family.get(address)
    assert b"Asthma" not in page.data
    note = read_health_note(pupil, cipher=current_installation().cipher)
    assert note == "Asthma"

    too_long = family.submit(page, note="a" * 301)
    assert too_long.texts(".error-summary li") == ["Use at most 300 characters"]
    family.submit(family.get(address), button="Remove the note")

    assert db.session.query(HealthNote).count() == 0


def test_home_reads_a_large_family_in_as_many_statements_as_a_small_one(
    family: Browser, guardian: Guardian
) -> None:
    def statements() -> int:
        counted: list[object] = []

        def count(*args: object) -> None:
            counted.append(args[2])

        event.listen(db.engine, "before_cursor_execute", count)
        family.get("/family/")
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    agree_to(register(make_series(), make_pupil("Mira", guardian=guardian)))
    small = statements()
    for name in ("Jan", "Ola", "Piotr"):
        child = make_pupil(name, guardian=guardian)
        for week in range(2):
            starts = (datetime(2026, 10, 5, 8, tzinfo=UTC) + timedelta(days=week),)
            agree_to(register(make_series(starts=starts), child))

    assert statements() == small


def test_done_page_hands_out_card_and_dates(
    family: Browser, placed: Registration
) -> None:
    page = family.get(f"/family/registrations/{placed.public_id}/done")

    assert page.texts("ol li") == ["Saturday, 3 October 2026 10:00–12:00 · Room 2"]
    card = family.submit(page, button="Show the card")
    assert card.location.startswith("/family/cards/")
