"""Outlines and fills that any drawing surface can use, and their colours.

Paths use the SVG letters M, L, C and Z with absolute coordinates in a square of
200 by 200, x to the right and y downwards. Fills and strokes are names of `PALETTE`
or `main`, the colour of whatever the picture stands for.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

PALETTE: Final = {
    "ink": "#1d1b3a",
    "ink-2": "#4d4a6d",
    "paper": "#fffaf3",
    "white": "#ffffff",
    "line": "#d9d4e6",
    "brand": "#4a33c9",
    "soft": "#ece8ff",
    "sun": "#ffcf33",
    "rose": "#ff7aa8",
    "leaf": "#12b886",
    "sky": "#8ecbff",
    "wood": "#f4c78e",
    "wood-2": "#d99a55",
}


@dataclass(frozen=True)
class Shape:
    """One outline: filled if it has a fill, stroked if its line is thicker than 0."""

    path: str
    fill: str = ""
    line: float = 5
    stroke: str = "ink"


def box_path(x: float, y: float, w: float, h: float, r: float = 0) -> str:
    """A rectangle from its upper left corner, its corners rounded by r."""
    if not r:
        return f"M{x} {y} L{x + w} {y} L{x + w} {y + h} L{x} {y + h} Z"
    right, low, k = x + w, y + h, r * 0.4477
    return (
        f"M{x + r} {y} "
        f"L{right - r} {y} C{right - k} {y} {right} {y + k} {right} {y + r} "
        f"L{right} {low - r} C{right} {low - k} {right - k} {low} {right - r} {low} "
        f"L{x + r} {low} C{x + k} {low} {x} {low - k} {x} {low - r} "
        f"L{x} {y + r} C{x} {y + k} {x + k} {y} {x + r} {y} Z"
    )


def dot_path(x: float, y: float, r: float) -> str:
    """A circle around x, y."""
    return box_path(x - r, y - r, 2 * r, 2 * r, r)


def line_path(*points: tuple[float, float]) -> str:
    """A line through the points."""
    return "M" + " L".join(f"{x} {y}" for x, y in points)


def poly_path(*points: tuple[float, float]) -> str:
    """A closed line through the points."""
    return line_path(*points) + " Z"


def star_path(x: float, y: float, r: float, *, tilt: float = 0, flat: float = 1) -> str:
    """A five-pointed star, slanted and flattened if it lies on a table."""
    spokes = [(r if i % 2 == 0 else r * 0.45, i * pi / 5) for i in range(10)]
    points = [(d * sin(a), -d * cos(a) * flat) for d, a in spokes]
    return poly_path(
        *((round(x + px - tilt * py, 1), round(y + py, 1)) for px, py in points)
    )
