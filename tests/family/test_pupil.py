"""A pupil's page: what is allowed, health, the history, and what else would fit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from fablab.consent.models import Consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.people.queries import read_health_note
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import AgeRule
from fablab.web.current import current_installation
from tests.certificates.factories import make_certificate
from tests.checkin.factories import MEETING_AT
from tests.factories import make_pupil, make_school, make_series
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser


def test_sharing_is_asked_once_there_is_a_school(
    family: Browser, guardian: Guardian, pupil: Pupil
) -> None:
    jan = make_pupil("Jan", guardian=guardian, school=make_school())

    def asked(child: Pupil) -> str:
        page = family.get(f"/family/pupils/{child.public_id}")
        return " ".join(page.texts("#allowed ~ article h4"))

    assert "school" not in asked(pupil)
    assert "school" in asked(jan)


def test_certificate_is_a_link(family: Browser, pupil: Pupil) -> None:
    certificate = make_certificate(pupil)

    page = family.get(f"/family/pupils/{pupil.public_id}")

    link = page.one(f"a[href='/family/certificates/{certificate.public_id}.pdf']")
    assert link.get_text() == "PDF: Laser-cut lamps"


def test_history_tells_what_is_over_and_what_was_cancelled(
    family: Browser,
    pupil: Pupil,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    other = agree_to(
        register(
            make_series(title="Robots", starts=(MEETING_AT + timedelta(days=3),)), pupil
        )
    )
    address = f"/family/registrations/{other.public_id}/cancel"
    family.submit(family.get(address), button="Yes, cancel it")
    clock_at(datetime(2026, 10, 4, tzinfo=UTC))

    page = family.get(f"/family/pupils/{pupil.public_id}")

    section = page.one("section[aria-labelledby=history]")
    assert [h.get_text() for h in section.select("h3")] == ["Workshops that are over"]
    assert [a.get_text().strip() for a in section.select("a")] == [
        "Everything that Mira has made",
        "Laser-cut lamps",
        "Growth at the FabLab: Laser-cut lamps",
        "Robots",
    ]
    assert "Your family cancelled it." in section.get_text()
    assert placed.id


def test_unknown_question_is_not_found(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    token = family.get("/family/").csrf_token

    for purpose in ("taking_part", "share_with_school", "newsletter"):
        address = f"/family/pupils/{pupil.public_id}/consents/{purpose}"
        page = family.post(address, csrf_token=token, answer="yes")
        assert page.status == 404
    assert placed.id


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


def test_health_note_is_written_replaced_and_never_shown(
    family: Browser, pupil: Pupil
) -> None:
    address = f"/family/pupils/{pupil.public_id}/health"
    done = family.submit(
        family.get(address), note="Asthma", topics=["medicine"], follow=True
    )
    assert "Now say below that our team may use it." in done.text(".notice")
    page = family.get(address)
    assert b"Asthma" not in page.data
    assert not page.soup.select("[checked]")
    note = read_health_note(pupil, cipher=current_installation().cipher)
    assert note == "Asthma"

    too_long = family.submit(page, note="a" * 301)
    assert too_long.texts(".error-summary li") == ["Use at most 300 characters"]
    family.submit(family.get(address), button="Remove the note")

    assert db.session.query(HealthNote).count() == 0


def offered_to(family: Browser, pupil: Pupil) -> list[str]:
    return family.get(f"/family/pupils/{pupil.public_id}/workshops").texts(
        ".meeting h2"
    )


def test_what_fits_is_one_tap_from_the_registration(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    fits = make_series(title="Robots", starts=(MEETING_AT + timedelta(days=3),))

    page = family.get(f"/family/pupils/{pupil.public_id}/workshops")

    assert page.texts(".meeting h2") == ["Robots"]
    assert page.one(".meeting a.btn")["href"] == (
        f"/series/{fits.slug}/register?for={pupil.public_id}"
    )
    assert placed.id


def test_child_for_whom_the_form_was_opened_is_ticked(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    jan = make_pupil("Jan", guardian=guardian)
    series = make_series(title="Robots", starts=(MEETING_AT + timedelta(days=3),))

    page = family.get(f"/series/{series.slug}/register?for={jan.public_id}")

    ticked = page.soup.select("input[type=checkbox][checked]")
    assert [box["value"] for box in ticked] == [jan.public_id]
    assert placed.id


def test_what_does_not_fit_is_not_offered(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    end = MEETING_AT + timedelta(hours=2)
    make_series(title="Too close", starts=(end + timedelta(minutes=14),))
    make_series(title="Close", starts=(end + timedelta(minutes=15),))
    make_series(title="Too old", ages=(8, 11), starts=(end + timedelta(days=1),))
    make_series(title="Not public", published_at=None)
    make_series(
        title="Closed",
        closes_at=datetime(2026, 9, 1, 8, tzinfo=UTC),
        starts=(end + timedelta(days=2),),
    )

    assert offered_to(family, pupil) == ["Close"]
    assert placed.id


def test_open_day_is_offered_at_any_time(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    open_day = make_series(title="Open day")
    with unit_of_work():
        open_day.exempt = True

    assert offered_to(family, pupil) == ["Open day"]
    assert placed.id


def test_year_of_birth_is_counted_where_the_series_does(
    family: Browser, guardian: Guardian
) -> None:
    nearly = make_pupil(guardian=guardian, birth_date=date(2016, 12, 31))
    series = make_series()
    assert offered_to(family, nearly) == []

    with unit_of_work():
        series.age_by = AgeRule.BIRTH_YEAR

    assert offered_to(family, nearly) == ["Laser-cut lamps"]


def test_waiting_elsewhere_does_not_hide_a_workshop(
    family: Browser, pupil: Pupil
) -> None:
    full = make_series(title="Robots", capacity=1)
    agree_to(register(full))
    waiting = agree_to(register(full, pupil))
    assert waiting.status is RegistrationStatus.WAITLISTED
    make_series()

    assert offered_to(family, pupil) == ["Laser-cut lamps"]


def test_nothing_that_fits_is_said(family: Browser, pupil: Pupil) -> None:
    page = family.get(f"/family/pupils/{pupil.public_id}/workshops")

    assert page.text(".empty h2") == "Nothing fits right now"
