"""Leaving a pupil, and what a coordinator decides about a guardian."""

import pytest

from fablab.audit.models import AuditEvent
from fablab.kernel.crypto import CannotUnseal
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound
from fablab.people.errors import DecidesNothing, OnlyGuardian, TwoGuardians
from fablab.people.models import Standing
from fablab.people.queries import (
    guardians_of,
    guardians_to_tell,
    own_pupil,
    pupils_of,
)
from fablab.people.services.standings import Decision, grounds_of, leave_pupil
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY, make_guardian, make_pupil
from tests.people.factories import decide, guardianship_of, make_second_guardian


def test_the_only_guardian_cannot_leave() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)

    with pytest.raises(OnlyGuardian), unit_of_work():
        leave_pupil(guardian=ana, pupil=mira, now=OPENING_DAY)


def test_who_leaves_loses_view_and_letters_at_once() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)

    with unit_of_work():
        leave_pupil(guardian=ben, pupil=mira, now=OPENING_DAY)

    assert pupils_of(ben) == []
    assert [one.id for one in guardians_to_tell(mira)] == [ana.id]
    with pytest.raises(NotFound):
        own_pupil(mira.public_id, guardian=ben)


def test_nobody_leaves_a_pupil_with_one_who_only_looks() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    decide(ben, mira, Decision.INFORMED)

    with pytest.raises(OnlyGuardian), unit_of_work():
        leave_pupil(guardian=ana, pupil=mira, now=OPENING_DAY)


def test_who_is_informed_sees_gets_letters_and_decides_nothing() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)

    decide(ben, mira, Decision.INFORMED)

    assert own_pupil(mira.public_id, guardian=ben).id == mira.id
    assert ben.id in [one.id for one in guardians_to_tell(mira)]
    assert pupils_of(ben, deciding=True) == []
    with pytest.raises(DecidesNothing):
        own_pupil(mira.public_id, guardian=ben, deciding=True)


@pytest.mark.parametrize("decision", [Decision.NO_CONTACT, Decision.ENDED])
def test_who_is_cut_off_is_a_stranger(decision: Decision) -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)

    decide(ben, mira, decision)

    assert [one.id for one in guardians_of(mira)] == [ana.id]
    with pytest.raises(NotFound):
        own_pupil(mira.public_id, guardian=ben)


def test_grounds_are_sealed_and_the_journal_does_not_tell_them() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)

    limited = decide(ben, mira, Decision.NO_CONTACT)

    cipher = current_installation().cipher
    told = grounds_of(limited, cipher=cipher)
    events = db.session.query(AuditEvent).filter_by(action="guardian.limited").all()
    assert b"court" not in (limited.restriction or b"")
    assert [(one.decision, one.document) for one in told] == [
        ("no_contact", "District court, III Nsm 12/26")
    ]
    assert [event.details for event in events] == [{"guardian": ben.public_id}]


def test_sealed_grounds_open_in_no_other_row() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    limited = decide(ben, mira, Decision.INFORMED)
    other = guardianship_of(ana, mira)
    with unit_of_work():
        other.restriction = limited.restriction

    with pytest.raises(CannotUnseal):
        grounds_of(other, cipher=current_installation().cipher)


def test_rights_can_be_given_back_and_the_history_stays() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    decide(ben, mira, Decision.ENDED)

    given = decide(ben, mira, Decision.EQUAL)

    told = grounds_of(given, cipher=current_installation().cipher)
    assert (given.standing, given.ended_at, given.slot) == (Standing.EQUAL, None, 2)
    assert [one.decision for one in told] == ["ended", "equal"]


def test_rights_cannot_be_given_back_past_two_others() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    decide(ben, mira, Decision.ENDED)
    make_second_guardian(mira, name="Cleo Kos")

    with pytest.raises(TwoGuardians):
        decide(ben, mira, Decision.EQUAL)
