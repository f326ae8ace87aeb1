"""Accounts: opening them, passwords, and signing in and out."""

from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update

from fablab.accounts.errors import TooManyFailures, WrongPassword
from fablab.accounts.links import LIFETIMES, make_link, recent_links
from fablab.accounts.models import (
    Account,
    FailedSignIn,
    Grant,
    LinkPurpose,
    Role,
    SignIn,
)
from fablab.accounts.passwords import check_new_password
from fablab.accounts.queries import account_by_email
from fablab.kernel.codes import hashed, new_token
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.services import queue_letter
from fablab.sites.models import School, Site

SIGN_IN_LASTS = timedelta(hours=12)
FAMILY_SIGN_IN_LASTS = timedelta(days=30)
FAILURES_ALLOWED = 10
FAILURES_WITHIN = timedelta(minutes=15)
LINKS_ALLOWED = 5
LINKS_WITHIN = timedelta(minutes=15)

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("a password that nobody has")


def open_account(*, email: str, name: str, language: str, now: datetime) -> Account:
    """The account with that address; a new one, flushed, if there is none."""
    account = account_by_email(email)
    if account is None:
        account = add_account(email=email, name=name, language=language, now=now)
        db.session.flush()
    return account


def add_account(
    *,
    email: str,
    name: str,
    language: str,
    now: datetime,
    role: Role | None = None,
) -> Account:
    """A new account for an address that has none, with a role if named."""
    account = Account(
        email=email.strip().lower(), name=name, language=language, created_at=now
    )
    db.session.add(account)
    if role is not None:
        db.session.add(Grant(account=account, role=role))
    return account


def grant_role(
    *,
    account: Account,
    role: Role,
    site: Site | None = None,
    school: School | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Give the account a role, for a site or a school where the role needs one."""
    for grant in account.grants:
        if (grant.role, grant.site, grant.school) == (role, site, school):
            grant.ends_on = ends_on
            return grant
    grant = Grant(account=account, role=role, site=site, school=school, ends_on=ends_on)
    db.session.add(grant)
    db.session.flush()
    return grant


def make_staff_account(
    *,
    email: str,
    name: str,
    language: str,
    password_hash: str,
    role: Role,
    now: datetime,
    site: Site | None = None,
    school: School | None = None,
    ends_on: date | None = None,
) -> Account:
    """An account of somebody who works with the site, with one role to begin with.

    Args:
        email: the address they sign in with.
        name: what the pages call them.
        language: of the pages and letters they get.
        password_hash: of `new_password_hash`, made before the unit of work.
        role: what they are here.
        now: the aware instant.
        site: where, for facilitators and coordinators.
        school: where, for teachers.
        ends_on: the last day, which teachers need.

    Returns:
        The account, flushed: a new one, or the one that the address had already.
    """
    account = open_account(email=email, name=name, language=language, now=now)
    grant_role(account=account, role=role, site=site, school=school, ends_on=ends_on)
    set_password(account=account, password_hash=password_hash, now=now)
    return account


def set_password(*, account: Account, password_hash: str, now: datetime) -> None:
    """Give the account a password and end it everywhere else.

    Args:
        account: whose it is.
        password_hash: of `new_password_hash`, made before the unit of work.
        now: the aware instant.
    """
    account.password_hash = password_hash
    end_sign_ins(account=account, now=now)


def new_password_hash(password: str) -> str:
    """Check a new password and hash it; slow, so never in a unit of work.

    Raises:
        WeakPassword: it is too short or easy to guess.
    """
    return hash_password(check_new_password(password))


def hash_password(password: str) -> str:
    """The Argon2id hash of a password; slow by design, so never in a unit of work."""
    return _hasher.hash(password)


def check_password(*, email: str, password: str, now: datetime) -> Account:
    """The account whose password this is; slow, so never in a unit of work.

    An unknown address takes as long as a wrong password.

    Raises:
        TooManyFailures: ten wrong tries in the last quarter of an hour.
        WrongPassword: address and password do not fit together.
    """
    refuse_after_failures(email=email, now=now)
    account = account_by_email(email)
    known = account.password_hash if account and not account.disabled_at else None
    try:
        _hasher.verify(known or _NOBODY, password)
    except VerificationError:
        known = None
    if account is None or known is None:
        raise WrongPassword(N_("The email address and the password do not match."))
    return account


def send_sign_in_link(*, email: str, now: datetime) -> None:
    """Mail a link that signs in, if the address is known; nobody is told which.

    After five links in a quarter of an hour no more are sent, so that nobody's
    mailbox can be filled. What is not sent is written down all the same: an answer
    without any writing would come so much faster that it told which is known.
    """
    account = account_by_email(email)
    purpose = LinkPurpose.SIGN_IN
    since = now - LINKS_WITHIN
    if (
        account is None
        or account.disabled_at is not None
        or recent_links(purpose=purpose, account=account, since=since) >= LINKS_ALLOWED
    ):
        record_failure(email=f"no link to {email}", now=now)
        return
    token = make_link(
        purpose=purpose, subject=account.public_id, account=account, now=now
    )
    queue_letter(
        to=account.email,
        language=account.language,
        template="sign_in_link",
        context={
            "name": account.name,
            "sign_in_path": f"/sign-in/{token}",
            "minutes": LIFETIMES[purpose] // timedelta(minutes=1),
        },
        dedupe=f"sign_in_link|{hashed(token)}",
        now=now,
    )


def refuse_after_failures(*, email: str, now: datetime) -> None:
    """Stop guessing.

    Raises:
        TooManyFailures: ten wrong tries in the last quarter of an hour.
    """
    failures = db.session.scalar(
        select(func.count(FailedSignIn.id)).where(
            FailedSignIn.who_hash == hashed(email.strip().lower()),
            FailedSignIn.at > now - FAILURES_WITHIN,
        )
    )
    if (failures or 0) >= FAILURES_ALLOWED:
        raise TooManyFailures(
            N_("There were too many wrong tries. Please wait 15 minutes.")
        )


def record_failure(*, email: str, now: datetime) -> None:
    """Count one wrong password or code."""
    db.session.add(FailedSignIn(who_hash=hashed(email.strip().lower()), at=now))
    db.session.flush()


def sign_in(*, account: Account, now: datetime, lasts: timedelta) -> str:
    """Sign the account in; returns the token for the browser's cookie."""
    token = new_token()
    db.session.add(
        SignIn(
            account=account,
            token_hash=hashed(token),
            signed_in_at=now,
            seen_at=now,
            expires_at=now + lasts,
        )
    )
    db.session.flush()
    return token


def sign_out(*, token: str, now: datetime) -> None:
    """End the sign-in that the token stands for."""
    db.session.execute(
        update(SignIn).where(SignIn.token_hash == hashed(token)).values(ended_at=now)
    )


def change_language(*, account: Account, language: str) -> None:
    """Write pages and letters in this language from now on."""
    account.language = language
    db.session.flush()


def disable_account(*, account: Account, now: datetime) -> None:
    """Lock the account out, in every browser, at once."""
    account.disabled_at = now
    end_sign_ins(account=account, now=now)


def end_sign_ins(*, account: Account, now: datetime) -> None:
    """Sign the account out in every browser."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    db.session.flush()
