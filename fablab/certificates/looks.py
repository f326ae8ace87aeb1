"""How one certificate looks: its versions of design and words, or a draft of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from fablab.certificates.models import (
    Certificate,
    Orientation,
    SeriesWording,
    SiteDesign,
)
from fablab.certificates.texts import ROLE
from fablab.series.queries import best_language

Words: TypeAlias = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a site and a series decide of the paper; all of it may be left to us.

    `site_words` and `series_words` map a language to what is worded in it.
    """

    orientation: Orientation = Orientation.LANDSCAPE
    colour: str = ""
    accent: str = "sun"
    logo: bytes = b""
    signature: bytes = b""
    signer: str = ""
    site_words: Words = field(default_factory=dict)
    series_words: Words = field(default_factory=dict)

    def text(self, part: str, language: str) -> str:
        """The series' words, else the site's; empty where neither has any.

        Another language's words never stand in, since ours are at hand in all.
        """
        for words in (self.series_words, self.site_words):
            if text := words.get(language, {}).get(part):
                return text
        return ""

    def role(self, language: str, home: str) -> str:
        """What the signer is, in the language, else in the site's or any other."""
        known = [code for code, words in self.site_words.items() if words.get(ROLE)]
        chosen = best_language(known, language, home)
        return self.site_words[chosen][ROLE] if chosen else ""


def look_of(certificate: Certificate) -> Look:
    """How a certificate looks that was issued."""
    return compose(certificate.design, certificate.wording)


def compose(design: SiteDesign | None, wording: SeriesWording | None) -> Look:
    """The look that a version of each makes."""
    series_words = wording.texts if wording else {}
    if design is None:
        return Look(series_words=series_words)
    return Look(
        orientation=design.orientation,
        colour=design.colour,
        accent=design.accent,
        logo=design.logo.data if design.logo else b"",
        signature=design.signature.data if design.signature else b"",
        signer=design.signer,
        site_words=design.texts,
        series_words=series_words,
    )
