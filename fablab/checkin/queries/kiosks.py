"""Reading kiosks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from fablab.accounts.queries import Actor
from fablab.checkin.models import Kiosk
from fablab.kernel.codes import hashed
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class KnownKiosk:
    """A tablet that proved itself, and the site at whose door it stands.

    `clock_error` is by how many seconds its clock was ahead when it last sent scans.
    """

    id: int
    public_id: str
    seen_at: datetime
    clock_error: int
    site_id: int
    site_slug: str
    site_name: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


_LIVE = (
    select(
        Kiosk.id,
        Kiosk.public_id,
        Kiosk.seen_at,
        Kiosk.clock_error,
        Kiosk.site_id,
        Site.slug.label("site_slug"),
        Site.name.label("site_name"),
        Site.time_zone,
    )
    .join(Site, Site.id == Kiosk.site_id)
    .where(
        Kiosk.token_hash == bindparam("token_hash"),
        Kiosk.revoked_at.is_(None),
        Kiosk.expires_at > bindparam("now"),
    )
)
"""Built once: it runs with every card at the door."""


def live_kiosk(token: str, *, now: datetime) -> KnownKiosk | None:
    """The kiosk whose token this is, unless it was revoked or has expired."""
    wanted = {"token_hash": hashed(token), "now": now}
    found = db.session.execute(_LIVE, wanted).one_or_none()
    return KnownKiosk(**found._mapping) if found else None  # noqa: SLF001 -- the row's public way to a mapping


def kiosks_of(actor: Actor, *, now: datetime) -> Sequence[Kiosk]:
    """The enrolled tablets of the actor's sites, the one last heard of first."""
    return db.session.scalars(
        select(Kiosk)
        .where(
            Kiosk.site_id.in_(actor.coordinates),
            Kiosk.revoked_at.is_(None),
            Kiosk.expires_at > now,
        )
        .options(joinedload(Kiosk.site))
        .order_by(Kiosk.seen_at.desc(), Kiosk.id.desc())
    ).all()


def staff_kiosk(public_id: str, *, actor: Actor) -> Kiosk:
    """A tablet of one of the actor's sites.

    Raises:
        NotFound: there is no such tablet, or it is another site's.
    """
    kiosk = db.session.scalar(
        select(Kiosk).where(
            Kiosk.public_id == public_id, Kiosk.site_id.in_(actor.coordinates)
        )
    )
    if kiosk is None:
        raise NotFound(N_("There is no such tablet at your FabLab."))
    return kiosk
