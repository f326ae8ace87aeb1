"""Whether letters can be read on a colour."""

from typing import Final

from fablab.certificates.errors import Unreadable
from fablab.web.shapes import PALETTE

LEAST: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text."""

DARK: Final = 0.04045  # of sRGB: where its curve begins (IEC 61966-2-1)
WHITE: Final = PALETTE["white"]
PAPER: Final = PALETTE["paper"]
INK: Final = PALETTE["ink"]


def check_colours(*, colour: str, accent: str) -> None:
    """Make sure that white stands out from the colour, it from paper, ink from accent.

    Args:
        colour: of panel and heading, `#rrggbb`; empty for the topic's own.
        accent: behind the name and the topic, `#rrggbb`.

    Raises:
        Unreadable: letters would hardly be seen.
    """
    if colour and min(contrast(colour, WHITE), contrast(colour, PAPER)) < LEAST:
        raise Unreadable(colour=colour, darker=True)
    if contrast(accent, INK) < LEAST:
        raise Unreadable(colour=accent, darker=False)


def contrast(one: str, other: str) -> float:
    """The ratio of the two colours' lightness, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(level: int) -> float:
    part = level / 255
    return part / 12.92 if part <= DARK else ((part + 0.055) / 1.055) ** 2.4
