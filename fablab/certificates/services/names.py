"""Comparing names with the printed one, so seldom that guessing leads nowhere."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select

from fablab.certificates.errors import TooManyNames
from fablab.certificates.models import NameTry
from fablab.kernel.db import db

WITHIN = timedelta(minutes=15)
TRIES_FOR_A_NUMBER = 10
TRIES_FROM_AN_ADDRESS = 60
"""A school class may share one address, so that is more than for one number."""


def count_name_try(*, code: str, address: str, secret: str, now: datetime) -> None:
    """Count one comparison, of a number that exists or does not, right or wrong.

    Args:
        code: the tidy number.
        address: where the visitor comes from.
        secret: of the installation; without it no address can be tried out.
        now: the aware instant.

    Raises:
        TooManyNames: there were too many for the number, or from the address.
    """
    number, place = (_sealed(text, secret) for text in (f"n {code}", f"a {address}"))
    rows = db.session.execute(
        select(NameTry.who_hash, func.count(NameTry.id))
        .where(NameTry.who_hash.in_([number, place]), NameTry.at > now - WITHIN)
        .group_by(NameTry.who_hash)
    )
    counted = {row[0]: row[1] for row in rows}
    if (
        counted.get(number, 0) >= TRIES_FOR_A_NUMBER
        or counted.get(place, 0) >= TRIES_FROM_AN_ADDRESS
    ):
        raise TooManyNames
    db.session.add_all(NameTry(who_hash=who, at=now) for who in (number, place))
    db.session.flush()


def _sealed(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()
