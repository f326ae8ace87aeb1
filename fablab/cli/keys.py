"""`fablab key …`: the keys that sign credentials."""

import json
from datetime import datetime

import click

from fablab.app import create_app
from fablab.certificates.credential.keys import IssuerKey, KeyRing, rotate_key
from fablab.certificates.signing import issuer_keys, revoke_issuer_key
from fablab.config import read_settings
from fablab.kernel import clock

JSON = click.option("--json", "as_json", is_flag=True, help="For a program to read.")


@click.group()
def key() -> None:
    """List, rotate and revoke the keys that sign digital certificates."""


@key.command("list")
@JSON
def list_keys(*, as_json: bool) -> None:
    """Show every key there ever was, the one in use first."""
    with create_app(read_settings()).app_context():
        _show(issuer_keys(now=clock.now()), as_json=as_json)


@key.command("rotate")
@JSON
def rotate(*, as_json: bool) -> None:
    """Sign with a new key from now on; what the old one signed keeps counting."""
    file = read_settings().credential_keys
    _show(rotate_key(file, now=clock.now()), as_json=as_json)


@key.command("revoke")
@click.argument("multikey")
@JSON
def revoke(*, multikey: str, as_json: bool) -> None:
    """Let nothing count any more that a key signed; ours are signed anew at once."""
    with create_app(read_settings()).app_context():
        now = clock.now()
        renewed = revoke_issuer_key(multikey, now=now)
        _show(issuer_keys(now=now), as_json=as_json)
    click.echo(f"Signed anew: {renewed}.", err=True)


def _show(ring: KeyRing, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_facts(each) for each in ring.keys]))
        return
    for each in ring.keys:
        click.echo(f"{each.multikey}  {_state(each)}")


def _facts(each: IssuerKey) -> dict[str, str | None]:
    return {
        "key": each.multikey,
        "created_at": each.created_at.isoformat(),
        "retired_at": _iso(each.retired_at),
        "revoked_at": _iso(each.revoked_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _state(each: IssuerKey) -> str:
    if each.revoked_at:
        return f"revoked on {each.revoked_at:%Y-%m-%d}"
    if each.retired_at:
        return f"replaced on {each.retired_at:%Y-%m-%d}"
    return f"in use since {each.created_at:%Y-%m-%d}"
