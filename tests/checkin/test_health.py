from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.checkin.services.health import read_health_notes
from fablab.consent.models import Purpose
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound
from fablab.people.services import write_health_note
from fablab.registrations.models import Registration
from fablab.web.current import current_installation
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.consent.factories import allow
from tests.factories import make_account, make_pupil, make_series, make_site, sign_in_as
from tests.support.pages import Browser

ENDS_AT = MEETING_AT + timedelta(hours=2)


@pytest.fixture
def facilitator(app: Flask) -> Account:
    del app
    return make_account(Role.FACILITATOR, site=make_site())


@pytest.fixture
def place(facilitator: Account) -> Registration:
    series = make_series(starts=(MEETING_AT,), facilitator=facilitator)
    place = make_place(series=series, pupil=make_pupil("Zosia", "Kowalska"))
    make_place(series=series, pupil=make_pupil("Jan", "Nowak"))
    with unit_of_work():
        write_health_note(
            pupil=place.pupil,
            text="Nuts: pen in the blue bag",
            cipher=current_installation().cipher,
            now=MEETING_AT,
        )
    allow(place.pupil, Purpose.HEALTH_NOTE)
    return place


def test_the_team_reads_the_notes_and_the_journal_keeps_who(
    browser: Browser,
    facilitator: Account,
    place: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    clock_at(MEETING_AT)
    sign_in_as(browser, facilitator)
    meeting = first_meeting(place.series)

    page = browser.get(f"/staff/meetings/{meeting.public_id}")
    page = browser.click(page, "Read the health notes")

    assert page.texts(".summary dt") == ["Zosia Kowalska"]
    assert page.texts(".summary dd") == ["Nuts: pen in the blue bag"]
    event = db.session.query(AuditEvent).filter_by(action="health_note.read").one()
    assert (event.actor, event.subject) == (
        facilitator.public_id,
        place.pupil.public_id,
    )


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (MEETING_AT - timedelta(minutes=60, seconds=1), False),
        (MEETING_AT - timedelta(minutes=60), True),
        (ENDS_AT + timedelta(minutes=59), True),
        (ENDS_AT + timedelta(minutes=60), False),
    ],
)
def test_notes_are_closed_but_around_the_meeting(
    place: Registration, now: datetime, *, may: bool
) -> None:
    def read() -> int:
        with unit_of_work():
            notes = read_health_notes(
                meeting=first_meeting(place.series),
                by="X",
                cipher=current_installation().cipher,
                now=now,
            )
        return len(notes)

    if may:
        assert read() == 1
    else:
        with pytest.raises(NotFound, match="an hour before"):
            read()


def test_outside_the_time_the_page_says_when(
    browser: Browser,
    facilitator: Account,
    place: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    clock_at(MEETING_AT - timedelta(days=1))
    sign_in_as(browser, facilitator)
    address = f"/staff/meetings/{first_meeting(place.series).public_id}"

    assert "There are health notes." in browser.get(address).text("main")
    assert browser.get(f"{address}/health").status == 404
    assert db.session.query(AuditEvent).count() == 0


def test_another_facilitator_finds_nothing(
    browser: Browser, place: Registration, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(MEETING_AT)
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    page = browser.get(
        f"/staff/meetings/{first_meeting(place.series).public_id}/health"
    )

    assert page.status == 404
    assert "Nuts" not in page.text("main")
