"""Changing how certificates look: every change is a version of its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.certificates.colours import check_colours
from fablab.certificates.errors import UnknownPicture
from fablab.certificates.models import (
    CertificatePicture,
    Orientation,
    PictureKind,
    SeriesWording,
    SiteDesign,
    Texts,
)
from fablab.certificates.queries.designs import (
    current_design,
    current_wording,
    picture_of,
)
from fablab.certificates.snapshot import check_printable
from fablab.certificates.texts import check_texts
from fablab.kernel.db import db
from fablab.series.models import Series
from fablab.sites.models import Site

SUN = "#ffcf33"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A design as it was entered; `logo` and `signature` are public ids, or empty."""

    orientation: Orientation = Orientation.LANDSCAPE
    colour: str = ""
    accent: str = SUN
    logo: str = ""
    signature: str = ""
    signer: str = ""
    texts: Texts = field(default_factory=dict)


def check_draft(draft: Draft) -> None:
    """Make sure that what was entered can be printed and read.

    Raises:
        Unreadable: letters on a colour could hardly be read.
        UnknownGap: a text has a gap that nothing is known for.
        UnprintableLetters: the typeface lacks some letters.
    """
    check_colours(colour=draft.colour, accent=draft.accent)
    check_printable(draft.signer)
    check_texts(draft.texts)


def draft_of(design: SiteDesign | None) -> Draft:
    """What was entered for a design; ours, where a site has none yet."""
    if design is None:
        return Draft()
    return Draft(
        orientation=design.orientation,
        colour=design.colour,
        accent=design.accent,
        logo=design.logo.public_id if design.logo else "",
        signature=design.signature.public_id if design.signature else "",
        signer=design.signer,
        texts=design.texts,
    )


def change_design(
    *, site: Site, draft: Draft, by: Account, now: datetime
) -> SiteDesign:
    """Let the site's next certificates look like that; those issued stay as they are.

    Returns:
        The new version, flushed; the present one, if nothing was changed.

    Raises:
        UnknownPicture: a picture is not one of the site's.
        DomainError: as `check_draft`.
    """
    check_draft(draft)
    _lock(Site, site.id)
    present = current_design(site.id)
    if present is not None and draft == draft_of(present):
        return present
    design = SiteDesign(
        site=site,
        version=present.version + 1 if present else 1,
        orientation=draft.orientation,
        colour=draft.colour,
        accent=draft.accent,
        logo=_picture(site, draft.logo, PictureKind.LOGO),
        signature=_picture(site, draft.signature, PictureKind.SIGNATURE),
        signer=draft.signer,
        texts=draft.texts,
        made_by=by,
        made_at=now,
    )
    db.session.add(design)
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="certificate.design_changed",
        subject_kind="site",
        subject=site.slug,
        now=now,
        details={"version": design.version},
    )
    return design


def change_wording(
    *,
    series: Series,
    texts: Mapping[str, Mapping[str, str]],
    by: Account,
    now: datetime,
) -> SeriesWording | None:
    """Let the series' next certificates say that; those issued stay as they are.

    Returns:
        The new version, flushed; the present one or None, if nothing was changed.

    Raises:
        UnknownGap: a text has a gap that nothing is known for.
        UnprintableLetters: the typeface lacks some letters.
    """
    check_texts(texts)
    _lock(Series, series.id)
    present = current_wording(series.id)
    if texts == (present.texts if present else {}):
        return present
    wording = SeriesWording(
        series=series,
        version=present.version + 1 if present else 1,
        texts={language: dict(words) for language, words in texts.items()},
        made_by=by,
        made_at=now,
    )
    db.session.add(wording)
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="certificate.wording_changed",
        subject_kind="series",
        subject=series.slug,
        now=now,
        details={"version": wording.version},
    )
    return wording


def add_picture(
    *, site: Site, kind: PictureKind, data: bytes, by: Account, now: datetime
) -> CertificatePicture:
    """Keep a picture to be chosen; one that is there already is not kept twice.

    Args:
        site: whose.
        kind: what it is for.
        data: as `tidy_picture` drew it.
        by: who brings it.
        now: the aware instant.
    """
    _lock(Site, site.id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = db.session.scalar(
        select(CertificatePicture).where(
            CertificatePicture.site_id == site.id,
            CertificatePicture.kind == kind,
            CertificatePicture.sha256 == sha256,
        )
    )
    if known is not None:
        return known
    picture = CertificatePicture(
        site=site, kind=kind, data=data, sha256=sha256, added_at=now
    )
    db.session.add(picture)
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="certificate.picture_added",
        subject_kind="site",
        subject=site.slug,
        now=now,
        details={"kind": kind.value},
    )
    return picture


def _picture(
    site: Site, public_id: str, kind: PictureKind
) -> CertificatePicture | None:
    if not public_id:
        return None
    picture = picture_of(site.id, public_id, kind)
    if picture is None:
        raise UnknownPicture
    return picture


def _lock(model: type[Site | Series], row_id: int) -> None:
    """Let nobody else add a version meanwhile."""
    db.session.scalar(select(model.id).where(model.id == row_id).with_for_update())
