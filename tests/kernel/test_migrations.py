from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask_migrate import upgrade
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import DBAPIError

from fablab.app import create_app
from fablab.kernel.db import db
from tests.conftest import ENGINES, settings_for

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC).replace(tzinfo=None)
MIRA, JAN = 1, 2
ALICJA, BEN = 1, 2
STATES: dict[str, dict[str, object]] = {
    "held": {"held_until": NOW},
    "placed": {"placed_at": NOW},
    "waitlisted": {},
    "offered": {"held_until": NOW},
    "cancelled": {"cancelled_at": NOW, "cancel_reason": "by_family"},
}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Upgraded:
    """What there was before the upgrade; the database shows what there is after it."""

    registrations: Rows
    triggers: set[str]


@pytest.fixture(scope="module", params=ENGINES)
def upgraded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    """A database of revision 0002 with a family in it, brought to the newest."""
    folder = tmp_path_factory.mktemp("old")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'old.sqlite'}"
    else:
        url = request.getfixturevalue("postgres").create_database("old")
    with create_app(settings_for(url, folder)).app_context():
        upgrade(revision="0002")
        _fill()
        before = Upgraded(_rows("registration"), _triggers())
        upgrade()
        yield before
        db.engine.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop_database("old")


def _fill() -> None:
    """Two guardians of one pupil, one of another; a registration in each state."""
    account = {"language": "en", "created_at": NOW}
    pupil = {"birth_date": date(2014, 3, 27), "created_at": NOW, "class_name": ""}
    words = {"language": "en", "content": {}, "sha256": "0" * 64, "published_at": NOW}
    series = {
        "site_id": 1,
        "topic": "robots",
        "language": "en",
        "age_min": 8,
        "age_max": 14,
        "capacity": 5,
        "registration_opens_at": NOW,
        "registration_closes_at": NOW.replace(year=2027),
        "places_taken": 1,
        "fee": 0,
        "attendance_needed": 80,
    }
    answered = {"pupil_id": MIRA, "answered_at": NOW, "route": "link"}
    tables: dict[str, Rows] = {
        "account": [
            account | {"public_id": "A1", "email": "a@example.org", "name": "Alicja"},
            account | {"public_id": "A2", "email": "b@example.org", "name": "Ben"},
        ],
        "guardian": [
            {"public_id": "G1", "account_id": 1, "phone": "+48600000001"},
            {"public_id": "G2", "account_id": 2, "phone": "+48600000002"},
        ],
        "pupil": [
            pupil | {"public_id": "P1", "given_name": "Mira", "family_name": "Kos"},
            pupil | {"public_id": "P2", "given_name": "Jan", "family_name": "Kos"},
        ],
        "guardianship": [
            {"guardian_id": ALICJA, "pupil_id": MIRA, "relation": "mother"},
            {"guardian_id": ALICJA, "pupil_id": JAN, "relation": "guardian"},
            {"guardian_id": BEN, "pupil_id": MIRA, "relation": "father"},
        ],
        "health_note": [
            {"public_id": "H1", "pupil_id": MIRA, "sealed": b"x", "written_at": NOW}
        ],
        "site": [
            {
                "slug": "bielsko",
                "name": "FabLab",
                "city": "Bielsko-Biała",
                "address": "Rynek 1",
                "country": "PL",
                "time_zone": "Europe/Warsaw",
                "language": "pl",
                "currency": "PLN",
                "contact_email": "lab@example.org",
            }
        ],
        "series": [series | {"slug": state} for state in STATES],
        "registration": [
            {
                "public_id": f"R{number}",
                "series_id": number,
                "pupil_id": MIRA,
                "registered_by_id": ALICJA,
                "status": state,
                "registered_at": NOW,
                **dict.fromkeys(
                    ("held_until", "placed_at", "cancelled_at", "cancel_reason")
                ),
                **more,
            }
            for number, (state, more) in enumerate(STATES.items(), start=1)
        ],
        "consent_text": [
            words | {"purpose": purpose, "version": "2026-09"}
            for purpose in ("taking_part", "photos")
        ],
        "agreement": [
            {
                "registration_id": 2,
                "guardian_id": ALICJA,
                "text_id": 1,
                "agreed_at": NOW,
            }
        ],
        "consent": [
            answered
            | {"public_id": f"C{who}", "guardian_id": who, "text_id": 2}
            | {"purpose": "photos", "answer": who == ALICJA}
            for who in (ALICJA, BEN)
        ],
    }
    past = MetaData()
    past.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, rows in tables.items():
            connection.execute(past.tables[name].insert(), rows)


def _rows(table: str) -> Rows:
    """What the table holds now, as the database tells it, in order."""
    now = MetaData()
    now.reflect(db.engine, only=[table])
    with db.engine.connect() as connection:
        found = connection.execute(select(now.tables[table]).order_by("id"))
        return [dict(row) for row in found.mappings()]


def _change(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.usefixtures("upgraded")
def test_an_upgrade_numbers_guardians_and_lets_each_decide_as_before() -> None:
    assert [
        (row["pupil_id"], row["guardian_id"], row["slot"], row["standing"])
        for row in _rows("guardianship")
    ] == [
        (MIRA, ALICJA, 1, "equal"),
        (JAN, ALICJA, 1, "equal"),
        (MIRA, BEN, 2, "equal"),
    ]
    with pytest.raises(DBAPIError):
        _change("UPDATE guardianship SET slot = 1 WHERE slot = 2")


def test_an_upgrade_keeps_every_registration_as_it_stood(upgraded: Upgraded) -> None:
    before, after = upgraded.registrations, _rows("registration")

    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert [
        (row["status"], bool(row["cancelled_late"]), row["started_by"], row["asked_at"])
        for row in after
    ] == [(state, False, "guardian", None) for state in STATES]
    assert [row["places_taken"] for row in _rows("series")] == [1] * len(STATES)


@pytest.mark.usefixtures("upgraded")
def test_an_upgrade_reads_answers_about_photos_as_about_our_own_pages() -> None:
    assert [
        (row["public_id"], row["purpose"], bool(row["answer"]), row["route"])
        for row in _rows("consent")
    ] == [("C1", "photos_site", True, "link"), ("C2", "photos_site", False, "link")]
    assert [row["purpose"] for row in _rows("consent_text")] == [
        "taking_part",
        "photos_site",
    ]
    assert [(row["registration_id"], row["route"]) for row in _rows("agreement")] == [
        (2, "link")
    ]
    assert [(row["sealed"], row["topics_sealed"]) for row in _rows("health_note")] == [
        (b"x", None)
    ]


@pytest.mark.usefixtures("upgraded")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent SET answer = NOT answer",
        "DELETE FROM consent",
        "UPDATE agreement SET guardian_id = 2",
        "DELETE FROM agreement",
    ],
)
def test_what_was_answered_before_an_upgrade_stays_protected(change: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        _change(change)


def test_an_upgrade_loses_no_trigger_of_before(upgraded: Upgraded) -> None:
    assert upgraded.triggers - _triggers() == set()
    assert _triggers() - upgraded.triggers == {
        f"{table}_no_{act}"
        for table in (
            *("asked_again", "evidence", "override", "pupil_answer"),
            *("published_figures", "counted_series"),
            *("certificate_design", "certificate_picture", "series_wording"),
            *("rubric", "dimension", "rubric_choice"),
        )
        for act in ("delete", "update")
    }


def _triggers() -> set[str]:
    sqlite = db.engine.dialect.name == "sqlite"
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return set(connection.scalars(text(names)))
