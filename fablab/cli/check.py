"""`fablab check`: what is right and what is not with this installation."""

import json

import click

from fablab.app import create_app
from fablab.config import read_settings
from fablab.web.health import run_checks


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def check(*, as_json: bool) -> None:
    """Look at database, SQLite and letters; exits with 1 if something has failed."""
    with create_app(read_settings()).app_context():
        checks = run_checks()
    if as_json:
        found = {c.name: {"state": c.state, "detail": c.detail} for c in checks}
        click.echo(json.dumps(found))
    else:
        for one in checks:
            click.echo(f"{one.state:9} {one.name}: {one.detail}")
    if any(one.state == "failed" for one in checks):
        raise SystemExit(1)
