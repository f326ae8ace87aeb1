"""The texts: stored once, never rewritten, shown in the reader's language."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from fablab.config import LANGUAGES
from fablab.consent.errors import TextHasChanged, TextWasRewritten
from fablab.consent.models import ConsentText, Purpose
from fablab.consent.queries import current_text, shown_text, word_text
from fablab.consent.services import TEXTS, load_texts
from fablab.kernel.db import db, unit_of_work
from tests.factories import OPENING_DAY

PHOTOS = Purpose.PHOTOS_SITE
LATER = OPENING_DAY + timedelta(days=30)


def rewritten(folder: Path, *, version: str) -> Path:
    """The shipped text about photos with another question."""
    shipped = json.loads((TEXTS / "photos_site.json").read_text())
    shipped["version"] = version
    for content in shipped["texts"].values():
        content["question"] = "May we, %(pupil)s?"
    (folder / "photos_site.json").write_text(json.dumps(shipped))
    return folder


def test_every_purpose_is_stored_in_every_language_once() -> None:
    with unit_of_work():
        assert load_texts(now=LATER) == 0

    stored = {(t.purpose, t.language) for t in db.session.query(ConsentText)}
    assert stored == {(p, language) for p in Purpose for language in LANGUAGES}


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_names_are_filled_in_everywhere(purpose: Purpose, language: str) -> None:
    worded = word_text(
        current_text(purpose, language), pupil="Mira", site="FabLab", school="No. 1"
    )

    whole = " ".join([worded.title, worded.question, *worded.body, worded.yes])
    assert worded.language == language
    assert "Mira" in whole
    assert "%" not in whole


def test_rewriting_a_version_is_refused(tmp_path: Path) -> None:
    folder = rewritten(tmp_path, version=current_text(PHOTOS, "en").version)

    with pytest.raises(TextWasRewritten, match="new version"), unit_of_work():
        load_texts(now=LATER, folder=folder)


def test_new_version_counts_and_the_old_one_is_no_longer_answered(
    tmp_path: Path,
) -> None:
    old = current_text(PHOTOS, "pl")
    folder = rewritten(tmp_path, version="2027-01")
    with unit_of_work():
        assert load_texts(now=LATER, folder=folder) == len(LANGUAGES)

    assert current_text(PHOTOS, "pl").version == "2027-01"
    with pytest.raises(TextHasChanged):
        shown_text(PHOTOS, old.sha256)


def test_unknown_language_reads_english() -> None:
    assert current_text(PHOTOS, "sk").language == "en"


def test_words_of_another_purpose_are_no_answer() -> None:
    taking_part = current_text(Purpose.TAKING_PART, "en")

    with pytest.raises(TextHasChanged):
        shown_text(PHOTOS, taking_part.sha256)
