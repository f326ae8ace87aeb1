"""Made-up facts, to see how a certificate would look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.certificates.snapshot import Snapshot
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.sites.models import Site

CODE: Final = "7K3D9BCDFGHJKLMNPQRTW3464"
"""A number that nobody has."""


class NameLength(StrEnum):
    """Which name a sample is for."""

    USUAL = "usual"
    LONGEST = "longest"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Whose certificate a preview shows: in which language, about what, how long."""

    language: str
    name: NameLength
    topic: str = ""


_NAMES: Final = {
    "pl": "Łucja Żółć-Święcicka",
    "en": "Zoë Brontë-Hughes",
    "de": "Jürgen Großmann",
    "uk": "Олександра Їжакевич",
}
_LONGEST: Final = (
    "Maria Aleksandra Konstancja Wolfeschlegelsteinhausen-Brzęczyszczykiewiczówna"
)


def sample_facts(
    *, site: Site, shown: Shown, issuer: str, today: date, series: Series | None = None
) -> Snapshot:
    """Facts of nobody; title, topic and achievements are those of a given series."""
    title, done = _said(series, shown.language)
    is_long = shown.name is NameLength.LONGEST
    return Snapshot(
        language=shown.language,
        pupil=_LONGEST if is_long else _NAMES[shown.language],
        initials="",
        series=title,
        topic=series.topic.value if series else shown.topic,
        done=tuple(done),
        meetings_attended=5,
        meetings_held=6,
        hours=12.5,
        first_on=today.replace(day=1),
        last_on=today,
        place="",
        site=site.name,
        city=site.city,
        time_zone=site.time_zone,
        issuer=issuer,
        issued_on=today,
    )


def _said(series: Series | None, language: str) -> tuple[str, Sequence[str]]:
    if series is not None:
        text = text_of(series, language)
        return text.title, list(filter(None, text.achievement.splitlines()))
    with force_locale(language):
        return _("A lamp of your own"), [
            _("Drew it, from the first sketch to the file"),
            _("Built it and tried three ways to join the parts"),
            _("Showed it to the others, shining"),
        ]
