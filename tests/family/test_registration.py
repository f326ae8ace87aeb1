"""One registration's page: dates, not coming, friends, and cancelling."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fablab.checkin.models import AbsenceNotice
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Pupil, Standing
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from tests.checkin.factories import MEETING_AT, first_meeting
from tests.factories import make_pupil, make_series
from tests.family.factories import cancel, limit
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser, Page

EVENING_BEFORE = MEETING_AT - timedelta(hours=14)


def page_of(family: Browser, registration: Registration) -> Page:
    return family.get(f"/family/registrations/{registration.public_id}")


def test_one_tap_says_that_a_pupil_is_not_coming_and_takes_it_back(
    family: Browser, placed: Registration
) -> None:
    home = family.submit(family.get("/family/"), button="coming=no", follow=True)
    assert "You told us: Mira is not coming." in home.text(".meeting")
    notice = db.session.query(AbsenceNotice).one()
    assert notice.registration_id == placed.id

    home = family.submit(home, button="coming=yes", follow=True)

    assert home.text(".notice") == "Good! Mira is expected again."
    assert db.session.query(AbsenceNotice).count() == 0


def test_absence_is_said_on_the_registrations_page_too(
    family: Browser, placed: Registration
) -> None:
    page = family.submit(page_of(family, placed), button="coming=no", follow=True)

    assert page.text("h1") == "Mira: Laser-cut lamps"
    assert "not coming" in page.text(".week")


def test_absence_can_be_said_until_the_meeting_begins(
    family: Browser, placed: Registration, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(MEETING_AT - timedelta(seconds=1))
    page = page_of(family, placed)
    clock_at(MEETING_AT)

    after = family.submit(page, button="coming=no", follow=True)

    assert "The meeting has begun" in after.text(".notice")
    assert not after.soup.select("[name=coming]")
    assert db.session.query(AbsenceNotice).count() == 0


def test_only_who_decides_says_that_a_pupil_is_not_coming(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    token = family.get("/family/").csrf_token
    limit(guardian, placed.pupil, Standing.INFORMED)

    page = family.post(
        f"/family/registrations/{placed.public_id}/absence",
        csrf_token=token,
        coming="no",
        meeting=first_meeting(placed.series).public_id,
    )

    assert page.status == 403
    assert db.session.query(AbsenceNotice).count() == 0


def test_absence_from_another_series_meeting_is_refused(
    family: Browser, placed: Registration
) -> None:
    token = family.get("/family/").csrf_token

    page = family.post(
        f"/family/registrations/{placed.public_id}/absence",
        csrf_token=token,
        coming="no",
        meeting=first_meeting(make_series()).public_id,
    )

    assert page.location == "/family/"
    assert db.session.query(AbsenceNotice).count() == 0


def test_cancelling_says_what_it_means_first(
    family: Browser, placed: Registration
) -> None:
    asked = family.click(page_of(family, placed), "Cancel this registration")
    assert asked.texts("main li") == [
        "Mira will not take part, in none of the meetings.",
        "The place becomes free for others. We cannot keep it for you.",
        "You cancel in time: the last day for that is Thursday, 1 October 2026.",
        "The card, the certificates and your answers stay as they are.",
    ]
    db.session.refresh(placed)
    assert placed.status is RegistrationStatus.PLACED

    home = family.submit(asked, button="Yes, cancel it", follow=True)

    assert home.text(".notice") == "The registration of Mira is cancelled."
    db.session.refresh(placed)
    assert placed.cancel_reason is CancelReason.BY_FAMILY
    assert placed.series.places_taken == 0


def test_cancelling_says_that_somebody_waits_for_the_place(
    family: Browser, pupil: Pupil
) -> None:
    series = make_series(capacity=1)
    placed = agree_to(register(series, pupil))
    agree_to(register(series))

    asked = family.get(f"/family/registrations/{placed.public_id}/cancel")

    assert "The place goes to the next family at once." in asked.text("main")


def test_cancelling_late_says_so(
    family: Browser, placed: Registration, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(EVENING_BEFORE)

    asked = family.get(f"/family/registrations/{placed.public_id}/cancel")

    assert "This is late: the last day to cancel was Thursday" in asked.text(".notice")
    family.submit(asked, button="Yes, cancel it")
    db.session.refresh(placed)
    assert placed.cancelled_late


def test_leaving_the_waiting_list_is_told_as_such(
    family: Browser, pupil: Pupil
) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))
    waiting = agree_to(register(series, pupil))

    asked = family.click(page_of(family, waiting), "Leave the waiting list")
    assert "Mira leaves the waiting list." in asked.texts("main li")
    family.submit(asked, button="Yes, leave the list")

    db.session.refresh(waiting)
    assert waiting.cancel_reason is CancelReason.LEFT_LIST


def test_cancelled_registration_says_why_and_leads_back(
    family: Browser, placed: Registration
) -> None:
    address = f"/family/registrations/{placed.public_id}"
    family.submit(family.get(f"{address}/cancel"), button="Yes, cancel it")

    page = family.get(address)

    assert page.text("main .chip") == "Cancelled"
    assert "Your family cancelled it." in page.text("main")
    again = page.one("main a.btn")
    assert again["href"] == (
        f"/series/{placed.series.slug}/register?for={placed.pupil.public_id}"
    )


def test_what_is_over_cannot_be_cancelled(
    family: Browser, placed: Registration, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(datetime(2026, 10, 4, tzinfo=UTC))

    page = family.get(f"/family/registrations/{placed.public_id}/cancel")

    assert page.status == 409
    assert "This workshop is over" in page.text("main")
    assert "Cancel" not in page_of(family, placed).text("main")


def test_only_who_decides_cancels(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    asked = family.get(f"/family/registrations/{placed.public_id}/cancel")
    limit(guardian, placed.pupil, Standing.INFORMED)

    assert family.submit(asked, button="Yes, cancel it").status == 403
    db.session.refresh(placed)
    assert placed.status is RegistrationStatus.PLACED


def test_code_for_friends_is_made_once_and_shown(
    family: Browser, placed: Registration
) -> None:
    asked = page_of(family, placed)
    page = family.submit(asked, button="Get a group code", follow=True)
    again = family.submit(asked, button="Get a group code", follow=True)

    assert placed.group
    code = placed.group.code
    assert page.text(".code") == again.text(".code") == f"{code[:4]} {code[4:]}"


def test_friends_code_is_typed_later(
    family: Browser, guardian: Guardian, pupil: Pupil
) -> None:
    series = make_series()
    mine = agree_to(register(series, pupil))
    theirs = agree_to(register(series, make_pupil("Jan", guardian=guardian)))
    friends = family.submit(
        page_of(family, theirs), button="Get a group code", follow=True
    )

    page = family.submit(
        page_of(family, mine), button="Join them", code=friends.text(".code")
    )
    assert page.status == 303

    db.session.refresh(mine)
    assert mine.group_id == theirs.group_id
    assert "Jan is in the same group." in page_of(family, mine).text("main")


def test_unknown_code_is_told(family: Browser, placed: Registration) -> None:
    page = family.submit(
        page_of(family, placed), button="Join them", code="GUESSED", follow=True
    )

    assert "We do not know the group code" in page.text(".notice")


def waiting_siblings(guardian: Guardian) -> list[Registration]:
    series = make_series(capacity=1)
    agree_to(register(series))
    return [
        agree_to(register(series, make_pupil(name, guardian=guardian)))
        for name in ("Mira", "Jan")
    ]


def test_siblings_who_wait_together_go_on_alone_when_asked(
    family: Browser, guardian: Guardian
) -> None:
    mira, jan = waiting_siblings(guardian)
    made = family.submit(page_of(family, mira), button="Get a group code", follow=True)
    family.submit(page_of(family, jan), button="Join them", code=made.text(".code"))

    family.submit(page_of(family, jan), button="Let each of them go on alone")

    db.session.refresh(mira)
    assert mira.group
    assert not mira.group.together


def test_one_of_a_group_goes_on_alone(family: Browser, guardian: Guardian) -> None:
    mira, jan = waiting_siblings(guardian)
    made = family.submit(page_of(family, mira), button="Get a group code", follow=True)
    family.submit(page_of(family, jan), button="Join them", code=made.text(".code"))

    family.submit(page_of(family, jan), button="Let Jan go on alone")

    db.session.refresh(jan)
    db.session.refresh(mira)
    assert jan.group is None
    assert mira.group
    assert mira.group.together


def test_group_with_friends_is_not_split_by_one_family(
    family: Browser, guardian: Guardian
) -> None:
    mira, _jan = waiting_siblings(guardian)
    family.submit(page_of(family, mira), button="Get a group code")
    friend = agree_to(register(mira.series))
    with unit_of_work():
        db.session.refresh(mira)
        friend.group = mira.group

    page = page_of(family, mira)
    assert "1 friend is in the same group." in page.text("main")
    assert not page.soup.select("button[value=split]")
    refused = family.post(
        f"/family/registrations/{mira.public_id}/group",
        csrf_token=page.csrf_token,
        act="split",
    )

    assert refused.status == 303
    db.session.refresh(mira)
    assert mira.group
    assert mira.group.together


def test_done_page_hands_out_card_and_dates(
    family: Browser, placed: Registration
) -> None:
    page = family.get(f"/family/registrations/{placed.public_id}/done")

    assert page.texts("ol li") == ["Saturday, 3 October 2026 10:00–12:00 · Room 2"]
    card = family.submit(page, button="Show the card")
    assert card.location.startswith("/family/cards/")


@pytest.mark.parametrize("reason", CancelReason)
def test_every_reason_has_its_words(
    family: Browser, placed: Registration, reason: CancelReason
) -> None:
    cancel(placed, reason, now=EVENING_BEFORE)

    words = page_of(family, placed).texts("main .stack.tight.narrow p")

    assert words[0] == "Cancelled"
    assert words[1].endswith(".")
