"""Siblings and friends: all or none, by a code, and apart only when a family asks."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fablab.kernel.codes import ALPHABET
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.errors import (
    NoRoomForGroup,
    RegistrationOver,
    UnknownGroup,
)
from fablab.registrations.models import Registration, RegistrationGroup
from fablab.registrations.queries.line import line_of, waiting_positions
from fablab.registrations.services.groups import (
    join_group,
    leave_group,
    make_group,
    new_group,
    split_group,
)
from fablab.series.models import Series
from tests.factories import OPENING_DAY, make_series
from tests.registrations.factories import agree_to, free_places, register
from tests.registrations.test_registering import ask, child
from tests.registrations.waiting import HELD, WAITLISTED, cancel

MINUTE = timedelta(minutes=1)


def group_of(registration: Registration) -> RegistrationGroup:
    with unit_of_work():
        return make_group(registration=registration, now=OPENING_DAY)


def friends(series: Series, code: str, *names: str, minutes: int = 5) -> list[str]:
    """Register children of another family with the code; where they stand."""
    registrations = ask(
        series,
        *(child(name) for name in names or ("Ola",)),
        email="olas-mother@example.org",
        group_code=code,
        now=OPENING_DAY + minutes * MINUTE,
    )
    assert {one.group.code for one in registrations if one.group} == {
        code.replace(" ", "").replace("-", "").upper()
    }
    return [str(one.status) for one in registrations]


def waits(series: Series, *, minutes: int, agreed: bool = True) -> Registration:
    registration = register(series, minutes=minutes)
    return agree_to(registration, minutes=minutes) if agreed else registration


# Siblings


@pytest.mark.parametrize(("free", "status"), [(3, HELD), (2, WAITLISTED)])
def test_siblings_who_only_come_together_all_get_places_or_all_wait(
    free: int, status: str
) -> None:
    series = make_series(capacity=free)

    registrations = ask(
        series, child("Mira"), child("Jan"), child("Ola"), together=True
    )

    assert [one.status for one in registrations] == [status] * 3
    assert len({one.group_id for one in registrations} - {None}) == 1
    assert free_places(series) == (0 if status is HELD else free)


def test_one_child_alone_makes_no_group() -> None:
    assert ask(make_series(), together=True)[0].group is None


# Friends


def test_friend_joins_with_the_code_however_it_is_typed() -> None:
    series = make_series(capacity=4)
    code = group_of(register(series)).code

    typed = f" {code[:4].lower()} - {code[4:].lower()} "

    assert set(code) <= set(ALPHABET)
    assert len(code) == 8
    assert friends(series, code) == [HELD]
    assert friends(series, typed, "Ida") == [HELD]


def test_code_that_nobody_has_or_of_another_series_is_refused_in_words() -> None:
    series, other = make_series(), make_series()
    code = group_of(register(other)).code

    with pytest.raises(UnknownGroup, match="We do not know the group code ABCD"):
        friends(series, "abcd")
    with pytest.raises(UnknownGroup, match="belongs to another workshop"):
        friends(series, code)
    assert db.session.query(Registration).count() == 1


def test_friend_of_those_who_have_places_gets_one_or_is_told_there_is_none() -> None:
    series = make_series(capacity=2)
    code = group_of(register(series)).code

    with pytest.raises(NoRoomForGroup, match="Register without the group code"):
        friends(series, code, "Ola", "Ida")
    assert friends(series, code) == [HELD]
    with pytest.raises(NoRoomForGroup):
        friends(series, code, "Ida")
    assert series.places_taken == 2


def test_friend_of_those_who_have_places_does_not_overtake_who_waits() -> None:
    series = make_series(capacity=2)
    first, second = register(series), register(series)
    code = group_of(first).code
    register(series, minutes=1)
    cancel(second)
    assert free_places(series) == 1

    with pytest.raises(NoRoomForGroup):
        friends(series, code, minutes=90)


def test_friend_of_those_who_wait_waits_with_them_from_now_on() -> None:
    series = make_series(capacity=1)
    taken = register(series)
    group = group_of(waits(series, minutes=1))
    single = waits(series, minutes=2)

    assert friends(series, group.code, minutes=3) == [WAITLISTED]

    first, second = line_of(series)
    assert first.registrations == (single,)
    assert [one.group_id for one in second.registrations] == [group.id] * 2
    assert second.turn == OPENING_DAY + 3 * MINUTE
    assert taken.status is HELD


def test_group_of_which_nobody_is_left_takes_places_as_new() -> None:
    series = make_series(capacity=1)
    first = register(series)
    code = group_of(first).code
    cancel(first)

    assert friends(series, code, "Ola", "Ida", minutes=70) == [WAITLISTED] * 2


# Joining, leaving, splitting


def test_who_waits_joins_friends_who_wait_and_takes_their_last_turn() -> None:
    series = make_series(capacity=1)
    register(series)
    early, single = waits(series, minutes=1), waits(series, minutes=2)
    late = waits(series, minutes=3)
    code = group_of(late).code

    with unit_of_work():
        join_group(registration=early, code=code.lower())

    assert [unit.registrations for unit in line_of(series)] == [
        (single,),
        (early, late),
    ]
    assert waiting_positions([series.id]) == {single.id: 1, early.id: 2, late.id: 2}


def test_place_and_turn_do_not_go_into_one_group() -> None:
    series = make_series(capacity=1)
    placed, waiting = register(series), waits(series, minutes=1)
    codes = group_of(placed).code, group_of(waiting).code

    with pytest.raises(NoRoomForGroup, match="keeps the turn"), unit_of_work():
        join_group(registration=waiting, code=codes[0])
    with pytest.raises(NoRoomForGroup, match="has a place already"), unit_of_work():
        join_group(registration=placed, code=codes[1])


def test_friends_with_places_each_can_still_become_a_group() -> None:
    series = make_series()
    first, second = register(series), register(series)
    group = group_of(first)

    with unit_of_work():
        join_group(registration=second, code=group.code)

    assert second.group_id == group.id
    assert group_of(second).id == group.id
    assert series.places_taken == 2


def test_who_leaves_has_the_old_turn_again() -> None:
    series = make_series(capacity=1)
    register(series)
    early, single, late = (waits(series, minutes=number) for number in (1, 2, 3))
    code = group_of(late).code
    with unit_of_work():
        join_group(registration=early, code=code)

    with unit_of_work():
        leave_group(registration=early)

    assert [unit.registrations for unit in line_of(series)] == [
        (early,),
        (single,),
        (late,),
    ]


def test_group_is_split_only_when_asked_and_then_nobody_can_join_it() -> None:
    series = make_series(capacity=1)
    register(series)
    early, late = waits(series, minutes=1), waits(series, minutes=3)
    group = group_of(late)
    with unit_of_work():
        join_group(registration=early, code=group.code)
    cancel(late, minutes=4)
    assert [unit.registrations for unit in line_of(series)] == [(early,)]
    assert group.together

    with unit_of_work():
        split_group(group=group)

    assert line_of(series)[0].turn == OPENING_DAY + MINUTE
    with pytest.raises(UnknownGroup, match="no longer stays together"):
        friends(series, group.code)
    assert group_of(early).id != group.id


def test_ended_registration_has_no_group_to_make_or_join() -> None:
    series = make_series()
    gone, code = register(series), group_of(register(series)).code
    cancel(gone)

    with pytest.raises(RegistrationOver):
        group_of(gone)
    with pytest.raises(RegistrationOver), unit_of_work():
        join_group(registration=gone, code=code)


# The line


def test_group_is_ready_when_a_guardian_of_each_has_agreed() -> None:
    series = make_series(capacity=1)
    register(series)
    first, second = waits(series, minutes=1), waits(series, minutes=2, agreed=False)
    code = group_of(first).code
    with unit_of_work():
        join_group(registration=second, code=code)
    assert [unit.is_ready for unit in line_of(series)] == [False]

    agree_to(second, minutes=3)

    assert [unit.is_ready for unit in line_of(series)] == [True]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(groups=st.lists(st.sampled_from([None, 0, 1]), max_size=7))
def test_line_holds_everybody_once_in_order_and_groups_as_one(
    groups: list[int | None],
) -> None:
    series = make_series(capacity=1)
    register(series)
    with unit_of_work():
        made = [new_group(series=series, now=OPENING_DAY) for _ in range(2)]
    waiting = [register(series, minutes=1 + turn) for turn in range(len(groups))]
    with unit_of_work():
        for registration, number in zip(waiting, groups, strict=True):
            registration.group = None if number is None else made[number]

    line, positions = line_of(series), waiting_positions([series.id])

    in_line = [one.id for unit in line for one in unit.registrations]
    assert sorted(in_line) == [one.id for one in waiting]
    assert [unit.turn for unit in line] == sorted(unit.turn for unit in line)
    for unit in line:
        members = unit.registrations
        assert unit.turn == max(one.registered_at for one in members)
        assert len({one.group_id for one in members}) == 1
        assert len(members) == 1 or members[0].group_id is not None
        ahead = in_line.index(members[0].id)
        assert {positions[one.id] for one in members} == {ahead + 1}
    assert len(positions) == len(waiting)
