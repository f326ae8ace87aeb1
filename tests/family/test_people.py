"""The people around a pupil: own data, collectors, leaving, the coordinator's page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from fablab.accounts.models import Account, OneTimeLink, Role
from fablab.audit.queries import latest_events
from fablab.checkin.queries.roster import RosterPerson, roster_of
from fablab.family.services.feeds import renew_feed, token_of
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import (
    BarredPerson,
    Collector,
    Guardian,
    Guardianship,
    Pupil,
    Relation,
    Standing,
)
from fablab.people.queries import namesakes, pupils_of
from fablab.people.services import find_or_add_pupil
from fablab.people.services.standings import Decision, grounds_of
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.queries.staff import registrations_in
from fablab.registrations.services import cancel_registration
from fablab.registrations.services.coming_of_age import (
    eighteenth_birthday,
    settle_coming_of_age,
    tell_of_coming_of_age,
)
from fablab.registrations.services.letters import ask_to_confirm
from fablab.web.current import current_installation
from tests.certificates.factories import make_certificate
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    sign_in_as,
)
from tests.people.factories import (
    decide,
    guardianship_of,
    make_collector,
    make_second_guardian,
)
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser, Page

LOOK_ONLY = (
    "You can see how things stand for Mira, but not decide. "
    "If that is wrong, please call the FabLab."
)
HALINA: dict[str, Any] = {
    "name": "Halina Kos",
    "phone": "+48 601 000 001",
    "relation": "grandparent",
}


@pytest.fixture
def ana() -> Guardian:
    return make_guardian(email="ana@example.org")


@pytest.fixture
def mira(ana: Guardian) -> Pupil:
    return make_pupil(guardian=ana)


@pytest.fixture
def family(browser: Browser, ana: Guardian) -> Browser:
    sign_in_as(browser, ana.account)
    return browser


@pytest.fixture
def desk(app: Flask) -> Browser:
    """A coordinator of the pupils' site."""
    browser = Browser(app.test_client())
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site()))
    return browser


def browser_of(app: Flask, account: Account) -> Browser:
    browser = Browser(app.test_client())
    sign_in_as(browser, account)
    return browser


def path(pupil: Pupil, page: str) -> str:
    return f"/family/pupils/{pupil.public_id}/{page}"


def test_the_page_says_who_answers_for_the_pupil(family: Browser, mira: Pupil) -> None:
    make_second_guardian(mira)

    page = family.get(path(mira, "people"))

    assert page.text("h1") == "The people around Mira"
    assert page.texts("section:first-of-type li b") == ["You yourself", "Guardian"]


@pytest.mark.parametrize(
    "page",
    ["people", "collectors", "barred", "data", "emergency", "leave", "own-account"],
)
def test_other_families_pages_are_not_found(
    family: Browser, ana: Guardian, page: str
) -> None:
    make_pupil(guardian=ana)

    assert family.get(path(make_pupil("Zofia", "Kos"), page)).status == 404


def born(year: int, month: int, day: int) -> dict[str, Any]:
    """What is typed into the three boxes."""
    return {
        "birth_date-day": str(day),
        "birth_date-month": str(month),
        "birth_date-year": str(year),
    }


# ---- collectors ----


def test_a_collector_is_named_with_a_validated_number(
    family: Browser, mira: Pupil
) -> None:
    page = family.submit(
        family.get(path(mira, "collectors")), button="Save", follow=True, **HALINA
    )

    kept = db.session.query(Collector).one()
    assert (kept.phone, kept.valid_from, kept.valid_until) == (
        "+48601000001",
        OPENING_DAY.date(),
        None,
    )
    assert page.texts(".person .hint") == [
        "Grandparent, from 1 Sept 2026 on",
        "+48 601 000 001",
    ]


def test_only_today_takes_one_tap(family: Browser, mira: Pupil) -> None:
    page = family.submit(
        family.get(path(mira, "collectors")), button="Only today", follow=True, **HALINA
    )

    kept = db.session.query(Collector).one()
    assert kept.valid_from == kept.valid_until == OPENING_DAY.date()
    assert "only on 1 Sept 2026" in page.text(".person .hint")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"phone": "12"},
            "Enter a telephone number, for example +48 600 123 456",
        ),
        (
            {"name": "Halina 601 000 001"},
            "Enter a name, without figures or signs",
        ),
        ({"relation": ""}, "Choose who that is"),
        (
            {"valid_from": "2026-09-10", "valid_until": "2026-09-09"},
            "Choose a last day that is not before the first",
        ),
        (
            {"valid_until": "2026-08-31"},
            "Choose a last day that is not before the first",
        ),
    ],
)
def test_a_wrong_collector_is_refused_in_words(
    family: Browser, mira: Pupil, wrong: dict[str, Any], said: str
) -> None:
    page = family.submit(
        family.get(path(mira, "collectors")), button="Save", **(HALINA | wrong)
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [said]
    assert db.session.query(Collector).count() == 0


def test_a_collector_is_removed_in_one_tap(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    make_collector(mira, ana)

    page = family.submit(
        family.get(path(mira, "collectors")), "form[action$=remove]", follow=True
    )

    assert page.texts(".person") == []
    assert "Halina Kos may no longer collect." in page.text(".notice")


def test_the_other_guardians_collectors_are_shown_without_their_number(
    family: Browser, mira: Pupil
) -> None:
    make_collector(mira, make_second_guardian(mira), "Olaf Bur", phone="+48609999999")

    page = family.get(path(mira, "collectors"))

    assert page.texts(".person .name") == ["Olaf Bur"]
    assert page.texts(".person .hint")[1:] == ["named by the other guardian"]
    assert b"609999999" not in page.data
    assert page.soup.select("form[action$=remove]") == []


def test_the_tablet_knows_guardians_and_those_who_may_collect_that_day(
    ana: Guardian, mira: Pupil
) -> None:
    meeting_day = date(2026, 10, 3)
    register_in = make_series()
    agree_to(register(register_in, mira))
    ben, yesterday = make_second_guardian(mira), meeting_day - timedelta(days=1)
    make_collector(mira, ana, "Halina Kos")
    make_collector(mira, ana, "Over Already", valid_until=yesterday)
    make_collector(mira, ben, "Olaf Bur", valid_from=meeting_day)

    assert _collectors_at_the_door() == [
        "Ana Novak",
        "Ben Novak",
        "Halina Kos",
        "Olaf Bur",
    ]
    decide(ben, mira, Decision.NO_CONTACT)
    assert _collectors_at_the_door() == ["Ana Novak", "Halina Kos"]


def _collectors_at_the_door() -> list[str]:
    return [each.name for person in _at_the_door() for each in person.collectors]


def _at_the_door() -> list[RosterPerson]:
    site = make_site()
    meetings = roster_of(
        site_id=site.id,
        zone=site.zone,
        language="en",
        now=datetime(2026, 10, 3, 8, 0, tzinfo=UTC),
    )
    return [person for meeting in meetings for person in meeting.people]


# ---- who must not collect ----


def bar_by_hand(family: Browser, pupil: Pupil) -> Page:
    return family.submit(
        family.get(path(pupil, "barred")),
        button="Save",
        follow=True,
        name="Gustav Grau",
        note="Grey beard",
    )


def test_guardian_bars_somebody_and_the_door_is_warned_at_once(
    family: Browser, mira: Pupil
) -> None:
    agree_to(register(make_series(), mira))
    assert ["pick_up" in person.flags for person in _at_the_door()] == [False]

    page = bar_by_hand(family, mira)

    assert page.texts(".person .name") == ["Gustav Grau"]
    assert "It counts from this moment." in page.text(".notice")
    assert ["pick_up" in person.flags for person in _at_the_door()] == [True]
    kept = db.session.query(BarredPerson).one()
    assert b"Gustav" not in kept.sealed
    assert latest_events(limit=1)[0].action == "barred_person.added"

    page = family.submit(page, button="Remove: Gustav Grau", follow=True)
    assert page.texts(".person") == []
    assert ["pick_up" in person.flags for person in _at_the_door()] == [False]


def test_pressing_twice_bars_somebody_once(family: Browser, mira: Pupil) -> None:
    page = family.get(path(mira, "barred"))

    for _ in range(2):
        family.submit(page, button="Save", name="Gustav Grau", note="")

    assert db.session.query(BarredPerson).count() == 1


def test_other_guardian_neither_reads_nor_lifts_it(
    app: Flask, family: Browser, mira: Pupil
) -> None:
    ben = make_second_guardian(mira, email="ben@example.org")
    bar_by_hand(family, mira)
    barred = db.session.query(BarredPerson).one()
    other = browser_of(app, ben.account)

    page = other.get(path(mira, "barred"))

    assert page.texts(".person") == []
    for each in ("people", "collectors"):
        assert b"Gustav" not in other.get(path(mira, each)).data
    gone = other.post(
        path(mira, f"barred/{barred.public_id}"), csrf_token=page.csrf_token
    )
    assert gone.status == 404
    assert barred.lifted_at is None


def test_coordinator_reads_whom_the_family_has_barred(
    app: Flask, family: Browser, mira: Pupil
) -> None:
    agree_to(register(make_series(), mira))
    bar_by_hand(family, mira)
    coordinator = make_account(Role.COORDINATOR, site=make_site())

    page = browser_of(app, coordinator).get(f"/staff/pupils/{mira.public_id}/guardians")

    assert "Gustav Grau, Grey beard" in page.text("section[aria-labelledby=barred]")


def test_who_may_only_look_bars_nobody(
    app: Flask, family: Browser, mira: Pupil
) -> None:
    ben = make_second_guardian(mira, email="ben@example.org")
    decide(ben, mira, Decision.INFORMED)

    assert family.get(path(mira, "barred")).status == 200
    assert browser_of(app, ben.account).get(path(mira, "barred")).status in {403, 404}


# ---- the guardian's and the pupil's own data ----


def test_an_emergency_contact_is_a_name_and_a_valid_number(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    make_site()
    page = family.get(path(mira, "emergency"))

    refused = family.submit(page, name="Halina Kos 601000001", phone="601")
    assert refused.texts(".error-summary li") == [
        "Enter a name, without figures or signs",
        "Enter a telephone number, for example +48 600 123 456",
    ]
    family.submit(page, name="Halina Kos", phone="601 000 001")

    kept = guardianship_of(ana, mira)
    assert (kept.emergency_name, kept.emergency_phone) == ("Halina Kos", "+48601000001")


def test_an_emergency_contact_needs_both_or_neither(
    family: Browser, mira: Pupil
) -> None:
    page = family.get(path(mira, "emergency"))

    assert family.submit(page, name="Halina Kos", phone="").texts(
        ".error-summary li"
    ) == ["Enter the number as well, or take the name out"]
    assert family.submit(page, name="", phone="").status == 303


def test_a_guardian_changes_own_name_and_number(family: Browser, ana: Guardian) -> None:
    make_site()
    family.submit(family.get("/family/me"), name="Anna Nowak", phone="600 123 456")

    db.session.refresh(ana)
    assert (ana.account.name, ana.phone) == ("Anna Nowak", "+48600123456")


def test_a_renamed_pupil_stands_on_coming_lists_and_keeps_certificates(
    family: Browser, mira: Pupil
) -> None:
    series = make_series()
    agree_to(register(series, mira))
    certificate = make_certificate(mira)
    certified = dict(certificate.snapshot)

    family.submit(
        family.get(path(mira, "data")), given_name="Mirela", family_name="Kos"
    )

    names = [
        line.registration.pupil.full_name
        for line in registrations_in(series, now=OPENING_DAY)
    ]
    assert names == ["Mirela Kos"]
    db.session.refresh(certificate)
    assert certificate.snapshot == certified
    assert "Mira" in str(certified)


def test_school_and_class_are_changed(family: Browser, mira: Pupil) -> None:
    school = make_school("School No. 7")

    family.submit(
        family.get(path(mira, "data")), school=school.public_id, class_name="5b"
    )

    db.session.refresh(mira)
    assert (mira.school_id, mira.class_name) == (school.id, "5b")


def test_a_birth_date_that_breaks_an_age_rule_is_refused_in_words(
    family: Browser, mira: Pupil
) -> None:
    agree_to(register(make_series(title="Lamps"), mira))
    boxes: dict[str, Any] = {
        "birth_date-day": "17",
        "birth_date-month": "5",
        "birth_date-year": "2000",
    }

    page = family.submit(family.get(path(mira, "data")), given_name="Mila", **boxes)

    assert page.text(".error-summary li") == (
        "With this birth date Mira would not be of the age for “Lamps”. "
        "Please call the FabLab: together we find out what is right."
    )
    assert page.value("#given_name") == "Mila"
    db.session.refresh(mira)
    assert (mira.given_name, mira.birth_date) == ("Mira", date(2014, 5, 17))


def test_a_birth_date_without_registrations_is_changed(
    family: Browser, mira: Pupil
) -> None:
    boxes: dict[str, Any] = {
        "birth_date-day": "18",
        "birth_date-month": "5",
        "birth_date-year": "2013",
    }

    family.submit(family.get(path(mira, "data")), **boxes)

    db.session.refresh(mira)
    assert mira.birth_date == date(2013, 5, 18)


# ---- children of the same name, families of several kinds ----


def test_twins_of_one_name_are_two_pupils_when_the_family_says_so(
    ana: Guardian, mira: Pupil
) -> None:
    def add(*, is_another: bool = False) -> tuple[Pupil, bool]:
        with unit_of_work():
            return find_or_add_pupil(
                guardian=ana,
                given_name="Mira",
                family_name="Novak",
                birth_date=mira.birth_date,
                now=OPENING_DAY,
                is_another=is_another,
            )

    again, is_new = add()
    other, is_other = add(is_another=True)

    assert (again.id, is_new) == (mira.id, False)
    assert (other.id != mira.id, is_other) == (True, True)


def test_two_children_of_one_name_are_told_apart_by_birth_date(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    other = make_pupil(guardian=ana, birth_date=date(2012, 1, 2))
    jan = make_pupil("Jan", guardian=ana)

    page = family.get("/family/invitations")

    assert namesakes([mira, other, jan]) == {mira.id, other.id}
    assert page.texts("fieldset#pupils label") == [
        "Jan Novak",
        "Mira Novak, 2 Jan 2012",
        "Mira Novak, 17 May 2014",
    ]


def test_siblings_share_one_address_and_both_register(
    ana: Guardian, mira: Pupil
) -> None:
    series, jan = make_series(), make_pupil("Jan", guardian=ana)

    both = [agree_to(register(series, pupil)) for pupil in (mira, jan)]

    assert {one.registered_by_id for one in both} == {ana.id}
    assert series.places_taken == 2


def test_in_step_families_each_pupil_has_their_own_two_guardians(
    app: Flask, ana: Guardian, mira: Pupil
) -> None:
    ben = make_guardian("Ben Kos", "ben@example.org")
    jan = make_pupil("Jan", "Kos", guardian=ben)
    ella = make_pupil("Ella", "Kos", guardian=ben)
    cleo = make_second_guardian(jan, name="Cleo Wilk")
    with unit_of_work():
        db.session.add(Guardianship(guardian=ana, pupil=ella, slot=2))

    assert [p.given_name for p in pupils_of(ana)] == ["Ella", "Mira"]
    assert [p.given_name for p in pupils_of(ben)] == ["Ella", "Jan"]
    assert [p.given_name for p in pupils_of(cleo)] == ["Jan"]
    assert browser_of(app, ana.account).get(path(jan, "people")).status == 404
    assert browser_of(app, cleo.account).get(path(ella, "people")).status == 404
    assert mira.family_name == "Novak"


# ---- leaving, and being limited ----


def test_the_only_guardian_is_told_to_invite_first(
    family: Browser, mira: Pupil
) -> None:
    page = family.get(path(mira, "leave"))

    assert page.status == 409
    assert "Invite the other guardian first" in page.text("main")


def test_leaving_counts_at_once(family: Browser, mira: Pupil) -> None:
    make_second_guardian(mira)

    page = family.submit(family.get(path(mira, "leave")), follow=True)

    assert "You no longer answer for Mira." in page.text(".notice")
    assert family.get(path(mira, "people")).status == 404


def registered(pupil: Pupil) -> Registration:
    return agree_to(register(make_series(), pupil))


def test_the_coordinator_limits_a_guardian_with_grounds(
    desk: Browser, ana: Guardian, mira: Pupil
) -> None:
    registered(mira)
    ben = make_second_guardian(mira)
    page = desk.get(f"/staff/pupils/{mira.public_id}/guardians")
    assert page.texts("section h2") == [
        "Ana Novak",
        "Ben Novak",
        "May collect, too",
        "Must not collect",
    ]

    page = desk.submit(
        desk.get(f"/staff/pupils/{mira.public_id}/guardians/{ben.public_id}"),
        decision="no_contact",
        reason="Court order",
        document="District court, III Nsm 12/26",
        seen_on="2026-08-30",
        follow=True,
    )

    kept = guardianship_of(ben, mira)
    told = grounds_of(kept, cipher=current_installation().cipher)
    assert kept.standing is Standing.NO_CONTACT
    assert [(one.reason, one.seen_on) for one in told] == [
        ("Court order", "2026-08-30")
    ]
    assert page.texts("section .chip") == ["decides", "no contact"]
    again = desk.get(f"/staff/pupils/{mira.public_id}/guardians/{ben.public_id}")
    assert "Court order" in again.text("section")
    assert ana.account.name == "Ana Novak"


def test_a_limit_needs_reason_document_and_day(desk: Browser, mira: Pupil) -> None:
    registered(mira)
    ben = make_second_guardian(mira)

    page = desk.submit(
        desk.get(f"/staff/pupils/{mira.public_id}/guardians/{ben.public_id}"),
        decision="informed",
        seen_on="2026-09-02",
    )

    assert page.texts(".error-summary li") == [
        "Say why, in a sentence",
        "Say what you saw",
        "Choose a day that is not in the future",
    ]


@pytest.mark.parametrize("decision", [Decision.NO_CONTACT, Decision.ENDED])
def test_who_is_cut_off_stays_signed_in_and_sees_nothing(
    app: Flask, mira: Pupil, desk: Browser, decision: Decision
) -> None:
    registration = registered(mira)
    ben = make_second_guardian(mira)
    there = browser_of(app, ben.account)
    token = there.get("/family/me").csrf_token
    card = there.post(path(mira, "card"), csrf_token=token).location
    seen = [
        path(mira, "people"),
        path(mira, "collectors"),
        f"/family/registrations/{registration.public_id}",
        card,
        f"{card}.pdf",
    ]
    assert [there.get(url).status for url in seen] == [200] * 5

    desk.submit(
        desk.get(f"/staff/pupils/{mira.public_id}/guardians/{ben.public_id}"),
        decision=decision.value,
        reason="Court order",
        document="District court",
        seen_on="2026-08-30",
    )

    assert [there.get(url).status for url in seen] == [404] * 5
    home = there.get("/family/")
    assert home.status == 200
    assert "Mira" not in home.text("main")


def test_links_and_waiting_letters_of_who_is_cut_off_end(
    mira: Pupil, desk: Browser, ana: Guardian
) -> None:
    make_second_guardian(mira)
    held = register(make_series(), mira)
    with unit_of_work():
        ask_to_confirm(held, lasts=timedelta(hours=1), now=OPENING_DAY)
    waiting = db.session.query(Letter).one()
    assert (waiting.to, db.session.query(OneTimeLink).one().revoked_at) == (
        "ana@example.org",
        None,
    )

    desk.submit(
        desk.get(f"/staff/pupils/{mira.public_id}/guardians/{ana.public_id}"),
        decision="no_contact",
        reason="Court order",
        document="District court",
        seen_on="2026-08-30",
    )

    db.session.refresh(waiting)
    assert db.session.query(OneTimeLink).one().revoked_at == OPENING_DAY
    assert (waiting.given_up_at, waiting.context) == (OPENING_DAY, {})


def test_who_is_informed_sees_everything_and_decides_nothing(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    registration = registered(mira)
    make_second_guardian(mira)
    decide(ana, mira, Decision.INFORMED)
    token = family.get("/family/me").csrf_token
    forbidden = [
        path(mira, "data"),
        path(mira, "collectors"),
        path(mira, "health"),
        path(mira, "consents/photos_site"),
        f"/family/registrations/{registration.public_id}/cancel",
    ]

    said = [family.post(url, csrf_token=token) for url in forbidden]

    assert [page.status for page in said] == [403] * len(forbidden)
    assert {page.text("main p") for page in said} == {LOOK_ONLY}
    assert family.get(path(mira, "people")).status == 200
    assert family.get("/family/").status == 200


def test_information_is_never_sent_to_a_guardian_without_contact(
    ana: Guardian, mira: Pupil
) -> None:
    registration = registered(mira)
    ben = make_second_guardian(mira, email="ben@example.org")
    cancel(registration)
    assert told(registration) == ["ana@example.org", "ben@example.org"]

    decide(ben, mira, Decision.NO_CONTACT)
    another = registered(mira)
    cancel(another)

    assert told(another) == ["ana@example.org"]
    assert ana.account.email == "ana@example.org"


def test_mail_goes_to_every_guardian_once(mira: Pupil) -> None:
    registration = registered(mira)
    decide(make_second_guardian(mira, email="ben@example.org"), mira, Decision.INFORMED)

    cancel(registration)

    assert told(registration) == ["ana@example.org", "ben@example.org"]
    assert mira.given_name == "Mira"


def cancel(registration: Registration) -> None:
    with unit_of_work():
        cancel_registration(
            registration=registration,
            reason=CancelReason.BY_STAFF,
            now=OPENING_DAY,
            by="staff",
        )


def told(registration: Registration) -> list[str]:
    """Who was written to that the registration is cancelled."""
    found = db.session.query(Letter).filter_by(template="registration_cancelled")
    about = registration.public_id
    return sorted(letter.to for letter in found if about in letter.dedupe)


def test_a_link_to_sign_in_goes_to_the_person_only(
    browser: Browser, ana: Guardian, mira: Pupil
) -> None:
    make_second_guardian(mira, email="ben@example.org")

    browser.submit(browser.get("/sign-in"), email="ben@example.org")

    letters = db.session.query(Letter).all()
    assert [letter.to for letter in letters] == ["ben@example.org"]
    assert ana.account.email == "ana@example.org"


def test_the_calendar_of_who_is_cut_off_is_empty_at_once(
    app: Flask, ana: Guardian, mira: Pupil
) -> None:
    registered(mira)
    ben = make_second_guardian(mira)
    cipher = current_installation().cipher
    with unit_of_work():
        feed = renew_feed(guardian=ben, cipher=cipher, now=OPENING_DAY)
        token = token_of(feed, cipher=cipher)
    anybody = Browser(app.test_client())
    address = f"/family/calendar/{token}.ics"
    assert b"Mira" in anybody.download(address)

    decide(ben, mira, Decision.ENDED)

    assert b"Mira" not in anybody.download(address)
    assert ana.account.name == "Ana Novak"


# ---- coming of age ----


@pytest.fixture
def grown(ana: Guardian) -> Pupil:
    """Somebody of 17 who takes part, and is of age on 15 September."""
    pupil = make_pupil(guardian=ana, birth_date=date(2008, 9, 15))
    agree_to(register(make_series(ages=(10, 18)), pupil))
    return pupil


def letters_of_age() -> list[Letter]:
    found = db.session.query(Letter).filter_by(template="coming_of_age")
    return found.order_by(Letter.id).all()


def test_guardians_are_told_once_fourteen_days_before(
    grown: Pupil, ana: Guardian, browser: Browser
) -> None:
    sign_in_as(browser, ana.account)
    ben = make_second_guardian(grown, email="ben@example.org")
    cut_off = decide(ben, grown, Decision.NO_CONTACT)
    early = OPENING_DAY - timedelta(days=1)
    for instant in (early, OPENING_DAY, OPENING_DAY + timedelta(days=1)):
        with unit_of_work():
            tell_of_coming_of_age(now=instant)

    letters = letters_of_age()
    assert [letter.to for letter in letters] == ["ana@example.org"]
    assert letters[0].queued_at == OPENING_DAY
    assert letters[0].context["day"] == "15 September 2026"
    assert cut_off.standing is Standing.NO_CONTACT


def test_on_the_birthday_who_has_an_own_account_decides(
    grown: Pupil, ana: Guardian, clock_at: Callable[[datetime], None]
) -> None:
    own = make_guardian("Mira Novak", "mira@example.org")
    with unit_of_work():
        db.session.add(
            Guardianship(
                guardian=own,
                pupil=grown,
                relation=Relation.SELF,
                slot=3,
                standing=Standing.INFORMED,
            )
        )
    eve = datetime(2026, 9, 14, 21, 59, tzinfo=UTC)
    standings = []
    for instant in (eve, eve + timedelta(minutes=1)):
        clock_at(instant)
        with unit_of_work():
            settle_coming_of_age(now=instant)
        standings.append(guardianship_of(own, grown).standing)

    assert standings == [Standing.INFORMED, Standing.EQUAL]
    assert guardianship_of(ana, grown).standing is Standing.INFORMED


def test_born_on_leap_day_is_of_age_on_the_first_of_march() -> None:
    assert eighteenth_birthday(date(2008, 2, 29)) == date(2026, 3, 1)
    assert eighteenth_birthday(date(2008, 12, 31)) == date(2026, 12, 31)
