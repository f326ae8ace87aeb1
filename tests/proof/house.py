"""A served FabLab with one series that everybody wants, on either database."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from fablab.app import create_app
from fablab.config import Settings, as_environment
from fablab.consent.services import load_texts
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from tests.factories import make_series
from tests.support.ports import free_port
from tests.support.server import COMMAND, LiveServer

PLACES = 20
TAKEN = "registration WHERE status IN ('held', 'placed', 'offered')"
SERVERS = 4


@dataclass(frozen=True, kw_only=True)
class House:
    """The server as families meet it, and a way to look behind it."""

    server: LiveServer
    backdoor: Flask
    slug: str

    def count(self, what: str) -> int:
        """What a `SELECT count(*) FROM …` gives, read anew."""
        with self.backdoor.app_context():
            found = db.session.execute(text(f"SELECT count(*) FROM {what}")).scalar()  # noqa: S608 -- our own words
            db.session.rollback()
        return int(found or 0)

    def taken(self) -> int:
        """What the series says of its places."""
        with self.backdoor.app_context():
            found = db.session.execute(text("SELECT places_taken FROM series")).scalar()
            db.session.rollback()
        return int(found or 0)


@contextmanager
def open_house(
    database_url: str,
    folder: Path,
    *,
    serve: Sequence[str] = (*COMMAND, "serve"),
    workers: int = SERVERS,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[House]:
    """Serve one series of twenty places.

    Args:
        database_url: an empty database.
        folder: for its files and the server's output.
        serve: what starts the server.
        workers: how many processes serve.
        more: FABLAB_* variables besides the usual ones.
    """
    port = free_port()
    ours = Settings(
        base_url=f"http://localhost:{port}",
        database_url=database_url,
        instance=folder,
        secret_key="a secret that only tests know, long enough",
        default_language="en",
        trusted_hosts=("localhost", "127.0.0.1"),
    )
    app = create_app(ours)
    with app.app_context():
        upgrade()
        now = clock.now()
        with unit_of_work():
            load_texts(now=now)
        slug = make_series(
            capacity=PLACES,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=20),
            published_at=now - timedelta(days=1),
            starts=(now + timedelta(days=30),),
        ).slug
        db.session.remove()
        db.engine.dispose()
    environment = dict(as_environment(ours)) | {
        "FABLAB_WORKERS": str(workers),
        "FABLAB_WORKER_INSIDE": "false",
        "FABLAB_ACCEPT_OLD_SQLITE": "true",
        **more,
    }
    log = folder / "server.log"
    with LiveServer(environment, log=log, port=port, serve=serve) as server:
        yield House(server=server, backdoor=app, slug=slug)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
