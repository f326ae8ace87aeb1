"""The `fablab` command: what an administrator types.

Every command says on standard error why it refuses, and then exits with 1.
"""

import click

from fablab.cli.accounts import account, school, site
from fablab.cli.check import check
from fablab.cli.demo import demo
from fablab.cli.keys import key
from fablab.cli.serve import init, serve, worker
from fablab.config import SettingsError
from fablab.kernel.errors import DomainError


@click.group()
def fablab() -> None:
    """Youngster FabLab: workshop series from the public list to the certificate."""


for command in (demo, serve, worker, init, account, site, school, key, check):
    fablab.add_command(command)


def main() -> None:
    """Run the command line; what the settings or a rule refuse is said in one line."""
    try:
        fablab(prog_name="fablab")
    except (SettingsError, DomainError) as refusal:
        click.echo(f"fablab: {refusal}", err=True)
        raise SystemExit(1) from refusal
