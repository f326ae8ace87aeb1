"""The coordinator's list, and what can be done with one registration."""

from datetime import timedelta

import pytest

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Guardianship, Standing
from fablab.registrations.models import (
    CancelReason,
    Override,
    Registration,
    RegistrationGroup,
    RegistrationStatus,
)
from fablab.registrations.services import cancel_registration
from fablab.series.models import Series
from tests.checkin.factories import first_meeting
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser, Page


@pytest.fixture
def desk(browser: Browser) -> Browser:
    """The browser of the coordinator."""
    coordinator = make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")
    sign_in_as(browser, coordinator)
    return browser


def listed(desk: Browser, series: Series) -> Page:
    return desk.get(f"/staff/series/{series.slug}/registrations")


def one(desk: Browser, registration: Registration) -> Page:
    return desk.get(f"/staff/registrations/{registration.public_id}")


def group(series: Series, *members: Registration) -> RegistrationGroup:
    """Let these come together."""
    together = RegistrationGroup(code="BCDF3467", series=series, made_at=OPENING_DAY)
    with unit_of_work():
        db.session.add(together)
        for member in members:
            member.group = together
    return together


def test_who_has_a_place_and_who_waits_stand_in_their_order(desk: Browser) -> None:
    series = make_series(capacity=2)
    agree_to(register(series, make_pupil("Ala")))
    register(series, make_pupil("Bea"), minutes=1)
    agree_to(register(series, make_pupil("Cis"), minutes=2))

    page = listed(desk, series)

    assert page.texts("main h2") == ["With a place", "Waiting list"]
    assert page.texts("tbody th .link") == ["Ala Novak", "Bea Novak", "Cis Novak"]
    assert "has a place" in page.texts("tbody tr")[0]
    assert "letter on its way" in page.texts("tbody tr")[1]
    assert "waiting list, number 1" in page.texts("tbody tr")[2]


def test_a_guardian_without_contact_is_shown_without_address(desk: Browser) -> None:
    series, pupil = make_series(), make_pupil()
    cut_off = make_guardian("Bob Novak", email="bob@example.org")
    saved(
        Guardianship(
            guardian=cut_off, pupil=pupil, slot=2, standing=Standing.NO_CONTACT
        )
    )
    register(series, pupil)

    page = listed(desk, series)

    assert "no contact" in page.text("tbody")
    assert "bob@example.org" not in page.text("tbody")


def test_a_letter_that_came_back_is_flagged(desk: Browser) -> None:
    series = make_series()
    registration = register(series)
    saved(
        Letter(
            to="x@example.org",
            language="en",
            template="confirm_registration",
            context={},
            dedupe="x",
            queued_at=OPENING_DAY,
            due_at=OPENING_DAY,
            given_up_at=OPENING_DAY,
            subject=registration.public_id,
        )
    )

    assert "letter came back" in listed(desk, series).text("tbody")
    assert "could not be delivered" in one(desk, registration).text("main")


def test_cancelling_needs_a_reason_and_tells_the_family(desk: Browser) -> None:
    series = make_series()
    registration = agree_to(register(series))
    page = desk.click(one(desk, registration), "Cancel the registration")

    refused = desk.submit(page)
    done = desk.submit(page, note="Moved away", follow=True)

    assert refused.texts(".error-summary li") == [
        "Write why, so that others here can understand it."
    ]
    assert done.text(".notice") == "The registration of Mira is cancelled."
    assert registration.cancel_reason is CancelReason.BY_STAFF
    assert registration.cancel_note == "Moved away"
    letters = db.session.query(Letter).filter_by(template="registration_cancelled")
    assert "Moved away" not in str(letters.one().context)
    assert "Moved away" in desk.get(f"/staff/series/{series.slug}/missed").text("main")


def test_a_free_place_is_offered_out_of_turn_only_with_a_reason(desk: Browser) -> None:
    series = make_series(capacity=1)
    first = agree_to(register(series))
    for minute in (1, 2):
        agree_to(register(series, minutes=minute))
    last = db.session.query(Registration).order_by(Registration.id.desc()).limit(1)[0]
    with unit_of_work():
        series.registration_closes_at = OPENING_DAY
        db.session.get_one(Series, series.id).capacity = 2

    page = one(desk, last)
    refused = desk.submit(page, button="Offer a place")
    done = desk.submit(page, button="Offer a place", reason="Deaf", follow=True)

    assert refused.status == 422
    assert "Write why" in refused.text(".error-summary")
    assert "is offered the place" in done.text(".notice")
    assert last.status is RegistrationStatus.OFFERED
    assert db.session.query(Override).one().rules == ["queue"]
    assert first.status is RegistrationStatus.PLACED


def test_offering_is_refused_in_words_while_every_place_is_taken(
    desk: Browser,
) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))
    waits = agree_to(register(series, minutes=1))

    refused = desk.submit(one(desk, waits), button="Offer a place")

    assert refused.texts(".error-summary li") == [
        "Every place is taken: there is none to offer."
    ]


def test_a_group_that_does_not_fit_is_said_and_split_only_by_hand(
    desk: Browser,
) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))
    two = [agree_to(register(series, make_pupil(n), minutes=1)) for n in ("Ala", "Bea")]
    group(series, *two)
    with unit_of_work():
        db.session.get_one(Series, series.id).capacity = 2

    before = listed(desk, series)
    page = one(desk, two[0])
    done = desk.submit(page, button="The family asked: split the group", follow=True)

    assert "a group of 2" in before.text(".notice")
    assert "Bea Novak" in page.text("main dl")
    assert done.text(".notice") == "From now on each of them waits alone."
    group_row = db.session.query(RegistrationGroup).one()
    assert group_row.together is False
    assert db.session.query(AuditEvent).filter_by(action="group.split").count() == 1


def test_late_cancellations_and_no_shows_are_visible(
    desk: Browser, clock_at: object
) -> None:
    series = make_series()
    start = first_meeting(series).starts_at
    came, missed, late = (
        agree_to(register(series, make_pupil(name))) for name in ("Ala", "Bea", "Cis")
    )
    with unit_of_work():
        cancel_registration(
            registration=late,
            reason=CancelReason.BY_FAMILY,
            now=start - timedelta(days=1),
        )
    saved(
        Attendance(
            meeting=first_meeting(series),
            registration=came,
            status=AttendanceStatus.PRESENT,
            came_at=start,
        )
    )
    clock_at(start + timedelta(days=1))  # type: ignore[operator]  # the fixture's own

    page = desk.click(listed(desk, series), "Cancelled and missed")

    assert page.texts("main h2") == ["Cancelled late", "Did not come, without a word"]
    assert page.texts(".people .name") == ["Cis Novak", "Bea Novak"]
    assert missed.status is RegistrationStatus.PLACED


def test_a_meeting_without_attendance_blames_nobody(
    desk: Browser, clock_at: object
) -> None:
    series = make_series()
    agree_to(register(series))
    end = first_meeting(series).ends_at
    clock_at(end + timedelta(days=1))  # type: ignore[operator]  # the fixture's own

    page = desk.get(f"/staff/series/{series.slug}/missed")

    assert page.text(".empty h2") == "Nobody cancelled, nobody was missed"


def test_registrations_of_another_site_are_not_found(desk: Browser) -> None:
    registration = register(make_series(site=make_site("ventosa")))

    assert one(desk, registration).status == 404
