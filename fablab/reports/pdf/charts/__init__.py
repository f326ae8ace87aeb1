"""Charts on paper; each reads in grey and to colour-blind people."""

from fablab.reports.pdf.charts.bars import (
    SHADES,
    Part,
    shade_of,
    stacked_bar,
    swatch,
)
from fablab.reports.pdf.charts.dots import SPACED, draw_strip
from fablab.reports.pdf.charts.signs import attendance_sign, level_sign
from fablab.reports.pdf.charts.stamps import stamp

__all__ = [
    "SHADES",
    "SPACED",
    "Part",
    "attendance_sign",
    "draw_strip",
    "level_sign",
    "shade_of",
    "stacked_bar",
    "stamp",
    "swatch",
]
