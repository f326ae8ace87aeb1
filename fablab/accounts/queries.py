"""Reading accounts: who somebody is and where."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from fablab.accounts.matrix import ROLES, Right
from fablab.accounts.models import Account, Grant, Role, SignIn
from fablab.kernel.codes import hashed
from fablab.kernel.db import db


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks, as far as rules and queries need to know; holds no database row.

    `coordinates` and `facilitates` are the ids of the sites where they do so,
    `teaches_at` those of the schools.
    """

    account_id: int
    public_id: str
    name: str
    language: str
    roles: frozenset[Role]
    coordinates: frozenset[int]
    facilitates: frozenset[int]
    teaches_at: frozenset[int]

    @property
    def is_family_only(self) -> bool:
        """Whether the actor does nothing here but answer for own pupils."""
        return self.roles <= {Role.GUARDIAN}

    def may(self, right: Right) -> bool:
        """Whether one of the actor's roles has the right."""
        return bool(self.roles & ROLES[right])


def actor_of(account: Account, *, today: date) -> Actor:
    """What the account may act as today; grants that have ended do not count."""
    live = [g for g in account.grants if g.ends_on is None or today <= g.ends_on]

    def ids(role: Role, attribute: str) -> frozenset[int]:
        return frozenset(getattr(g, attribute) for g in live if g.role is role)

    return Actor(
        account_id=account.id,
        public_id=account.public_id,
        name=account.name,
        language=account.language,
        roles=frozenset(grant.role for grant in live),
        coordinates=ids(Role.COORDINATOR, "site_id"),
        facilitates=ids(Role.FACILITATOR, "site_id"),
        teaches_at=ids(Role.TEACHER, "school_id"),
    )


def account_of(actor: Actor) -> Account:
    """The account's row, to be named as who does something."""
    return db.session.get_one(Account, actor.account_id)


def account_by_email(email: str) -> Account | None:
    """The account with that address, however it is capitalised."""
    wanted = email.strip().lower()
    return db.session.scalar(select(Account).where(Account.email == wanted))


def account_by_public_id(public_id: str) -> Account | None:
    """The account with that id, unless it is disabled."""
    return db.session.scalar(
        select(Account).where(
            Account.public_id == public_id, Account.disabled_at.is_(None)
        )
    )


def staff_accounts() -> list[Account]:
    """Every account that is more than a guardian's, grants loaded, by name."""
    works_here = select(Grant.account_id).where(Grant.role != Role.GUARDIAN)
    return list(
        db.session.scalars(
            select(Account)
            .where(Account.id.in_(works_here))
            .options(
                selectinload(Account.grants).options(
                    joinedload(Grant.site), joinedload(Grant.school)
                )
            )
            .order_by(Account.name, Account.id)
        )
    )


def live_sign_in(token: str, *, now: datetime) -> SignIn | None:
    """The sign-in that the browser's token stands for, account and grants loaded.

    None once it has ended or expired, or the account is disabled.
    """
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.account)
        .where(
            SignIn.token_hash == hashed(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            or_(Account.disabled_at.is_(None), Account.disabled_at > now),
        )
        .options(
            joinedload(SignIn.account).options(
                selectinload(Account.grants).joinedload(Grant.site)
            )
        )
    )
