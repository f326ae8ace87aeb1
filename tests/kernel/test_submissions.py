import pytest
from sqlalchemy import func, select

from fablab.kernel.db import db
from fablab.kernel.submissions import SentBefore, Submission, do_once
from fablab.sites.models import School
from tests.factories import OPENING_DAY, make_school

ANSWERS = [("name", "Mira"), ("age", "11")]


def once(
    outcomes: list[str],
    *,
    key: str | None = "key",
    content: list[tuple[str, str]] | None = None,
    sender: str = "",
) -> str:
    return do_once(
        lambda: outcomes.pop(0),
        key=key,
        content=content or ANSWERS,
        now=OPENING_DAY,
        sender=sender,
    )


@pytest.mark.usefixtures("app")
def test_form_sent_twice_leads_to_what_it_led_to_first() -> None:
    outcomes = ["first", "second"]

    assert once(outcomes) == "first"
    assert once(outcomes, content=ANSWERS[::-1]) == "first"
    assert outcomes == ["second"]


@pytest.mark.usefixtures("app")
def test_other_answers_under_a_used_key_are_refused() -> None:
    outcomes = ["first", "second"]
    once(outcomes)

    with pytest.raises(SentBefore):
        once(outcomes, content=[("name", "Jan")])

    assert outcomes == ["second"]


@pytest.mark.usefixtures("app")
def test_one_sender_does_not_use_up_the_keys_of_another() -> None:
    assert once(["hers"], sender="A") == "hers"
    assert once(["his"], sender="B") == "his"


@pytest.mark.parametrize("key", [None, ""])
@pytest.mark.usefixtures("app")
def test_form_without_a_key_is_acted_on_each_time(key: str | None) -> None:
    outcomes = ["first", "second"]

    assert [once(outcomes, key=key), once(outcomes, key=key)] == ["first", "second"]
    assert db.session.scalar(select(func.count(Submission.id))) == 0


@pytest.mark.usefixtures("app")
def test_key_of_any_length_is_kept() -> None:
    assert once(["kept"], key="k" * 5000) == "kept"
    assert once([], key="k" * 5000) == "kept"


@pytest.mark.usefixtures("app")
def test_slower_of_two_looks_again_for_what_the_faster_one_left() -> None:
    make_school("SP 1")

    def add_school() -> str:
        known = db.session.scalar(select(School)) if tries.pop() else None
        school = known or School(name="SP 1", city="Bielsko-Biała")
        db.session.add(school)
        db.session.flush()
        return school.public_id

    tries = [True, False]

    outcome = do_once(add_school, key="key", content=ANSWERS, now=OPENING_DAY)

    assert db.session.scalars(select(School.public_id)).all() == [outcome]
