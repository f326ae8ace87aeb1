"""A picture to share: the topic, the series, the FabLab; no name, no number, no age."""

import io
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup
from PIL import Image, ImageDraw, ImageFont

from fablab.web.shapes import PALETTE, Shape
from fablab.web.topic_art import topic_art

SIDE: Final = 1080
ART: Final = (260, 210, 2.8)
"""Where the picture of the topic stands: left, top, and how much it is enlarged."""
FINER: Final = 2
STEPS: Final = 12
FONTS: Final = Path(__file__).parents[2] / "static" / "vendor" / "pdf"
_PARTS: Final = re.compile(r"([MLCZ])([^MLCZ]*)")
_LINE: Final = Markup('<text x="540" y="{}" font-size="{}" font-weight="{}">{}</text>')
Point = tuple[float, float]


@lru_cache(maxsize=64)
def share_png(*, topic: str, heading: str, title: str, site: str) -> bytes:
    """The picture as PNG; equal words give equal bytes.

    Args:
        topic: a slug, whose colour and picture it bears.
        heading: what one has to say: "I made it!"
        title: of the series, on two lines at most.
        site: the FabLab.
    """
    art = topic_art(topic)
    image = Image.new("RGB", (SIDE * FINER, SIDE * FINER), art.colour)
    draw = ImageDraw.Draw(image)
    _box(draw, (190, 170, 890, 810), fill=PALETTE["white"])
    for shape in art.shapes:
        _draw(draw, shape, art.colour)
    _write(draw, heading, 90, size=84, bold=True)
    lines = _wrap(title, size=58)
    for number, line in enumerate(lines):
        _write(
            draw, line, 878 + number * 66 - (len(lines) - 1) * 22, size=58, bold=True
        )
    _write(draw, site, 1020, size=36, bold=False)
    image = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    image.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()


def share_svg(*, topic: str, heading: str, title: str, site: str) -> str:
    """The same as SVG, which can be enlarged as one likes."""
    art = topic_art(topic)
    left, top, scale = ART
    colours = PALETTE | {"main": art.colour}
    shapes = Markup().join(
        Markup(
            '<path d="{}" fill="{}" stroke="{}" stroke-width="{}"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        ).format(
            shape.path,
            colours.get(shape.fill, "none"),
            colours[shape.stroke] if shape.line else "none",
            shape.line,
        )
        for shape in art.shapes
    )
    lines = _wrap(title, size=58)
    texts = [(heading, 118, 84, 800), (site, 1033, 36, 400)] + [
        (line, 898 + number * 66 - (len(lines) - 1) * 22, 58, 800)
        for number, line in enumerate(lines)
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        ' font-family="Nunito, sans-serif" text-anchor="middle" fill="#ffffff">'
        '<rect width="{side}" height="{side}" fill="{colour}"/>'
        '<rect x="190" y="170" width="700" height="640" rx="60" fill="#ffffff"'
        ' stroke="#1d1b3a" stroke-width="10"/>'
        '<g transform="translate({left} {top}) scale({scale})">{shapes}</g>'
        "{texts}</svg>"
    ).format(
        side=SIDE,
        colour=art.colour,
        left=left,
        top=top,
        scale=scale,
        shapes=shapes,
        texts=Markup().join(
            _LINE.format(y, size, weight, text) for text, y, size, weight in texts
        ),
    )


def _box(draw: ImageDraw.ImageDraw, at: tuple[int, ...], *, fill: str) -> None:
    draw.rounded_rectangle(
        [edge * FINER for edge in at],
        radius=60 * FINER,
        fill=fill,
        outline=PALETTE["ink"],
        width=10 * FINER,
    )


def _draw(draw: ImageDraw.ImageDraw, shape: Shape, main: str) -> None:
    colours = PALETTE | {"main": main}
    width = round(shape.line * ART[2] * FINER)
    for outline in _outlines(shape.path):
        points = [_placed(point) for point in outline]
        if shape.fill:
            draw.polygon(points, fill=colours[shape.fill])
        if width:
            draw.line(points, fill=colours[shape.stroke], width=width, joint="curve")
            _round_off(draw, points, width / 2, colours[shape.stroke])


def _round_off(
    draw: ImageDraw.ImageDraw, points: list[Point], half: float, ink: str
) -> None:
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - half, y - half, x + half, y + half), ink)


def _placed(point: Point) -> Point:
    left, top, scale = ART
    return (left + point[0] * scale) * FINER, (top + point[1] * scale) * FINER


def _outlines(path: str) -> Iterator[list[Point]]:
    """The path's lines as points, its curves as short straight pieces."""
    points: list[Point] = []
    for letter, numbers in _PARTS.findall(path):
        values = [float(number) for number in numbers.split()]
        given = list(zip(values[::2], values[1::2], strict=True))
        if letter == "M" and points:
            yield points
            points = []
        if letter == "C":
            points.extend(_curve(points[-1], *given))
        else:
            points.extend(given or points[:1])
    if points:
        yield points


def _curve(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        four = (start, first, second, end)
        yield (
            sum(p * point[0] for p, point in zip(parts, four, strict=True)),
            sum(p * point[1] for p, point in zip(parts, four, strict=True)),
        )


def _write(
    draw: ImageDraw.ImageDraw, text: str, y: float, *, size: int, bold: bool
) -> None:
    font = _font(size, bold=bold)
    while font.getlength(text) > (SIDE - 80) * FINER and size > 24:  # noqa: PLR2004 -- px
        size -= 2
        font = _font(size, bold=bold)
    draw.text(
        (SIDE / 2 * FINER, y * FINER), text, font=font, fill="#ffffff", anchor="mm"
    )


def _wrap(text: str, *, size: int) -> list[str]:
    """One line, or two that are about as long as each other."""
    font, words = _font(size, bold=True), text.split()
    if font.getlength(text) <= (SIDE - 80) * FINER or len(words) == 1:
        return [text]
    cuts = [
        (" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))
    ]
    return [*min(cuts, key=lambda two: abs(len(two[0]) - len(two[1])))]


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = "Nunito-ExtraBold.ttf" if bold else "Nunito-Regular.ttf"
    return ImageFont.truetype(FONTS / name, size * FINER)
