"""Who must not collect a pupil: taken down by the coordinator, sealed, lifted again."""

import pytest

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.checkin.queries.roster import people_of
from fablab.kernel.db import db
from fablab.people.models import BarredPerson
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.factories import make_account, make_site, sign_in_as
from tests.registrations.factories import guardian_of_pupil
from tests.support.pages import Browser

NAME = "Xawery Zły"


@pytest.fixture
def place(browser: Browser) -> Registration:
    """A pupil with a place; the coordinator of the site is signed in."""
    found = make_place()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=found.series.site))
    return found


def guardians_page(place: Registration) -> str:
    return f"/staff/pupils/{place.pupil.public_id}/guardians"


def take_down(browser: Browser, place: Registration, *, note: str = "") -> None:
    page = browser.click(browser.get(guardians_page(place)), "Take down somebody")
    browser.submit(page, name=NAME, note=note)


def flags(place: Registration) -> list[str]:
    meeting = first_meeting(place.series)
    [person] = people_of([meeting.id], now=MEETING_AT)[meeting.id]
    return person.flags


def test_person_who_must_not_collect_is_taken_down_and_the_door_warns_at_once(
    browser: Browser, place: Registration
) -> None:
    before = flags(place)

    take_down(browser, place, note="court, III Nsm 12/26")

    listed = browser.get(guardians_page(place)).text("main section:last-of-type")
    assert f"{NAME}, court, III Nsm 12/26" in listed
    assert "pick_up" not in before
    assert "pick_up" in flags(place)


def test_the_name_is_kept_sealed_and_the_journal_does_not_tell_it(
    browser: Browser, place: Registration
) -> None:
    take_down(browser, place)
    browser.get(guardians_page(place))

    person = db.session.query(BarredPerson).one()
    events = db.session.query(AuditEvent).filter(
        AuditEvent.action.startswith("barred_person")
    )
    assert NAME.encode() not in person.sealed
    assert {event.action for event in events} == {
        "barred_person.added",
        "barred_person.read",
    }
    assert not [event for event in events if "Xawery" in str(event.details)]


def test_it_counts_no_more_once_it_is_lifted(
    browser: Browser, place: Registration
) -> None:
    take_down(browser, place)
    page = browser.get(guardians_page(place))

    page = browser.submit(page, button=f"Counts no more: {NAME}", follow=True)

    assert "Nobody was told to us." in page.text("main section:last-of-type")
    assert "pick_up" not in flags(place)
    assert db.session.query(BarredPerson).one().lifted_at is not None


def test_without_a_name_nothing_is_kept(browser: Browser, place: Registration) -> None:
    page = browser.click(browser.get(guardians_page(place)), "Take down somebody")

    refused = browser.submit(page, note="tall")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == ["Enter the name of the person"]
    assert refused.value("#note") == "tall"
    assert db.session.query(BarredPerson).count() == 0


def test_no_guardian_sees_who_was_taken_down(
    browser: Browser, place: Registration
) -> None:
    take_down(browser, place)
    sign_in_as(browser, guardian_of_pupil(place.pupil).account)

    pupil = place.pupil.public_id
    pages = ["/family/", f"/family/pupils/{pupil}", f"/family/pupils/{pupil}/people"]

    assert not [one for one in pages if "Xawery" in browser.get(one).text("main")]


def test_another_sites_coordinator_can_neither_bar_nor_lift(
    browser: Browser, place: Registration
) -> None:
    take_down(browser, place)
    person = db.session.query(BarredPerson).one().public_id
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("elsewhere")))
    token = browser.get("/staff/site").csrf_token
    url = f"/staff/pupils/{place.pupil.public_id}/barred"

    assert browser.get(url).status == 404
    assert browser.post(f"{url}/{person}", csrf_token=token).status == 404
    assert "pick_up" in flags(place)
