"""How the season's certificates look: one site has a design, the other leaves it."""

from datetime import datetime
from io import BytesIO
from math import sin
from typing import Final

from PIL import Image, ImageDraw

from fablab.accounts.models import Account
from fablab.certificates.models import PictureKind
from fablab.certificates.pictures import tidy_picture
from fablab.certificates.services.designs import (
    Draft,
    add_picture,
    change_design,
    change_wording,
)
from fablab.series.models import Series
from fablab.sites.models import Site

ROLES: Final = {
    "pl": "dyrektorka FabLabu",
    "en": "director of the FabLab",
    "de": "Leiterin des FabLabs",
    "uk": "директорка FabLab",
}
INTROS: Final = {
    "pl": "za {hours} godz. pracy w cyklu warsztatów",
    "en": "for {hours} hours of work in the workshop series",
    "de": "für {hours} Stunden Arbeit in der Workshopreihe",
    "uk": "за {hours} год роботи в циклі майстерень",
}


def design_certificates(site: Site, *, by: Account, now: datetime) -> None:
    """Give the site a signature and the name and function of who signs."""
    signature = add_picture(
        site=site,
        kind=PictureKind.SIGNATURE,
        data=tidy_picture(_draw_signature(), PictureKind.SIGNATURE),
        by=by,
        now=now,
    )
    draft = Draft(
        signature=signature.public_id,
        signer="Halina Przykładna",
        texts={language: {"role": role} for language, role in ROLES.items()},
    )
    change_design(site=site, draft=draft, by=by, now=now)


def word_certificates(series: Series, *, by: Account, now: datetime) -> None:
    """Let one series say in its own words what its certificates are for."""
    texts = {language: {"intro": intro} for language, intro in INTROS.items()}
    change_wording(series=series, texts=texts, by=by, now=now)


def _draw_signature() -> bytes:
    """A few waves of a pen, each flatter than the one before."""
    paper = Image.new("RGB", (640, 200), "white")
    pen = ImageDraw.Draw(paper)
    waves = [
        (40 + step * 4, 100 - sin(step / 6) * max(80 - step * 0.6, 8) + step * 0.2)
        for step in range(130)
    ]
    pen.line(waves, fill="#1d1b3a", width=7, joint="curve")
    pen.line([(60, 160), (300, 140), (590, 150)], fill="#1d1b3a", width=5)
    written = BytesIO()
    paper.save(written, "PNG")
    return written.getvalue()
