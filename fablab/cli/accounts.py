"""`fablab account …`, `site …` and `school …`: who runs what, and where."""

from typing import Any

import click
from sqlalchemy import select

from fablab.accounts.errors import WeakPassword
from fablab.accounts.models import Account, Role
from fablab.accounts.queries import account_by_email
from fablab.accounts.second_factor import forget_second_factor
from fablab.accounts.services import (
    disable_account,
    end_sign_ins,
    make_staff_account,
    new_password_hash,
    set_password,
)
from fablab.app import create_app
from fablab.config import LANGUAGES, read_settings
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.sites.models import School, Site
from fablab.sites.school_year import end_of_school_year

STAFF_ROLES = [role.value for role in Role if role is not Role.GUARDIAN]


@click.group()
def account() -> None:
    """Open, change and close the accounts of staff and teachers."""


@account.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--site", "site_slug", help="For facilitators and coordinators.")
@click.option("--school", "school_name", help="For teachers; ends on 31 August.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="pl")
@click.password_option(help="At least 12 characters; asked for if not given.")
def add_account(
    *,
    email: str,
    name: str,
    role: str,
    site_slug: str | None,
    school_name: str | None,
    language: str,
    password: str,
) -> None:
    """Open an account, or give the one with that address a further role."""
    password_hash = _hash_or_refuse(password)
    now = clock.now()
    is_teacher = role == Role.TEACHER
    with create_app(read_settings()).app_context(), unit_of_work():
        make_staff_account(
            email=email,
            name=name,
            language=language,
            password_hash=password_hash,
            role=Role(role),
            now=now,
            site=_find_site(site_slug),
            school=_find_school(school_name),
            ends_on=end_of_school_year(now.date()) if is_teacher else None,
        )
    click.echo(f"{email} can sign in as {role}.")


@account.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Lock an account out, in every browser, at once."""
    with create_app(read_settings()).app_context(), unit_of_work():
        disable_account(account=_find_account(email), now=clock.now())
    click.echo(f"{email} is locked out.")


@account.command("password")
@click.argument("email")
@click.password_option(help="At least 12 characters; asked for if not given.")
def password(email: str, password: str) -> None:
    """Give an account a new password; it is signed out everywhere."""
    with create_app(read_settings()).app_context():
        password_hash = _hash_or_refuse(password)
        with unit_of_work():
            set_password(
                account=_find_account(email),
                password_hash=password_hash,
                now=clock.now(),
            )
    click.echo(f"{email} has a new password.")


@account.command("new-phone")
@click.argument("email")
def new_phone(email: str) -> None:
    """Forget an account's second key: it is set up anew at the next sign-in."""
    with create_app(read_settings()).app_context(), unit_of_work():
        found = _find_account(email)
        forget_second_factor(found)
        end_sign_ins(account=found, now=clock.now())
    click.echo(f"{email} sets up a new second key at the next sign-in.")


@click.group()
def site() -> None:
    """Add the FabLabs of this installation."""


@site.command("add")
@click.option("--slug", required=True)
@click.option("--name", required=True)
@click.option("--city", required=True)
@click.option("--address", required=True)
@click.option("--country", required=True, help="Two letters, like PL.")
@click.option("--time-zone", required=True, help="Like Europe/Warsaw.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="pl")
@click.option("--currency", default="PLN", show_default=True)
@click.option("--contact-email", required=True)
def add_site(**details: Any) -> None:  # noqa: ANN401 -- click gives texts
    """Add a FabLab."""
    with create_app(read_settings()).app_context(), unit_of_work():
        db.session.add(Site(**details))
    click.echo(f"{details['name']} is there.")


@click.group()
def school() -> None:
    """Add the schools that pupils come from and teachers read reports for."""


@school.command("add")
@click.option("--name", required=True)
@click.option("--city", required=True)
def add_school(name: str, city: str) -> None:
    """Add a school; families can choose it from now on."""
    with create_app(read_settings()).app_context(), unit_of_work():
        db.session.add(School(name=name, city=city))
    click.echo(f"{name} is there.")


def _hash_or_refuse(password: str) -> str:
    try:
        return new_password_hash(password)
    except WeakPassword as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _find_account(email: str) -> Account:
    found = account_by_email(email)
    if found is None:
        raise click.ClickException(f"There is no account {email}.")
    return found


def _find_site(slug: str | None) -> Site | None:
    found = db.session.scalar(select(Site).where(Site.slug == slug)) if slug else None
    if slug and found is None:
        raise click.ClickException(f"There is no site {slug}: add it with `site add`.")
    return found


def _find_school(name: str | None) -> School | None:
    found = db.session.scalar(select(School).where(School.name == name))
    if name and found is None:
        raise click.ClickException(
            f"There is no school {name}: add it with `school add`."
        )
    return found
