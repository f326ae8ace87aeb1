"""Inviting the second guardian on the family's pages, and the link in the letter."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from fablab.accounts.models import Role, SignIn
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Invitation, Pupil
from fablab.people.queries import guardians_of
from fablab.people.services.standings import Decision
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    sign_in_as,
)
from tests.people.factories import (
    decide,
    invited_path,
    make_invitation,
    make_second_guardian,
)
from tests.support.pages import Browser

ANSWERS: dict[str, Any] = {
    "name": "Ben Novak",
    "email": "ben@example.org",
    "relation": "father",
}
ABOUT_ME: dict[str, Any] = {
    "name": "Benjamin Novak",
    "phone": "+48 600 000 002",
    "language": "pl",
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
def stranger(app: Flask) -> Browser:
    return Browser(app.test_client())


def send(family: Browser, *pupils: Pupil) -> Invitation:
    page = family.submit(
        family.get("/family/invitations"),
        pupils=[pupil.public_id for pupil in pupils],
        **ANSWERS,
    )
    assert page.status == 303
    return db.session.query(Invitation).order_by(Invitation.id).all()[-1]


def test_an_invitation_goes_from_the_family_to_a_second_guardian(
    family: Browser, mira: Pupil, stranger: Browser
) -> None:
    path = invited_path(send(family, mira))

    page = stranger.get(path)
    assert page.text("h1") == "Will you answer for Mira, too?"
    assert page.text("p.lead") == (
        "Ana Novak asks you to be the second guardian of Mira here."
    )
    home = stranger.submit(page, button="Yes, I accept", follow=True, **ABOUT_ME)

    assert home.url == "/family/"
    assert "You answer for Mira from now on." in home.text(".notice")
    ben = db.session.query(Guardian).order_by(Guardian.id.desc()).first()
    assert ben is not None
    assert (ben.account.name, ben.phone) == ("Benjamin Novak", "+48600000002")
    assert ben.account.language == "pl"


def test_opening_the_link_changes_nothing(
    family: Browser, mira: Pupil, stranger: Browser
) -> None:
    path = invited_path(send(family, mira))

    for _ in range(3):
        assert stranger.get(path).status == 200

    assert db.session.query(Guardianship).count() == 1
    assert stranger.submit(stranger.get(path), **ABOUT_ME).status == 303


def test_declining_ends_the_link(
    family: Browser, mira: Pupil, stranger: Browser
) -> None:
    path = invited_path(send(family, mira))

    page = stranger.submit(stranger.get(path), button="No, I decline", follow=True)

    assert page.text("h1") == "Thank you for telling us"
    assert stranger.get(path).status == 410
    assert len(guardians_of(mira)) == 1
    assert "Not answered yet" not in family.get("/family/invitations").texts("h2")


def test_the_link_works_once(
    family: Browser, mira: Pupil, stranger: Browser, app: Flask
) -> None:
    path = invited_path(send(family, mira))
    stranger.submit(stranger.get(path), **ABOUT_ME)

    page = Browser(app.test_client()).get(path)

    assert page.status == 410
    assert page.text("h1") == "This invitation does not open"


def test_the_link_expires_after_seven_days(
    family: Browser,
    mira: Pupil,
    stranger: Browser,
    clock_at: Callable[[datetime], None],
) -> None:
    path = invited_path(send(family, mira))

    clock_at(OPENING_DAY + timedelta(days=7, seconds=-1))
    assert stranger.get(path).status == 200
    clock_at(OPENING_DAY + timedelta(days=7))
    assert stranger.get(path).status == 410


def test_an_invitation_can_be_taken_back(
    family: Browser, mira: Pupil, stranger: Browser
) -> None:
    path = invited_path(send(family, mira))
    page = family.get("/family/invitations")
    assert page.texts("section h2") == ["Not answered yet"]

    page = family.submit(page, "form[action$=take-back]", follow=True)

    assert "taken back" in page.text(".notice")
    assert page.texts("section h2") == []
    assert stranger.get(path).status == 410


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (
            "ana@example.org",
            "This is your own address. Enter that of the person you invite.",
        ),
        ("no address", "Enter an email address like name@example.org"),
    ],
)
def test_refusals_are_worded_and_keep_the_answers(
    family: Browser, mira: Pupil, email: str, said: str
) -> None:
    page = family.submit(
        family.get("/family/invitations"),
        pupils=[mira.public_id],
        **(ANSWERS | {"email": email}),
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [said]
    assert page.value("#name") == "Ben Novak"


def test_the_sixth_invitation_of_a_day_is_refused(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    for number in range(5):
        make_invitation(mira, ana, email=f"x{number}@example.org")

    page = family.submit(
        family.get("/family/invitations"), pupils=[mira.public_id], **ANSWERS
    )

    assert page.texts(".error-summary li") == [
        "You have sent 5 invitations today. Please go on tomorrow."
    ]


def test_who_has_two_guardians_is_not_offered(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    make_second_guardian(mira)
    make_pupil("Jan", guardian=ana)

    page = family.get("/family/invitations")

    assert page.texts("fieldset#pupils label") == ["Jan Novak"]


def test_a_forged_pupil_is_refused(family: Browser, mira: Pupil) -> None:
    other = make_pupil("Zofia", "Kos")
    page = family.get("/family/invitations")

    answer = family.post(
        "/family/invitations",
        csrf_token=page.csrf_token,
        pupils=other.public_id,
        **ANSWERS,
    )

    assert answer.status == 422
    assert db.session.query(Invitation).count() == 0
    assert mira.given_name == "Mira"


def test_the_same_form_sent_twice_invites_once(family: Browser, mira: Pupil) -> None:
    page = family.get("/family/invitations")

    for _ in range(2):
        family.submit(page, pupils=[mira.public_id], **ANSWERS)

    assert db.session.query(Invitation).count() == 1


@pytest.mark.parametrize("email", ["known@example.org", "novel@example.org"])
def test_the_page_says_the_same_for_known_and_unknown_addresses(
    family: Browser, mira: Pupil, email: str
) -> None:
    make_guardian("Known Name", "known@example.org")

    page = family.submit(
        family.get("/family/invitations"),
        follow=True,
        pupils=[mira.public_id],
        **(ANSWERS | {"email": email}),
    )

    assert page.texts(".notice") == [f"The invitation is on its way to {email}."]
    assert page.texts("section li span") == [
        f"{email} for Mira, sent on 1 Sept 2026",
        "for Mira, sent on 1 Sept 2026",
        f": Mira, {email}",
    ]


def test_staff_who_accept_sign_in_with_their_second_factor(
    ana: Guardian, mira: Pupil, stranger: Browser
) -> None:
    account = make_account(Role.ADMINISTRATOR, email="ben@example.org")
    path = invited_path(make_invitation(mira, ana))

    page = stranger.submit(stranger.get(path), follow=True, **ABOUT_ME)

    assert page.url == "/sign-in"
    assert db.session.query(SignIn).filter_by(account=account).count() == 0
    assert len(guardians_of(mira)) == 2


def test_who_only_looks_is_refused_in_words(
    family: Browser, ana: Guardian, mira: Pupil
) -> None:
    decide(ana, mira, Decision.INFORMED)

    page = family.get("/family/invitations")

    assert page.texts("main form") == []
    assert "two guardians already, or the other guardian decides" in page.text("main")


def test_an_invitation_to_a_pupil_who_got_a_second_guardian_is_refused_in_words(
    ana: Guardian, mira: Pupil, stranger: Browser
) -> None:
    path = invited_path(make_invitation(mira, ana))
    make_second_guardian(mira, name="Cleo Kos")

    page = stranger.submit(stranger.get(path), **ABOUT_ME)

    assert page.status == 422
    assert page.texts(".error-summary li") == ["Mira has two guardians already."]


def test_own_account_of_a_pupil_who_is_soon_of_age(
    family: Browser, ana: Guardian, stranger: Browser
) -> None:
    day = OPENING_DAY.date()
    pupil = make_pupil(guardian=ana, birth_date=day.replace(year=2008, day=9))
    page = family.submit(
        family.get(f"/family/pupils/{pupil.public_id}/own-account"),
        email="mira@example.org",
        follow=True,
    )
    assert "on its way to mira@example.org" in page.text(".notice")
    invitation = db.session.query(Invitation).one()

    page = stranger.get(invited_path(invitation))
    assert page.text("h1") == "Your own account, Mira?"
    stranger.submit(
        page, follow=True, **(ABOUT_ME | {"name": "Mira Novak", "language": "en"})
    )

    page = stranger.get(f"/family/pupils/{pupil.public_id}/people")
    assert "From your 18th birthday on you decide" in page.text(".notice")


def test_no_own_account_long_before_the_birthday(family: Browser, mira: Pupil) -> None:
    page = family.submit(
        family.get(f"/family/pupils/{mira.public_id}/own-account"),
        email="mira@example.org",
    )

    assert page.texts(".error-summary li") == [
        "Mira can have an account from two weeks before the 18th birthday."
    ]
    with unit_of_work():
        assert db.session.query(Invitation).count() == 0
