"""The last place is given once: eight processes ask fifty times each for twenty."""

import sys
from pathlib import Path

from sqlalchemy import text

from fablab.kernel.db import db, unit_of_work
from tests.proof.crowd import rush
from tests.proof.house import PLACES, TAKEN, House, open_house

PROCESSES, ATTEMPTS = 8, 50
UNGUARDED = (sys.executable, "-m", "tests.proof.unguarded")


def test_the_last_place_is_given_exactly_once(
    database_url: str, tmp_path: Path
) -> None:
    with open_house(database_url, tmp_path) as house:
        statuses = press(house)

        assert statuses == {303: PROCESSES * ATTEMPTS}
        assert (house.count(TAKEN), house.taken()) == (PLACES, PLACES)
        waiting = house.count("registration WHERE status = 'waitlisted'")
        assert waiting == PROCESSES * ATTEMPTS - PLACES
    assert "locked" not in (tmp_path / "server.log").read_text()


def test_without_its_guards_the_last_place_is_oversold(
    database_url: str, tmp_path: Path
) -> None:
    with open_house(database_url, tmp_path, serve=UNGUARDED) as house:
        _drop_the_check(house)

        press(house)

        assert house.count(TAKEN) > PLACES


def press(house: House) -> dict[int, int]:
    found = rush(house.server.port, house.slug, processes=PROCESSES, attempts=ATTEMPTS)
    return dict(found)


def _drop_the_check(house: House) -> None:
    """SQLite's is ignored by the unguarded server itself."""
    with house.backdoor.app_context():
        if db.engine.dialect.name == "postgresql":
            with unit_of_work():
                db.session.execute(
                    text("ALTER TABLE series DROP CONSTRAINT ck_series_not_oversold")
                )
        db.session.remove()
        db.engine.dispose()
