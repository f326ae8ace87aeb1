from datetime import date

from fablab.people.models import Pupil
from fablab.people.order import by_family_name, by_given_name
from tests.factories import OPENING_DAY


def named(given_name: str, family_name: str) -> Pupil:
    return Pupil(
        given_name=given_name,
        family_name=family_name,
        birth_date=date(2014, 5, 17),
        created_at=OPENING_DAY,
    )


def test_polish_letters_stand_beside_their_plain_ones() -> None:
    names = [("Zofia", "Łęcka"), ("Łukasz", "Żak"), ("lena", "Zając"), ("Ewa", "Lis")]
    pupils = [named(*name) for name in names]

    called = [pupil.given_name for pupil in sorted(pupils, key=by_given_name)]
    listed = [pupil.family_name for pupil in sorted(pupils, key=by_family_name)]

    assert called == ["Ewa", "lena", "Łukasz", "Zofia"]
    assert listed == ["Łęcka", "Lis", "Zając", "Żak"]
