"""A picture of what was achieved, as SVG and as PNG: no word about by whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from fablab.config import ROOT
from fablab.web.shapes import PALETTE, Shape, box_path
from fablab.web.topic_art import topic_art

SIDE: Final = 640
ART: Final = 320
_ART_LEFT, _ART_TOP = (SIDE - ART) // 2, 48
_FRAME = Shape(box_path(8, 8, SIDE - 16, SIDE - 16, 48), "main", 10)
_CARD = Shape(box_path(32, 392, SIDE - 64, 216, 28), "paper", 6)
_TITLE_SIZES = (46, 40, 34, 28, 22)
_MOST_LINES = 3
_FINER = 2
"""The PNG is drawn so many times larger and then made smaller, for smooth edges."""
_STEPS = 12
_FONTS = ROOT / "static" / "vendor" / "pdf"
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is in the picture: the series' topic and title, and who awards it."""

    topic: str
    title: str
    issuer: str


def picture_svg(picture: Picture) -> str:
    """The picture as SVG, which begins with its root element."""
    art = topic_art(picture.topic)
    size, lines = _fit_title(picture.title)
    words = "".join(
        f'<text x="{SIDE / 2:g}" y="{y:g}" font-size="{size}" font-weight="800">'
        f"{escape(line)}</text>"
        for line, y in _placed(lines, size)
    )
    shapes = "".join(_svg_path(shape, art.colour) for shape in art.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" '
        f'width="{SIDE}" height="{SIDE}" role="img">'
        f"<title>{escape(picture.title)} – {escape(picture.issuer)}</title>"
        f"{_svg_path(_FRAME, art.colour)}"
        f'<g transform="translate({_ART_LEFT} {_ART_TOP}) scale({ART / 200:g})">'
        f"{shapes}</g>{_svg_path(_CARD, art.colour)}"
        f'<g font-family="Nunito, sans-serif" text-anchor="middle" '
        f'fill="{PALETTE["ink"]}">{words}'
        f'<text x="{SIDE / 2:g}" y="580" font-size="24">{escape(picture.issuer)}</text>'
        "</g></svg>"
    )


@lru_cache(64)
def picture_png(picture: Picture) -> bytes:
    """The same picture as PNG; equal pictures are equal in every byte."""
    art = topic_art(picture.topic)
    canvas = Image.new("RGB", (SIDE * _FINER, SIDE * _FINER), "white")
    draw = ImageDraw.Draw(canvas)
    _draw(draw, _FRAME, art.colour)
    for shape in art.shapes:
        _draw(draw, shape, art.colour, scale=ART / 200, at=(_ART_LEFT, _ART_TOP))
    _draw(draw, _CARD, art.colour)
    size, lines = _fit_title(picture.title)
    for line, y in _placed(lines, size):
        _write(draw, line, y, size, "ExtraBold")
    _write(draw, picture.issuer, 580, 24, "Regular")
    file = BytesIO()
    canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()


def _fit_title(title: str) -> tuple[int, Sequence[str]]:
    """The largest letters that keep the title to three lines; it is never cut."""
    for size in _TITLE_SIZES:
        lines = list(_wrap(title, size))
        if len(lines) <= _MOST_LINES:
            break
    return size, lines


def _wrap(text: str, size: int) -> Iterator[str]:
    font, line = _font("ExtraBold", size), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > SIDE - 112:
            yield line
            longer = word
        line = longer
    yield line


def _placed(lines: Sequence[str], size: int) -> Iterator[tuple[str, float]]:
    """The lines with their baselines, together in the middle of the card."""
    first = 476 - (len(lines) - 1) * size * 0.6 + size * 0.35
    for number, line in enumerate(lines):
        yield line, first + number * size * 1.2


@lru_cache(16)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"Nunito-{weight}.ttf", size)


def _write(
    draw: ImageDraw.ImageDraw, text: str, y: float, size: int, weight: str
) -> None:
    draw.text(
        (SIDE / 2 * _FINER, y * _FINER),
        text,
        fill=PALETTE["ink"],
        font=_font(weight, size * _FINER),
        anchor="ms",
    )


def _svg_path(shape: Shape, main: str) -> str:
    fill = _colour(shape.fill, main) if shape.fill else "none"
    stroke = (
        f' stroke="{_colour(shape.stroke, main)}" stroke-width="{shape.line:g}" '
        'stroke-linejoin="round" stroke-linecap="round"'
        if shape.line
        else ""
    )
    return f'<path d="{shape.path}" fill="{fill}"{stroke}/>'


def _draw(
    draw: ImageDraw.ImageDraw,
    shape: Shape,
    main: str,
    *,
    scale: float = 1,
    at: Point = (0, 0),
) -> None:
    for points in _outlines(shape.path):
        placed = [
            ((x * scale + at[0]) * _FINER, (y * scale + at[1]) * _FINER)
            for x, y in points
        ]
        if shape.fill:
            draw.polygon(placed, fill=_colour(shape.fill, main))
        if shape.line:
            width = shape.line * scale * _FINER
            ink = _colour(shape.stroke, main)
            draw.line(placed, fill=ink, width=round(width), joint="curve")
            for x, y in (placed[0], placed[-1]):
                half = width / 2
                draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)


def _outlines(path: str) -> Iterator[list[Point]]:
    """The path's lines as points close enough together for the eye."""
    points: list[Point] = []
    for letter, text in re.findall(r"([MLCZ])([^MLCZ]*)", path):
        numbers = [float(each) for each in text.split()]
        if letter == "M" and points:
            yield points
            points = []
        if letter == "Z":
            points.append(points[0])
        elif letter == "C":
            points.extend(_curve(points[-1], numbers))
        else:
            points.append((numbers[0], numbers[1]))
    yield points


def _curve(start: Point, numbers: Sequence[float]) -> Iterator[Point]:
    """A cubic Bézier curve, step by step."""
    ends = (start, *zip(numbers[::2], numbers[1::2], strict=True))
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        yield (
            sum(w * x for w, (x, _) in zip(weights, ends, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, ends, strict=True)),
        )


def _colour(name: str, main: str) -> str:
    return main if name == "main" else PALETTE[name]
