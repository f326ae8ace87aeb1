"""Which design and which words hold now, and which pictures can be chosen."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fablab.accounts.queries import Actor
from fablab.certificates.models import (
    CertificatePicture,
    PictureKind,
    SeriesWording,
    SiteDesign,
)
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound

MOST_OFFERED = 6


def current_design(site_id: int) -> SiteDesign | None:
    """The newest version, which the next certificates get; its pictures are loaded."""
    return db.session.scalar(
        select(SiteDesign)
        .where(SiteDesign.site_id == site_id)
        .order_by(SiteDesign.version.desc())
        .limit(1)
        .options(joinedload(SiteDesign.logo), joinedload(SiteDesign.signature))
    )


def current_wording(series_id: int) -> SeriesWording | None:
    """The newest words of the series' own, which its next certificates get."""
    return db.session.scalar(
        select(SeriesWording)
        .where(SeriesWording.series_id == series_id)
        .order_by(SeriesWording.version.desc())
        .limit(1)
    )


def pictures_of(site_id: int, kind: PictureKind) -> Sequence[CertificatePicture]:
    """The site's newest pictures of that kind."""
    return db.session.scalars(
        select(CertificatePicture)
        .where(CertificatePicture.site_id == site_id, CertificatePicture.kind == kind)
        .order_by(CertificatePicture.id.desc())
        .limit(MOST_OFFERED)
    ).all()


def picture_of(
    site_id: int, public_id: str, kind: PictureKind
) -> CertificatePicture | None:
    """One picture of that site and kind."""
    return db.session.scalar(
        select(CertificatePicture).where(
            CertificatePicture.site_id == site_id,
            CertificatePicture.kind == kind,
            CertificatePicture.public_id == public_id,
        )
    )


def own_picture(public_id: str, *, actor: Actor) -> CertificatePicture:
    """A picture of a site that the actor runs.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    picture = db.session.scalar(
        select(CertificatePicture).where(
            CertificatePicture.public_id == public_id,
            CertificatePicture.site_id.in_(actor.coordinates),
        )
    )
    if picture is None:
        raise NotFound(N_("There is no such picture at your FabLab."))
    return picture
