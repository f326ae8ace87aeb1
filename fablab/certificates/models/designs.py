"""How certificates look: versions that are added and never changed."""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.series.models import Series
from fablab.sites.models import Site

Texts: TypeAlias = dict[str, dict[str, str]]


class Orientation(StrEnum):
    """How the A4 paper is held."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class PictureKind(StrEnum):
    """What a site's picture is for."""

    LOGO = "logo"
    SIGNATURE = "signature"


class CertificatePicture(Model):
    """A logo or a signature of a site, drawn anew as PNG. Never changed."""

    __tablename__ = "certificate_picture"
    __table_args__ = (UniqueConstraint("site_id", "kind", "sha256"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    site: Mapped[Site] = relationship()
    kind: Mapped[PictureKind]
    data: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]


class SiteDesign(Model):
    """One version of how a site's certificates look. Never changed: an edit adds one.

    Colours are `#rrggbb`; an empty `colour` is that of the topic. `texts` maps a
    language to its words: `heading`, `lead`, `intro`, `note` and the signer's `role`;
    what is missing is worded by us. Without a `signer` the issuing coordinator signs.
    """

    __tablename__ = "certificate_design"
    __table_args__ = (
        UniqueConstraint("site_id", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    site: Mapped[Site] = relationship()
    version: Mapped[int]
    orientation: Mapped[Orientation]
    colour: Mapped[str] = mapped_column(String(7))
    accent: Mapped[str] = mapped_column(String(7))
    logo_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate_picture.id"), init=False
    )
    logo: Mapped[CertificatePicture | None] = relationship(foreign_keys=[logo_id])
    signature_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate_picture.id"), init=False
    )
    signature: Mapped[CertificatePicture | None] = relationship(
        foreign_keys=[signature_id]
    )
    signer: Mapped[str] = mapped_column(String(120))
    texts: Mapped[Texts] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    made_at: Mapped[datetime]


class SeriesWording(Model):
    """One version of a series' own words on its certificates. Never changed.

    `texts` is as that of `SiteDesign`, without a role; its words come first.
    """

    __tablename__ = "series_wording"
    __table_args__ = (
        UniqueConstraint("series_id", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship()
    version: Mapped[int]
    texts: Mapped[Texts] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    made_at: Mapped[datetime]
