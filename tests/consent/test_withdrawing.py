"""Withdrawing acts from that second on, everywhere it is read."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.checkin.queries.photos import photo_list
from fablab.checkin.queries.roster import people_of
from fablab.checkin.services.health import read_health_notes
from fablab.consent.models import PHOTOS, Purpose
from fablab.kernel.db import unit_of_work
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import has_health_note
from fablab.people.services import add_guardianship, write_health_note
from fablab.registrations.models import Registration
from fablab.web.current import current_installation
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.consent.factories import allow, pupil_says, say
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    sign_in_as,
)
from tests.registrations.factories import guardian_of_pupil
from tests.support.pages import Browser

SECOND = timedelta(seconds=1)


@pytest.fixture
def place(clock_at: Callable[[datetime], None]) -> Registration:
    """A pupil at a meeting that begins now, with a yes to everything."""
    clock_at(MEETING_AT)
    pupil = make_pupil(school=make_school())
    place = make_place(series=make_series(starts=(MEETING_AT,)), pupil=pupil)
    with unit_of_work():
        write_health_note(
            pupil=pupil,
            text="Nuts",
            cipher=current_installation().cipher,
            now=MEETING_AT,
        )
    allow(
        pupil,
        *PHOTOS,
        Purpose.SHARE_WITH_SCHOOL,
        Purpose.HEALTH_NOTE,
        Purpose.LEAVING_ALONE,
    )
    return place


def withdraw(pupil: Pupil, purpose: Purpose) -> None:
    """Let the first guardian say no a second after the meeting began."""
    guardian: Guardian = guardian_of_pupil(pupil)
    say(guardian, pupil, answer=False, purpose=purpose, at=MEETING_AT + SECOND)


def on_the_roster(place: Registration) -> tuple[list[str], str | None]:
    """The flags of the pupil at the door, and from when they may leave alone."""
    meeting = first_meeting(place.series)
    (person,) = people_of([meeting.id], now=MEETING_AT + SECOND)[meeting.id]
    return person.flags, person.alone_from


def test_roster_flags_follow_every_withdrawal(place: Registration) -> None:
    assert on_the_roster(place) == (["health"], "00:00")

    withdraw(place.pupil, Purpose.PHOTOS_INTERNAL)
    assert on_the_roster(place) == (["health", "no_photo"], "00:00")
    withdraw(place.pupil, Purpose.LEAVING_ALONE)
    assert on_the_roster(place) == (["health", "no_photo"], None)
    withdraw(place.pupil, Purpose.HEALTH_NOTE)

    assert on_the_roster(place) == (["no_photo"], None)


def test_wider_yes_does_not_permit_a_picture_without_the_nearest(
    place: Registration,
) -> None:
    withdraw(place.pupil, Purpose.PHOTOS_INTERNAL)

    (line,) = photo_list(first_meeting(place.series), now=MEETING_AT + SECOND)

    assert not line.may_be_taken
    assert set(line.scopes.values()) == {False}


@pytest.mark.parametrize("purpose", list(PHOTOS))
def test_photo_list_follows_every_withdrawal(
    browser: Browser, place: Registration, purpose: Purpose
) -> None:
    coordinator = make_account(Role.COORDINATOR, site=place.series.site)
    sign_in_as(browser, coordinator)
    path = f"/staff/meetings/{first_meeting(place.series).public_id}/photos"
    words = {
        Purpose.PHOTOS_INTERNAL: "inside",
        Purpose.PHOTOS_SITE: "own web pages",
        Purpose.PHOTOS_SOCIAL: "social media",
        Purpose.PHOTOS_PRESS: "press",
    }
    assert browser.get(path).texts(".person .chip") == list(words.values())

    withdraw(place.pupil, purpose)

    left = [word for scope, word in words.items() if scope is not purpose]
    nothing = purpose is Purpose.PHOTOS_INTERNAL
    expected = ["take no picture"] if nothing else left
    page = browser.get(path)
    assert page.texts(".person .chip") == expected
    assert len(page.texts("[aria-labelledby=must-not] .person.no-photo")) == nothing


def test_wish_of_a_young_pupil_is_shown_to_who_takes_pictures(
    browser: Browser, place: Registration
) -> None:
    sign_in_as(browser, make_account(Role.COORDINATOR, site=place.series.site))
    pupil_says(place.pupil, answer=False, purpose=Purpose.PHOTOS_SOCIAL)

    page = browser.get(
        f"/staff/meetings/{first_meeting(place.series).public_id}/photos"
    )

    assert page.texts(".person .chip")[-1] == "does not want every picture: ask"


def test_teacher_no_longer_finds_who_withdrew(
    browser: Browser, place: Registration
) -> None:
    teacher: Account = make_account(Role.TEACHER, school=place.pupil.school)
    sign_in_as(browser, teacher)
    assert place.pupil.full_name in browser.get("/teacher/").text("main")

    withdraw(place.pupil, Purpose.SHARE_WITH_SCHOOL)

    assert place.pupil.full_name not in browser.get("/teacher/").text("main")


def test_withdrawn_health_note_is_neither_opened_nor_kept(
    place: Registration,
) -> None:
    def read() -> list[str]:
        with unit_of_work():
            notes = read_health_notes(
                meeting=first_meeting(place.series),
                by="somebody",
                cipher=current_installation().cipher,
                now=MEETING_AT + SECOND,
            )
        return [note.text for note in notes]

    assert read() == ["Nuts"]

    withdraw(place.pupil, Purpose.HEALTH_NOTE)

    assert read() == []
    assert not has_health_note(place.pupil)


def test_health_note_of_guardians_who_disagree_is_kept_but_not_opened(
    place: Registration,
) -> None:
    other = make_guardian("Jan Kowalski")
    with unit_of_work():
        add_guardianship(guardian=other, pupil=place.pupil)
    say(other, place.pupil, answer=False, purpose=Purpose.HEALTH_NOTE, at=MEETING_AT)

    with unit_of_work():
        notes = read_health_notes(
            meeting=first_meeting(place.series),
            by="somebody",
            cipher=current_installation().cipher,
            now=MEETING_AT + SECOND,
        )

    assert notes == []
    assert has_health_note(place.pupil)
    assert on_the_roster(place)[0] == []
