import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fablab.assessments.errors import RubricDiffers
from fablab.assessments.models import Dimension, Rubric
from fablab.assessments.queries.rubrics import (
    in_language,
    shipped_rubric,
    words_of,
)
from fablab.assessments.services import load_rubrics
from fablab.assessments.services import rubrics as services
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


def test_other_words_need_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubric = make_rubric()
    [file] = services.FOLDER.glob("*.json")
    changed = {**json.loads(file.read_text("utf-8")), "licence": "none"}
    (tmp_path / "changed.json").write_text(json.dumps(changed), "utf-8")
    monkeypatch.setattr(services, "FOLDER", tmp_path)

    wanted = pytest.raises(RubricDiffers, match="Give the changed one a new version")
    with wanted, unit_of_work():
        load_rubrics(OPENING_DAY)

    assert db.session.get_one(Rubric, rubric.id).content["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("table", ["rubric", "dimension"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET content = '{{}}'", "UPDATE {} SET code = 'x'", "DELETE FROM {}"],
)
def test_no_version_can_be_altered_once_it_is_stored(table: str, change: str) -> None:
    make_rubric()

    with pytest.raises(DBAPIError, match=f"{table} is append-only"), unit_of_work():
        db.session.execute(text(change.format(table)))


def test_without_a_rubric_the_refusal_tells_what_to_do() -> None:
    with pytest.raises(NotFound, match="finish its installation"):
        shipped_rubric()


def test_the_words_are_in_the_language_asked_for() -> None:
    make_rubric()

    polish = words_of(shipped_rubric(), "pl")
    unknown = words_of(shipped_rubric(), "fr")

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
