"""Says where the demonstration's doors are, once its server answers.

Runs as a process of its own: the server forks, and a process that forks must not have
threads, since a lock that one of them holds stays locked in the child for ever.
"""

import json
import subprocess
import sys
import time
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import click

from fablab.config import INSTANCE, ROOT

DOORS = INSTANCE / "demo.json"
PATIENCE_SECONDS = 120


def announce_later(doors: dict[str, object]) -> None:
    """Start waiting for the server; it is not waited for here."""
    waiting = subprocess.Popen(
        [sys.executable, "-c", "from fablab.cli.announce import main; main()"],
        stdin=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert waiting.stdin  # noqa: S101 -- asked for above
    waiting.stdin.write(json.dumps(doors))
    waiting.stdin.close()


def main() -> None:
    """Write the doors that come in whole to `demo.json`, and print them."""
    doors = json.load(sys.stdin)
    try:
        is_there = _answers(doors["url"])
    except KeyboardInterrupt:
        return
    if not is_there:
        return
    new = DOORS.with_suffix(".new")
    new.write_text(json.dumps(doors, indent=2))
    new.replace(DOORS)
    _print(doors)


def _answers(base_url: str) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(f"{base_url}/ready", timeout=2):  # noqa: S310 -- our own address
                return True
        except (URLError, HTTPException, OSError):
            time.sleep(0.2)
    return False


def _print(doors: dict[str, Any]) -> None:
    base = doors["url"]
    click.echo(f"\nYoungster FabLab (all data are fictitious): {base}/")
    click.echo("Sign in as")
    for role, link in doors["sign_in"].items():
        click.echo(f"  {role.replace('_', ' '):16} {link}")
    click.echo(f"Tablet: {base}/kiosk/ with code {doors['kiosk_enrol_code']}")
    click.echo(f"Certificate: {base}/verify/{doors['certificate_code']}")
    click.echo(f"Register: {base}/series/{doors['series_slug']}/register")
    click.echo(f"Letters it would have sent: {base}/demo/mail/")
    click.echo("Stop it with Ctrl+C.")
