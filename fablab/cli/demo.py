"""`fablab demo`: the fictitious season, served."""

import hashlib
import os
import time
from datetime import datetime

import click
from flask_migrate import upgrade

from fablab.app import create_app
from fablab.cli.announce import DOORS, announce_later
from fablab.cli.serving import DEMO, refuse_unsafe_sqlite, run_server
from fablab.config import INSTANCE, ROOT, create_secret, read_settings
from fablab.demo.doors import open_doors
from fablab.demo.season import fill_season
from fablab.kernel import clock
from fablab.kernel.db import db

DATABASE = INSTANCE / "demo.sqlite"
MADE_FROM = INSTANCE / "demo.made-from"


@click.command()
@click.option("--port", default=5001, show_default=True, help="Local port.")
@click.option("--reset", is_flag=True, help="Fill the season anew.")
def demo(port: int, *, reset: bool) -> None:
    """Show everything with a fictitious season; no setting of yours is touched."""
    _forget_settings()
    DOORS.unlink(missing_ok=True)
    create_secret()
    settings = read_settings(
        base_url=f"http://localhost:{port}",
        database_url=f"sqlite:///{DATABASE}",
        demo=True,
        log_level="WARNING",
    )
    app = create_app(settings)
    refuse_unsafe_sqlite(app, accepted=True)
    now = clock.now()
    made_from = _fingerprint(now)
    is_fresh = MADE_FROM.exists() and MADE_FROM.read_text() == made_from
    with app.app_context():
        if reset or not is_fresh:
            _refill(now)
            MADE_FROM.write_text(made_from)
        doors = open_doors(base_url=settings.base_url, now=now)
        db.engine.dispose()
    announce_later(doors)
    run_server(DEMO, settings, address="127.0.0.1", port=port, workers=1)


def _forget_settings() -> None:
    """The demo is the same for everybody, and sends no real mail."""
    for name in list(os.environ):
        if name.startswith("FABLAB_"):
            del os.environ[name]


def _fingerprint(now: datetime) -> str:
    """The day, and what the season's data are made from."""
    digest = hashlib.sha256(now.date().isoformat().encode())
    for folder in (ROOT / "fablab", ROOT / "migrations"):
        for file in sorted(folder.rglob("*.py")) + sorted(folder.rglob("*.json")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _refill(now: datetime) -> None:
    click.echo("Filling a fictitious season …")
    began = time.monotonic()
    MADE_FROM.unlink(missing_ok=True)
    db.engine.dispose()
    for file in (DATABASE, *INSTANCE.glob("demo.sqlite-*")):
        file.unlink(missing_ok=True)
    upgrade()
    fill_season(now=now)
    click.echo(f"Filled in {time.monotonic() - began:.0f} s.")
