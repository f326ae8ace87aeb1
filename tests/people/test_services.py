"""Families: found again by address, name and birth date; never mixed up."""

from datetime import date, timedelta

import pytest

from fablab.accounts.models import Role
from fablab.accounts.services import sign_in
from fablab.kernel.crypto import CannotUnseal
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.people.queries import (
    has_health_note,
    has_proven_address,
    own_pupil,
    pupils_of,
    read_health_note,
)
from fablab.people.services import (
    find_or_add_guardian,
    find_or_add_pupil,
    write_health_note,
)
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY, make_account, make_guardian, make_pupil

BORN = date(2014, 5, 17)


def add_guardian(email: str = "ana@example.org", name: str = "Ana") -> Guardian:
    with unit_of_work():
        guardian, _is_new = find_or_add_guardian(
            email=email, name=name, phone="+48600123456", language="pl", now=OPENING_DAY
        )
    return guardian


def add_pupil(guardian: Guardian, given_name: str, born: date = BORN) -> Pupil:
    with unit_of_work():
        pupil, _is_new = find_or_add_pupil(
            guardian=guardian,
            given_name=given_name,
            family_name="Novak",
            birth_date=born,
            now=OPENING_DAY,
        )
    return pupil


def write(pupil: Pupil, text: str) -> None:
    with unit_of_work():
        write_health_note(
            pupil=pupil,
            text=text,
            cipher=current_installation().cipher,
            now=OPENING_DAY,
        )


def test_new_guardian_has_account_role_and_number() -> None:
    guardian = add_guardian()

    assert guardian.account.language == "pl"
    assert [grant.role for grant in guardian.account.grants] == [Role.GUARDIAN]
    assert guardian.phone == "+48600123456"


def test_known_guardian_is_found_and_stays_as_they_are() -> None:
    first = add_guardian()

    again = add_guardian("ANA@example.org", "Mallory")

    assert (again.id, again.account.name) == (first.id, "Ana")


def test_staff_become_guardians_and_stay_staff() -> None:
    account = make_account(Role.ADMINISTRATOR, email="ana@example.org")

    guardian = add_guardian()

    assert guardian.account.id == account.id
    roles = {grant.role for grant in guardian.account.grants}
    assert roles == {Role.ADMINISTRATOR, Role.GUARDIAN}


def test_pupil_is_found_however_the_name_is_written() -> None:
    guardian = add_guardian()
    first = add_pupil(guardian, "Łucja Maria")

    assert add_pupil(guardian, "łucja  maria").id == first.id
    assert add_pupil(guardian, "Łucja Maria", date(2012, 5, 17)).id != first.id


def test_children_of_two_families_are_never_one() -> None:
    first = add_pupil(add_guardian(), "Mira")

    second = add_pupil(add_guardian("jan@example.org"), "Mira")

    assert first.id != second.id


def test_other_familys_pupil_is_not_found() -> None:
    guardian, stranger = add_guardian(), make_guardian()
    pupil = add_pupil(guardian, "Mira")

    assert own_pupil(pupil.public_id, guardian=guardian) == pupil
    assert list(pupils_of(stranger)) == []
    with pytest.raises(NotFound):
        own_pupil(pupil.public_id, guardian=stranger)


def test_address_is_proven_by_signing_in() -> None:
    guardian = add_guardian()
    assert not has_proven_address(guardian)

    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=1))

    assert has_proven_address(guardian)


def test_health_note_is_sealed_replaced_and_removed() -> None:
    pupil, cipher = make_pupil(), current_installation().cipher

    write(pupil, "Asthma")
    write(pupil, "Asthma, spray in the bag")
    assert read_health_note(pupil, cipher=cipher) == "Asthma, spray in the bag"
    assert b"Asthma" not in db.session.query(HealthNote).one().sealed

    write(pupil, "")
    assert not has_health_note(pupil)
    assert read_health_note(pupil, cipher=cipher) is None


def test_health_note_opens_in_its_own_row_only() -> None:
    first, second = make_pupil("Mira"), make_pupil("Jan")
    write(first, "Asthma")
    write(second, "Nuts")
    with unit_of_work():
        notes = db.session.query(HealthNote).order_by(HealthNote.id).all()
        notes[0].sealed = notes[1].sealed

    with pytest.raises(CannotUnseal):
        read_health_note(first, cipher=current_installation().cipher)
