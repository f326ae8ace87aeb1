"""The home: what is to do, what is next, and how things stand; short and own only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from fablab.consent.models import Consent, Purpose, Route
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    Pupil,
    Relation,
    Standing,
)
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.factories import OPENING_DAY, make_pupil, make_series, saved, sign_in_as
from tests.family.factories import NOBODYS, cancel, limit, second_guardian
from tests.registrations.factories import agree_to, register, text_for
from tests.support.pages import Browser

ALL_ASKED = [
    Purpose.PHOTOS_INTERNAL,
    Purpose.PHOTOS_SITE,
    Purpose.PHOTOS_SOCIAL,
    Purpose.PHOTOS_PRESS,
    Purpose.FIGURES,
]
MORNING = MEETING_AT - timedelta(hours=2)


def give_number(guardian: Guardian) -> None:
    with unit_of_work():
        guardian.phone = "+48600000001"


def answer_all(guardian: Guardian, pupil: Pupil) -> None:
    for purpose in ALL_ASKED:
        saved(
            Consent(
                guardian=guardian,
                pupil=pupil,
                purpose=purpose,
                text=text_for(purpose),
                answer=False,
                answered_at=OPENING_DAY,
                route=Route.LINK,
            )
        )


def test_home_shows_what_is_next_and_how_things_stand(
    family: Browser, placed: Registration
) -> None:
    page = family.get("/family/")

    assert page.text(".meeting .band") == "Saturday, 3 October 2026, 10:00–12:00"
    assert page.text(".meeting h3") == "Mira: Laser-cut lamps"
    assert page.texts("article .chip") == ["You have the place"]
    assert placed.pupil.full_name in page.texts("h2")


def test_home_of_somebody_new_shows_the_way(family: Browser) -> None:
    page = family.get("/family/")

    assert page.text(".empty h2") == "Nobody here yet"
    assert page.one(".empty a")["href"] == "/series/"


def test_today_says_what_where_when_who_collects_and_what_to_bring(
    family: Browser,
    guardian: Guardian,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    second_guardian(placed.pupil)
    with unit_of_work():
        placed.series.texts[0].bring = "An old jar"
        db.session.add(collector(placed.pupil, guardian))
    clock_at(MORNING)

    page = family.get("/family/")

    assert page.text("h2") == "Today"
    assert page.text(".meeting .band") == "Today, 10:00–12:00"
    assert page.texts(".meeting .facts li") == [
        "Room 2, FabLab bielsko-biala, ul. Przykładowa 1, Bielsko-Biała",
        "May collect: you, the other guardian, Halina Lis",
        "Bring along: An old jar",
    ]


def collector(
    pupil: Pupil,
    guardian: Guardian,
    *,
    valid_from: date = date(2026, 9, 1),
    valid_until: date | None = None,
) -> Collector:
    return Collector(
        valid_from=valid_from,
        valid_until=valid_until,
        pupil=pupil,
        named_by=guardian,
        name="Halina Lis",
        phone="+48600000003",
        relation=CollectorRelation.GRANDPARENT,
        named_at=OPENING_DAY,
    )


def test_collector_of_another_day_is_not_named(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    saved(
        collector(
            placed.pupil,
            guardian,
            valid_from=date(2026, 10, 2),
            valid_until=date(2026, 10, 2),
        )
    )

    assert "May collect: you" in family.get("/family/").texts(".facts li")


def test_home_says_from_when_a_pupil_may_leave_alone(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    saved(
        Consent(
            guardian=guardian,
            pupil=placed.pupil,
            purpose=Purpose.LEAVING_ALONE,
            text=text_for(Purpose.LEAVING_ALONE),
            answer=True,
            answered_at=OPENING_DAY,
            route=Route.LINK,
            from_day=date(2026, 9, 1),
            from_time=time(11, 30),
        )
    )

    lines = family.get("/family/").texts(".facts li")

    assert "Mira may leave alone from 11:30. May collect: you" in lines


def test_guardian_who_has_no_contact_does_not_collect(
    family: Browser, placed: Registration
) -> None:
    other = second_guardian(placed.pupil)
    limit(other, placed.pupil, Standing.NO_CONTACT)

    assert "May collect: you" in family.get("/family/").texts(".facts li")


def test_every_pupil_has_a_next_meeting_and_the_week_lists_the_rest(
    family: Browser,
    guardian: Guardian,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    jan = make_pupil("Jan", guardian=guardian)
    starts = tuple(MEETING_AT + timedelta(days=days) for days in (2, 6, 9))
    agree_to(register(make_series(title="Robots", starts=starts), jan))
    clock_at(MORNING)

    page = family.get("/family/")

    assert page.texts(".meeting h3") == ["Mira: Laser-cut lamps", "Jan: Robots"]
    assert page.texts(".week b") == ["Friday, 9 October 2026, 10:00–12:00"]
    assert placed.id


def test_meeting_that_does_not_take_place_is_said_on_its_day(
    family: Browser,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    with unit_of_work():
        first_meeting(placed.series).cancelled_at = OPENING_DAY
    clock_at(MORNING)

    page = family.get("/family/")

    assert page.text(".meeting .papers") == "This meeting does not take place."
    assert not page.soup.select(".meeting form")


def test_papers_are_done_once_there_is_a_number_and_every_answer(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    give_number(guardian)
    answer_all(guardian, placed.pupil)

    page = family.get("/family/")

    assert page.texts(".papers") == ["All papers are done"]
    assert "open question" not in page.text("main")


def test_open_questions_are_open_and_never_urgent(
    family: Browser,
    guardian: Guardian,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    give_number(guardian)
    clock_at(MORNING)

    page = family.get("/family/")

    assert page.texts(".papers b") == ["Something is open"]
    assert page.texts(".papers a") == ["Answer the open questions about Mira"]
    assert page.texts("main .panel .chip") == ["You have the place", "5 open questions"]
    assert placed.id


def test_missing_number_is_urgent_on_the_day(
    family: Browser,
    guardian: Guardian,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    answer_all(guardian, placed.pupil)
    assert family.get("/family/").texts(".papers b") == ["Something is open"]

    clock_at(MORNING)
    page = family.get("/family/")

    assert page.texts(".papers b") == ["Please act today"]
    assert page.texts(".papers a") == ["Give us a number that we can call"]


def test_what_waits_for_an_answer_is_on_top_with_its_deadline(
    family: Browser, pupil: Pupil
) -> None:
    register(make_series(), pupil)

    page = family.get("/family/")

    assert "or the place goes to the next family" in page.text(".notice")
    assert page.text(".notice a.btn") == "Check and agree: Laser-cut lamps"


def test_letter_that_is_late_is_told(family: Browser, pupil: Pupil) -> None:
    registration = register(make_series(), pupil)
    saved(
        Letter(
            to="ana@example.org",
            language="en",
            template="confirm",
            context={},
            dedupe="one",
            queued_at=OPENING_DAY - timedelta(minutes=5),
            due_at=OPENING_DAY,
            subject=registration.public_id,
        )
    )

    assert "slower than usual" in family.get("/family/").text(".notice")


def test_offered_place_is_on_top_with_its_deadline(
    family: Browser, pupil: Pupil
) -> None:
    waiting = agree_to(register(make_series(), pupil))
    with unit_of_work():
        waiting.status = RegistrationStatus.OFFERED
        waiting.held_until = datetime(2026, 9, 3, 8, tzinfo=UTC)

    page = family.get("/family/")

    assert "Take it by Thu, 3 Sept 2026, 10:00" in page.text(".notice")
    assert page.texts("article .chip") == ["A place is free for you"]


def test_who_waits_sees_turn_and_what_comes(family: Browser, pupil: Pupil) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))
    agree_to(register(series, pupil))

    page = family.get("/family/")

    assert page.texts("article .chip") == ["Number 1 on the waiting list"]
    assert "You then have 48 hours to take the place." in page.text("article")


@pytest.mark.parametrize(
    ("reason", "is_told"),
    [
        (CancelReason.SERIES_CANCELLED, True),
        (CancelReason.OFFER_LAPSED, True),
        (CancelReason.BY_STAFF, True),
        (CancelReason.BY_FAMILY, False),
        (CancelReason.LEFT_LIST, False),
    ],
)
def test_what_ended_without_the_family_is_told_for_two_weeks(
    family: Browser,
    placed: Registration,
    clock_at: Callable[[datetime], None],
    reason: CancelReason,
    *,
    is_told: bool,
) -> None:
    cancel(placed, reason, now=OPENING_DAY)

    clock_at(OPENING_DAY + timedelta(days=14))
    assert bool(family.get("/family/").soup.select(".notice")) is is_told
    clock_at(OPENING_DAY + timedelta(days=14, seconds=1))

    assert not family.get("/family/").soup.select(".notice")


def test_second_guardian_sees_the_pupil_but_nothing_of_the_first(
    family: Browser, placed: Registration
) -> None:
    other = second_guardian(placed.pupil)
    with unit_of_work():
        placed.registered_by.phone = "+48600000001"
    sign_in_as(family, other.account)
    own = f"/family/registrations/{placed.public_id}"
    pupil = f"/family/pupils/{placed.pupil.public_id}"

    for address in (
        "/family/",
        own,
        f"{own}/done",
        f"{own}/answer",
        f"{own}/cancel",
        pupil,
        f"{pupil}/workshops",
        "/family/calendar",
    ):
        page = family.get(address)
        assert page.status == 200, address
        for secret in (b"ana@example.org", b"Ana Novak", b"600000001"):
            assert secret not in page.data, address


def test_guardian_who_may_only_look_sees_all_without_the_buttons(
    family: Browser,
    guardian: Guardian,
    placed: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    later = make_series(title="Robots", starts=(MEETING_AT + timedelta(days=9),))
    waiting = register(later, placed.pupil)
    limit(guardian, placed.pupil, Standing.INFORMED)
    clock_at(MORNING)

    home = family.get("/family/")
    page = family.get(f"/family/registrations/{waiting.public_id}")

    assert home.texts(".meeting h3") == ["Mira: Laser-cut lamps"]
    assert "The other guardian decides." in home.text(".panel")
    assert not home.soup.select(".notice a.btn, .papers a, [name=coming]")
    assert "Register Mira for something else" not in home.text("main")
    assert not page.soup.select("main form, main a.btn")


@pytest.mark.parametrize("end", NOBODYS)
def test_guardian_who_is_removed_loses_the_view_at_once(
    family: Browser, guardian: Guardian, placed: Registration, end: dict[str, object]
) -> None:
    limit(guardian, placed.pupil, **end)  # type: ignore[arg-type]  # by name

    assert family.get("/family/").texts("h2") == ["Nobody here yet"]
    for address in (
        f"/family/registrations/{placed.public_id}",
        f"/family/registrations/{placed.public_id}/cancel",
        f"/family/pupils/{placed.pupil.public_id}",
    ):
        assert family.get(address).status == 404, address


def test_who_is_of_age_comes_and_goes_alone(
    family: Browser, guardian: Guardian, placed: Registration
) -> None:
    assert placed.id
    with unit_of_work():
        row = db.session.query(Guardianship).filter_by(guardian_id=guardian.id).one()
        row.slot, row.relation = 3, Relation.SELF

    lines = family.get("/family/").texts(".facts li")

    assert "Comes and goes alone: of age" in lines


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
    make_place(
        pupil=make_pupil("Ewa", guardian=guardian), status=RegistrationStatus.HELD
    )
    small = statements()
    for name in ("Jan", "Ola", "Piotr"):
        child = make_pupil(name, guardian=guardian)
        for week in range(2):
            starts = (datetime(2026, 10, 5, 8, tzinfo=UTC) + timedelta(days=week),)
            agree_to(register(make_series(starts=starts), child))
        make_place(pupil=child, status=RegistrationStatus.OFFERED)
    second_guardian(child)

    assert statements() == small


def test_other_families_are_not_found(
    browser: Browser, placed: Registration, pupil: Pupil
) -> None:
    sign_in_as(browser, make_place().registered_by.account)
    own, child = (
        f"/family/registrations/{placed.public_id}",
        f"/family/pupils/{pupil.public_id}",
    )

    for address in (
        own,
        f"{own}/done",
        f"{own}/answer",
        f"{own}/cancel",
        child,
        f"{child}/workshops",
        f"{child}/health",
    ):
        assert browser.get(address).status == 404, address
    token = browser.get("/family/").csrf_token
    for address in (
        f"{own}/cancel",
        f"{own}/absence",
        f"{own}/group",
        f"{child}/health",
        f"{child}/health/remove",
        f"{child}/consents/photos_site",
    ):
        page = browser.post(address, csrf_token=token, answer="yes")
        assert page.status == 404, address
    db.session.refresh(placed)
    assert placed.status is RegistrationStatus.PLACED


def test_stranger_is_sent_to_sign_in(browser: Browser) -> None:
    assert browser.get("/family/").location == "/sign-in"
