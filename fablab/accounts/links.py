"""One-time links: made for one purpose and subject, stored as a hash, used once."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from fablab.accounts.errors import LinkUnusable
from fablab.accounts.models import Account, LinkPurpose, OneTimeLink
from fablab.kernel.codes import hashed, new_token
from fablab.kernel.db import db

LIFETIMES = {
    LinkPurpose.SIGN_IN: timedelta(minutes=15),
    LinkPurpose.CONSENT: timedelta(hours=48),
    LinkPurpose.INVITATION: timedelta(days=7),
}


def make_link(
    *,
    purpose: LinkPurpose,
    subject: str,
    account: Account,
    now: datetime,
    lifetime: timedelta | None = None,
    reusable: bool = False,
    is_first: bool = False,
) -> str:
    """A new link's token; earlier links of that purpose, subject and account die.

    Reusable links go on, for whoever shows the demonstration has them on paper.

    Args:
        purpose: what it opens.
        subject: the public id of what it is about.
        account: who it is mailed to.
        now: the aware instant.
        lifetime: how long it opens; by default what its purpose allows.
        reusable: opens any number of times, for demonstrations only.
        is_first: what it is about is new, so that no earlier link can lead there.

    Returns:
        The token, which is stored nowhere but as a hash.
    """
    if not is_first:
        db.session.execute(
            update(OneTimeLink)
            .where(
                OneTimeLink.purpose == purpose,
                OneTimeLink.subject == subject,
                OneTimeLink.account_id == account.id,
                OneTimeLink.reusable.is_(reusable),
                OneTimeLink.used_at.is_(None),
                OneTimeLink.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
    token = new_token()
    db.session.add(
        OneTimeLink(
            token_hash=hashed(token),
            purpose=purpose,
            subject=subject,
            account=account,
            created_at=now,
            expires_at=now + (lifetime or LIFETIMES[purpose]),
            reusable=reusable,
        )
    )
    return token


def find_link(*, token: str, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """The link that the token stands for; looking at it does not use it.

    Raises:
        LinkUnusable: it is unknown, for another purpose, used, replaced or expired,
            or its account is disabled.
    """
    link = db.session.scalar(
        select(OneTimeLink)
        .join(OneTimeLink.account)
        .where(
            OneTimeLink.token_hash == hashed(token),
            OneTimeLink.purpose == purpose,
            or_(Account.disabled_at.is_(None), Account.disabled_at > now),
        )
    )
    if link is None or _is_spent(link) or now >= link.expires_at:
        raise LinkUnusable
    return link


def use_link(*, token: str, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """Use the link up, so that nobody can open it again.

    Raises:
        LinkUnusable: as `find_link`, also when another request was faster.
    """
    link = find_link(token=token, purpose=purpose, now=now)
    if not link.reusable:
        claimed = db.session.scalar(
            update(OneTimeLink)
            .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
            .values(used_at=now)
            .returning(OneTimeLink.id)
        )
        if claimed is None:
            raise LinkUnusable
    return link


def recent_links(*, purpose: LinkPurpose, account: Account, since: datetime) -> int:
    """How many links of that purpose the account was given since then."""
    count = db.session.scalar(
        select(func.count(OneTimeLink.id)).where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.account_id == account.id,
            OneTimeLink.created_at > since,
        )
    )
    return count or 0


def _is_spent(link: OneTimeLink) -> bool:
    return link.revoked_at is not None or link.used_at is not None
