"""The control: the served app with the guards of the last place taken out.

`places_taken` is raised whatever the capacity is, and SQLite ignores its CHECK; on
PostgreSQL the test drops it. Only tests can start this.
"""

from collections.abc import Mapping
from typing import Any

import click
from flask import Flask
from sqlalchemy import Engine, event, update

from fablab.cli.serving import live_app, run_server
from fablab.config import read_settings
from fablab.kernel.db import db
from fablab.registrations.services import places
from fablab.series.models import Series


def unguarded_app() -> Flask:
    """The app of one server process, which oversells."""
    places.take_places.__code__ = _take_places.__code__
    places.take_places.__globals__.update(_NAMES)
    app = live_app()
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _ignore_checks(engine)
    return app


def _take_places(series: Series, number: int = 1, *, past_queue: bool = False) -> bool:
    del past_queue
    db.session.execute(
        update(Series)
        .where(Series.id == series.id)
        .values(places_taken=Series.places_taken + number)
        .execution_options(synchronize_session=False)
    )
    return True


_NAMES: Mapping[str, Any] = {"db": db, "update": update, "Series": Series}


def _ignore_checks(engine: Engine) -> None:
    def ignore(connection: Any, _record: Any) -> None:  # noqa: ANN401 -- any driver's
        connection.execute("PRAGMA ignore_check_constraints = ON")

    event.listen(engine, "connect", ignore)
    engine.dispose()


@click.command()
@click.option("--port", type=int)
def main(port: int) -> None:
    """Serve it as `fablab serve` serves the real one."""
    settings = read_settings()
    run_server(
        "tests.proof.unguarded:unguarded_app",
        settings,
        address="127.0.0.1",
        port=port,
        workers=settings.workers,
    )


if __name__ == "__main__":
    main()
