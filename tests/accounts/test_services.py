from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from fablab.accounts.errors import WeakPassword, WrongPassword
from fablab.accounts.matrix import Right
from fablab.accounts.models import Grant, Role
from fablab.accounts.queries import actor_of, live_sign_in, staff_accounts
from fablab.accounts.second_factor import forget_second_factor
from fablab.accounts.services import (
    check_password,
    make_staff_account,
    new_password_hash,
    set_password,
    sign_in,
)
from fablab.kernel.db import db, unit_of_work
from tests.accounts.factories import NOW, PASSWORD, make_coordinator
from tests.factories import make_account, make_guardian, make_school, make_site

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "  padded  11  ",
        "password1234",
        "PasswordPassword",
        "1234567890123",
        "aaaaaaaaaaaa",
        "ukraina2026!!",
    ],
)
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        new_password_hash(password)


def test_a_staff_account_can_sign_in_and_has_its_role() -> None:
    site, password_hash = make_site(), new_password_hash(PASSWORD)
    with unit_of_work():
        account = make_staff_account(
            email="Jan@Example.org",
            name="Jan Kos",
            language="pl",
            password_hash=password_hash,
            role=Role.FACILITATOR,
            site=site,
            now=NOW,
        )

    found = check_password(email="jan@example.org", password=PASSWORD, now=NOW)
    actor = actor_of(found, today=NOW.date())
    assert found is account
    assert actor.facilitates == {site.id}
    assert actor.may(Right.OBSERVE)
    assert not actor.may(Right.EDIT_SERIES)


def test_a_new_password_ends_the_old_one_and_every_sign_in() -> None:
    account, changed = make_coordinator(), new_password_hash("another row of words")
    with unit_of_work():
        token = sign_in(account=account, now=NOW, lasts=timedelta(hours=1))

    with unit_of_work():
        set_password(account=account, password_hash=changed, now=NOW)

    with pytest.raises(WrongPassword):
        check_password(email=account.email, password=PASSWORD, now=NOW)
    assert live_sign_in(token, now=NOW) is None


def test_a_lost_phone_is_forgotten() -> None:
    account = make_coordinator()

    with unit_of_work():
        forget_second_factor(account)

    assert (account.totp_sealed, account.totp_last) == (None, None)


def test_the_list_of_staff_holds_no_families() -> None:
    make_guardian()
    account = make_coordinator()

    assert staff_accounts() == [account]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TEACHER, Role.ADMINISTRATOR])
def test_a_role_is_held_once_at_one_place(role: Role) -> None:
    account = make_account(role, site=make_site(), school=make_school())
    known = account.grants[0]

    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            Grant(
                account=account,
                role=role,
                site=known.site,
                school=known.school,
                ends_on=known.ends_on,
            )
        )
