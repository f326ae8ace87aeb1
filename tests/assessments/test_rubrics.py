import pytest

from fablab.assessments.errors import RubricDiffers
from fablab.assessments.models import Dimension, Rubric
from fablab.assessments.queries.rubrics import (
    current_rubric,
    in_language,
    words_of,
)
from fablab.assessments.services import load_rubrics
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound
from tests.assessments.factories import make_rubric
from tests.factories import OPENING_DAY

pytestmark = pytest.mark.usefixtures("app")


def test_the_shipped_rubric_is_stored_once() -> None:
    first = make_rubric()
    again = make_rubric()

    assert (first.code, first.version) == ("fablab-cs-6", "1.0")
    assert again.id == first.id
    assert [d.code for d in first.dimensions] == [
        "CR1",
        "CR2",
        "CR3",
        "SR1",
        "SR2",
        "SR3",
    ]
    assert db.session.query(Dimension).count() == 6
    assert [event.action for event in db.session.query(AuditEvent)] == ["rubric.stored"]


def test_other_words_need_another_version() -> None:
    rubric = make_rubric()
    with unit_of_work():
        stored = db.session.get_one(Rubric, rubric.id)
        stored.content = {**stored.content, "licence": "none"}

    wanted = pytest.raises(RubricDiffers, match="Give the changed one a new version")
    with wanted, unit_of_work():
        load_rubrics(OPENING_DAY)


def test_without_a_rubric_the_refusal_tells_what_to_do() -> None:
    with pytest.raises(NotFound, match="finish its installation"):
        current_rubric()


def test_the_words_are_in_the_language_asked_for() -> None:
    make_rubric()

    polish = words_of(current_rubric(), "pl")
    unknown = words_of(current_rubric(), "fr")

    assert polish.label(3) == "Samodzielnie"
    assert polish.label(None) == "Dziś nie zaobserwowano"
    assert [d.domain_title for d in polish.dimensions] == [
        *["Kreatywność"] * 3,
        *["Samodzielność"] * 3,
    ]
    assert unknown.dimensions[0].title == "Generating ideas"
    assert unknown.dimensions[0].descriptors[2] == (
        "After a prompt offers one or two own ideas that stay close to the example "
        "shown."
    )


def test_a_text_without_english_falls_back_to_any() -> None:
    assert in_language({"pl": "Poziom"}, "de") == "Poziom"
    assert in_language({"pl": "Poziom", "en": "Level"}, "de") == "Level"
    assert in_language({}, "de") == ""
