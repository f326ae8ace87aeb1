"""Keeping one network from filling a series with families that do not exist."""

import hashlib
from ipaddress import ip_address, ip_network

from sqlalchemy import func, select

from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.errors import TooManyFromHere
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series

LEAST = 6
"""So many unconfirmed children one network may always have in a series."""
SHARE = 3
"""In a larger series, one in so many places."""


def network_of(address: str, *, series: Series, secret: str) -> str:
    """A sealed name of the network (IPv4 /24, IPv6 /56), another one in each series.

    Empty where the address tells nothing: on this machine, in a private network.

    Args:
        address: of who sends the form.
        series: what for.
        secret: of the installation; without it no address can be tried out.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if not ip.is_global:
        return ""
    network = ip_network((ip, 24 if ip.version == 4 else 56), strict=False)  # noqa: PLR2004 -- IPv4
    named = hashlib.blake2b(
        f"{series.id}|{network}".encode(),
        key=hashlib.sha256(secret.encode()).digest(),
        digest_size=16,
    )
    return named.hexdigest()


def refuse_too_many_from_here(*, series: Series, network: str) -> None:
    """Stop a network whose forms nobody confirms; call it with the series locked.

    What has been confirmed does not count: families behind the address of one school
    get in one after the other, each as soon as the others have opened their letters.

    Raises:
        TooManyFromHere: too many children of the network wait for their letter's yes.
    """
    if not network:
        return
    unconfirmed = db.session.scalar(
        select(func.count(Registration.id)).where(
            Registration.series_id == series.id,
            Registration.network == network,
            Registration.confirmed_at.is_(None),
            Registration.status.in_(
                [RegistrationStatus.HELD, RegistrationStatus.WAITLISTED]
            ),
        )
    )
    if (unconfirmed or 0) >= max(LEAST, series.capacity // SHARE):
        raise TooManyFromHere(
            N_(
                "Several families have just registered over the internet connection "
                "that you use, and have not opened their letters yet. Open yours if "
                "you have one. Otherwise try again in an hour, or use another "
                "connection: that of your phone, for example."
            )
        )
