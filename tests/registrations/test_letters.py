"""The letters of a registration, as they leave."""

import pytest
from flask import current_app

from fablab.config import LANGUAGES
from fablab.kernel.db import db
from fablab.mail.models import Letter
from fablab.mail.rendering import Rendered, render_letter
from fablab.web.current import current_settings
from tests.factories import make_series
from tests.registrations.factories import agree_to, register


def rendered(letter: Letter) -> Rendered:
    with current_app.test_request_context():
        return render_letter(
            letter.template,
            context=letter.context,
            language=letter.language,
            settings=current_settings(),
        )


def last_letter() -> Letter:
    return db.session.query(Letter).order_by(Letter.id.desc())[0]


def test_place_is_told_with_date_place_and_way_home() -> None:
    agree_to(register(make_series()))

    letter = rendered(last_letter())

    assert letter.subject == "You have the place: Laser-cut lamps"
    for words in ("Mira has a place", "3 October 2026, 10:00", "Room: Room 2"):
        assert words in letter.text
        assert words in letter.html
    assert "http://localhost/family/" in letter.text


def test_turn_on_the_waiting_list_is_told() -> None:
    series = make_series(capacity=1)
    register(series)
    agree_to(register(series, minutes=1))

    letter = rendered(last_letter())

    assert letter.subject == "On the waiting list: Laser-cut lamps"
    assert "You need not do anything" in letter.text


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize(
    "template", ["confirm_registration", "place_confirmed", "waiting_list"]
)
def test_every_letter_can_be_written_in_every_language(
    template: str, language: str
) -> None:
    context = {
        "name": "Ana <b>Novak",
        "pupil": "Mira",
        "series": "Lamps & more",
        "bring": "An old shirt",
        "site": "FabLab",
        "address": "Street 1",
        "contact": "lab@example.org",
        "place": "Room 2",
        "first_meeting": "Saturday",
        "family_path": "/family/",
        "confirm_path": "/consent/token",
        "hours": 48,
        "waits": True,
    }
    with current_app.test_request_context():
        letter = render_letter(
            template, context=context, language=language, settings=current_settings()
        )

    assert "Ana <b>Novak" in letter.text
    assert "Ana &lt;b&gt;Novak" in letter.html
    assert "Lamps & more" in letter.subject
