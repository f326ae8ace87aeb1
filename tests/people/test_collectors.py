"""Who may collect a pupil, on which days, and by whose word."""

from datetime import date, timedelta

import pytest

from fablab.checkin.queries.collectors import who_may_collect
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import NotFound
from fablab.people.errors import DecidesNothing, TooManyCollectors
from fablab.people.models import CollectorRelation, Pupil
from fablab.people.queries.collectors import (
    collectors_of,
    own_collector,
)
from fablab.people.services.collectors import (
    keep_emergency_contact,
    remove_collector,
)
from fablab.people.services.standings import Decision
from tests.factories import OPENING_DAY, make_guardian, make_pupil
from tests.people.factories import (
    decide,
    guardianship_of,
    make_collector,
    make_second_guardian,
)

TODAY = OPENING_DAY.date()
DAY = timedelta(days=1)


def _named_today(pupil: Pupil) -> list[str]:
    """Who besides the guardians may collect the pupil today."""
    found = who_may_collect([pupil.id]).on(pupil.id, TODAY)
    return [one.name for one in found if isinstance(one.relation, CollectorRelation)]


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_collectors_count_on_their_days_both_included(
    first: date, last: date | None, *, may: bool
) -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    make_collector(mira, ana, valid_from=first, valid_until=last)

    assert bool(_named_today(mira)) is may


def test_who_was_removed_may_collect_no_more() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    halina = make_collector(mira, ana)

    with unit_of_work():
        remove_collector(collector=halina, guardian=ana, now=OPENING_DAY)

    assert collectors_of(mira, today=TODAY) == []


@pytest.mark.parametrize(
    "decision", [Decision.INFORMED, Decision.NO_CONTACT, Decision.ENDED]
)
def test_the_word_of_who_decides_no_longer_counts_no_longer(
    decision: Decision,
) -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    make_collector(mira, ana, "Halina Kos")
    make_collector(mira, ben, "Olaf Bur")

    decide(ben, mira, decision)

    assert _named_today(mira) == ["Halina Kos"]


def test_who_only_looks_names_nobody() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    decide(ana, mira, Decision.INFORMED)

    with pytest.raises(DecidesNothing):
        make_collector(mira, ana)


def test_ten_collectors_are_enough() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    for _ in range(10):
        make_collector(mira, ana)

    with pytest.raises(TooManyCollectors):
        make_collector(mira, ana)


def test_only_who_named_a_collector_removes_them() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)
    halina = make_collector(mira, ana)

    with pytest.raises(NotFound):
        own_collector(halina.public_id, guardian=ben)
    assert own_collector(halina.public_id, guardian=ana).id == halina.id


def test_each_guardian_has_an_emergency_contact_of_their_own() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira)

    with unit_of_work():
        keep_emergency_contact(
            guardianship=guardianship_of(ana, mira),
            name="Halina Kos",
            phone="+48601000001",
        )

    assert guardianship_of(ana, mira).emergency_name == "Halina Kos"
    assert guardianship_of(ben, mira).emergency_phone == ""
