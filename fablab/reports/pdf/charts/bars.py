"""Stacked bars, told apart by lightness, hatching and numbers, never by hue alone."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from reportlab.graphics.charts.barcharts import HorizontalBarChart
from reportlab.graphics.shapes import STATE_DEFAULTS, Drawing, Line, Rect
from reportlab.lib.colors import Color, linearlyInterpolatedColor

from fablab.reports.bars import WITHHELD
from fablab.web.pdf import HEAVY, REGULAR, colour

SHADES: Final = (0.08, 0.35, 0.68, 1.0, 0.0)
"""How much of the brand's colour a part has, from the lowest level to none."""

DARK: Final = 0.8
HATCH: Final = 4.0
LINE: Final = 0.6
LARGEST: Final = 10.0

STATE_DEFAULTS["fontName"] = REGULAR  # else a drawing names a face of its own


class Part(NamedTuple):
    """A part of a bar: its shade, how long it is in per cent, and what it says."""

    shade: int
    length: float
    label: str = ""


def stacked_bar(parts: Sequence[Part], size: tuple[float, float]) -> Drawing:
    """The parts one behind the other from the left, a hatching over withheld ones."""
    width, height = size
    drawing, left = Drawing(width, height), 0.0
    drawing.add(_chart_of(parts, size))
    for part in parts:
        length = width * part.length / 100
        if part.shade == WITHHELD:
            _hatch(drawing, left, length)
        left += length
    return drawing


def swatch(shade: int, width: float, height: float) -> Drawing:
    """A small box in the shade, for the key of a chart."""
    rect = Rect(0, 0, width, height)
    rect.fillColor = shade_of(shade)
    rect.strokeColor, rect.strokeWidth = colour("ink"), LINE
    return Drawing(width, height, rect)


def shade_of(shade: int) -> Color:
    """The colour of a part: the higher the level, the darker."""
    share = 0.0 if shade == WITHHELD else SHADES[shade]
    return linearlyInterpolatedColor(colour("white"), colour("brand"), 0, 1, share)


def _chart_of(parts: Sequence[Part], size: tuple[float, float]) -> HorizontalBarChart:
    """A chart of one bar without axes."""
    chart = HorizontalBarChart()
    chart.x = chart.y = chart.groupSpacing = chart.barSpacing = 0
    chart.width, chart.height = size  # type: ignore[assignment]  # the stub says int
    chart.data = [(part.length,) for part in parts]
    chart.categoryAxis.style = "stacked"
    chart.categoryAxis.visible = chart.valueAxis.visible = 0
    chart.valueAxis.valueMin, chart.valueAxis.valueMax = 0, 100
    chart.barLabelFormat = "values"
    chart.barLabelArray = [[part.label] for part in parts]
    chart.barLabels.boxTarget = "mid"
    for place, part in enumerate(parts):
        _style(chart, place, part, size[0] * part.length / 100)
    return chart


def _style(chart: HorizontalBarChart, place: int, part: Part, length: float) -> None:
    """Fill and outline the part; its label is as large as it has room."""
    bar, label = chart.bars[place], chart.barLabels[place, 0]
    bar.fillColor = shade_of(part.shade)
    bar.strokeColor, bar.strokeWidth = colour("ink"), LINE
    is_dark = part.shade != WITHHELD and SHADES[part.shade] > DARK
    label.fontName = HEAVY
    label.fontSize = min(LARGEST, length / max(len(part.label), 1))
    label.fillColor = colour("white" if is_dark else "ink")


def _hatch(drawing: Drawing, left: float, length: float) -> None:
    begin = left - drawing.height
    while (begin := begin + HATCH) < left + length:
        low = max(begin, left)
        high = min(begin + drawing.height, left + length)
        line = Line(low, low - begin, high, high - begin)
        line.strokeColor, line.strokeWidth = colour("ink"), 0.5
        drawing.add(line)
