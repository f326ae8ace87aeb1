"""Series as the workspace sees them: those of somebody's sites, drafts included."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from fablab.accounts.models import Account, Grant, Role
from fablab.accounts.queries import Actor
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.series.models import Facilitation, Meeting, Series
from fablab.series.queries.public import with_parts
from fablab.sites.models import Site


def is_seen_by(actor: Actor) -> ColumnElement[bool]:
    """What holds for the series that somebody runs or leads."""
    return or_(
        Series.site_id.in_(actor.coordinates),
        and_(Series.site_id.in_(actor.facilitates), is_led_by(actor)),
    )


def is_led_by(actor: Actor) -> ColumnElement[bool]:
    """What holds for the series that somebody leads, at whatever site."""
    return (
        select(Facilitation.id)
        .where(
            Facilitation.series_id == Series.id,
            Facilitation.account_id == actor.account_id,
        )
        .exists()
    )


def own_series(actor: Actor) -> Sequence[Series]:
    """The series somebody runs or leads, site, texts and meetings loaded, new first."""
    query = select(Series).where(is_seen_by(actor)).order_by(Series.id.desc())
    return db.session.scalars(with_parts(query)).all()


def get_seen_series(slug: str, actor: Actor) -> Series:
    """A series that somebody runs or leads.

    Raises:
        NotFound: there is none of that slug, or it is not theirs.
    """
    return _the_one(slug, is_seen_by(actor), lock=False)


def get_own_series(slug: str, actor: Actor, *, lock: bool = False) -> Series:
    """A series that somebody may change, in a unit of work locked against others.

    Raises:
        NotFound: there is none of that slug, or it belongs to another site.
    """
    return _the_one(slug, Series.site_id.in_(actor.coordinates), lock=lock)


def get_meeting(series: Series, public_id: str) -> Meeting:
    """One meeting of a series whose meetings are loaded.

    Raises:
        NotFound: it is none of its meetings.
    """
    for meeting in series.meetings:
        if meeting.public_id == public_id:
            return meeting
    raise NotFound(N_("This workshop has no such meeting, or not any more."))


def own_sites(actor: Actor) -> Sequence[Site]:
    """The sites that somebody coordinates, by name."""
    return db.session.scalars(
        select(Site).where(Site.id.in_(actor.coordinates)).order_by(Site.name)
    ).all()


def own_site(slug: str, actor: Actor) -> Site:
    """The site of that slug that somebody coordinates; without one, their first.

    Raises:
        NotFound: there is none of that slug, or it is not theirs.
    """
    for site in own_sites(actor):
        if slug in {"", site.slug}:
            return site
    raise NotFound(N_("There is no such FabLab, or it is not one of yours."))


def staff_of(
    site_ids: Collection[int], *, today: date, now: datetime
) -> Sequence[Account]:
    """Who can lead a series at these sites today, by name."""
    return db.session.scalars(
        select(Account)
        .where(
            Account.grants.any(
                and_(
                    Grant.site_id.in_(site_ids),
                    Grant.role.in_([Role.FACILITATOR, Role.COORDINATOR]),
                    or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
                )
            ),
            or_(Account.disabled_at.is_(None), Account.disabled_at > now),
        )
        .order_by(Account.name, Account.id)
    ).all()


def facilitators_of(series: Series) -> Sequence[Account]:
    """Who leads the series, by name."""
    return db.session.scalars(
        select(Account)
        .join(Facilitation, Facilitation.account_id == Account.id)
        .where(Facilitation.series_id == series.id)
        .order_by(Account.name, Account.id)
    ).all()


def slug_is_taken(slug: str) -> bool:
    """Whether a series has that slug already."""
    return db.session.scalar(select(Series.id).where(Series.slug == slug)) is not None


def _the_one(slug: str, condition: ColumnElement[bool], *, lock: bool) -> Series:
    query = with_parts(select(Series).where(Series.slug == slug, condition))
    if lock:
        query = query.with_for_update(of=Series)
    series = db.session.scalar(query)
    if series is None:
        raise NotFound(N_("We do not have this workshop, or it is not one of yours."))
    return series
