"""`fablab demo`: the fictitious season, served."""

import hashlib
import json
import os
import threading
import time
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
from flask_migrate import upgrade

from fablab.app import create_app
from fablab.cli.serving import DEMO, refuse_unsafe_sqlite, run_server
from fablab.config import INSTANCE, ROOT, Settings, create_secret, read_settings
from fablab.demo.doors import open_doors
from fablab.demo.season import fill_season
from fablab.kernel import clock
from fablab.kernel.db import db

DATABASE = INSTANCE / "demo.sqlite"
MADE_FROM = INSTANCE / "demo.made-from"
DOORS = INSTANCE / "demo.json"
PATIENCE_SECONDS = 120


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
    _announce_when_ready(settings, doors)
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


def _announce_when_ready(settings: Settings, doors: dict[str, object]) -> None:
    """Write the links and print them once the server answers."""

    def wait() -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with urlopen(f"{settings.base_url}/ready", timeout=2):  # noqa: S310 -- our own address
                    break
            except (URLError, OSError):
                time.sleep(0.2)
        _write_whole(DOORS, json.dumps(doors, indent=2))
        _print_doors(settings, doors)

    threading.Thread(target=wait, daemon=True).start()


def _write_whole(file: Path, text: str) -> None:
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def _print_doors(settings: Settings, doors: dict[str, object]) -> None:
    sign_in = doors["sign_in"]
    assert isinstance(sign_in, dict)  # noqa: S101 -- as open_doors makes it
    click.echo(f"\nYoungster FabLab (all data are fictitious): {settings.base_url}/")
    click.echo("Sign in as")
    for role, link in sign_in.items():
        click.echo(f"  {role.replace('_', ' '):16} {link}")
    base = settings.base_url
    click.echo(f"Tablet: {base}/kiosk/ with code {doors['kiosk_enrol_code']}")
    click.echo(f"Certificate: {base}/verify/{doors['certificate_code']}")
    click.echo(f"Register: {base}/series/{doors['series_slug']}/register")
    click.echo(f"Letters it would have sent: {base}/demo/mail/")
    click.echo("Stop it with Ctrl+C.")
