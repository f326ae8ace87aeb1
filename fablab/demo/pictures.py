"""Pictures of what pupils made, drawn by hand: no photo of anybody, no file to keep."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final, TypeAlias

from PIL import Image, ImageDraw

from fablab.web.shapes import PALETTE

WIDTH: Final = 800
HEIGHT: Final = 600
_FINER: Final = 2
_UNIT: Final = WIDTH / 200 * _FINER
_TABLE: Final = 112
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width, height."""


class Pen:
    """Draws in a space of 200 by 150, with a thick line around everything."""

    def __init__(self, wall: str) -> None:
        size = (WIDTH * _FINER, HEIGHT * _FINER)
        self._image = Image.new("RGB", size, PALETTE[wall])
        self._draw = ImageDraw.Draw(self._image)
        self.box((-10, _TABLE, 220, 60), "wood", 0)
        self.line((-10, 128), (210, 128), colour="wood-2", width=1.2)

    def box(self, at: Box, fill: str, r: float) -> None:
        """A rectangle from its upper left corner, its corners rounded by r."""
        x, y, w, h = at
        self._draw.rounded_rectangle(
            _scaled((x, y), (x + w, y + h)),
            radius=r * _UNIT,
            fill=PALETTE[fill],
            outline=PALETTE["ink"],
            width=round(2.4 * _UNIT),
        )

    def dot(self, x: float, y: float, r: float, fill: str) -> None:
        """A circle around x, y."""
        self._draw.ellipse(
            _scaled((x - r, y - r), (x + r, y + r)),
            fill=PALETTE[fill],
            outline=PALETTE["ink"],
            width=round(2.4 * _UNIT),
        )

    def poly(self, fill: str, *points: Point) -> None:
        """A shape with straight sides."""
        self._draw.polygon(_scaled(*points), fill=PALETTE[fill])
        self.line(*points, points[0], points[1])

    def line(self, *points: Point, colour: str = "ink", width: float = 2.4) -> None:
        """A line through the points."""
        self._draw.line(
            _scaled(*points),
            fill=PALETTE[colour],
            width=round(width * _UNIT),
            joint="curve",
        )

    def glow(self, x: float, y: float, r: float) -> None:
        """Light around x, y, on what is there already."""
        light = Image.new("L", self._image.size)
        reach = ImageDraw.Draw(light)
        for step in range(8):
            at = r * (1 - step / 8)
            reach.ellipse(_scaled((x - at, y - at), (x + at, y + at)), 20 + 22 * step)
        self._image.paste(PALETTE["sun"], mask=light)

    def finished(self) -> bytes:
        """The picture as a JPEG file."""
        file = BytesIO()
        small = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(file, "JPEG", quality=90)
        return file.getvalue()


def draw_work(motif: str, *, colour: str, wall: str) -> bytes:
    """A picture of the thing, in one colour before another."""
    pen = Pen(wall)
    MOTIFS[motif](pen, colour)
    return pen.finished()


def _scaled(*points: Point) -> list[Point]:
    return [(x * _UNIT, y * _UNIT) for x, y in points]


def _lamp(pen: Pen, colour: str) -> None:
    pen.glow(100, 58, 78)
    pen.box((92, 84, 16, 34), "white", 2)
    pen.box((68, 114, 64, 12), "ink", 5)
    pen.poly(colour, (78, 22), (122, 22), (146, 88), (54, 88))
    for x, y in ((84, 42), (104, 36), (116, 56), (92, 64), (72, 76), (124, 76)):
        pen.dot(x, y, 4.4, "sun")


def _robot(pen: Pen, colour: str) -> None:
    pen.line((10, 138), (70, 132), (130, 142), (192, 134), width=5)
    pen.line((100, 34), (100, 20))
    pen.dot(100, 17, 6, "sun")
    pen.box((64, 34, 72, 46), colour, 12)
    for x in (84, 116):
        pen.dot(x, 54, 9, "white")
        pen.dot(x, 54, 2.4, "ink")
    pen.line((88, 70), (112, 70))
    pen.box((54, 82, 92, 34), "white", 8)
    for x, fill in ((72, "rose"), (100, "sun"), (128, "leaf")):
        pen.dot(x, 99, 6, fill)
    for x in (60, 140):
        pen.dot(x, 120, 15, "ink")
        pen.dot(x, 120, 6, "soft")


def _synth(pen: Pen, colour: str) -> None:
    pen.box((34, 44, 132, 80), colour, 10)
    for number, fill in enumerate(("sun", "rose", "sky", "leaf")):
        x = 56 + number * 30
        pen.dot(x, 64, 10, fill)
        pen.line((x, 64), (x + 5 - number * 3, 56))
    pen.box((44, 84, 112, 32), "white", 3)
    for x in range(60, 156, 16):
        pen.line((x, 84), (x, 116), width=1.6)
    for x in (56, 72, 104, 120, 136):
        pen.box((x, 84, 8, 18), "ink", 1)


def _rocket(pen: Pen, colour: str) -> None:
    pen.poly("sun", (88, 112), (112, 112), (100, 138))
    pen.poly(colour, (76, 78), (54, 116), (80, 108))
    pen.poly(colour, (124, 78), (146, 116), (120, 108))
    pen.box((76, 44, 48, 70), "white", 6)
    pen.poly(colour, (100, 8), (124, 48), (76, 48))
    pen.dot(100, 68, 12, "sky")
    pen.line((84, 98), (116, 98), colour="rose", width=5)


def _board(pen: Pen, colour: str) -> None:
    pen.poly("white", (54, 62), (152, 56), (184, 132), (20, 138))
    track = [(64, 74), (96, 70), (130, 68), (142, 86), (110, 92), (72, 96), (56, 120)]
    pen.line(*track, width=3)
    for number, (x, y) in enumerate(track):
        pen.dot(x, y, 8, ("sun", colour, "sky", "rose")[number % 4])
    for x, fill in ((104, colour), (150, "leaf")):
        pen.poly(fill, (x, 84), (x + 11, 118), (x - 11, 118))
        pen.dot(x, 80, 8, fill)


def _stage(pen: Pen, colour: str) -> None:
    pen.box((30, 20, 140, 106), "ink", 8)
    pen.box((40, 30, 120, 86), "sky", 3)
    pen.dot(136, 50, 11, "sun")
    pen.poly("leaf", (40, 114), (72, 74), (108, 114))
    pen.poly("leaf", (90, 114), (126, 84), (160, 114))
    pen.box((84, 72, 32, 40), colour, 14)
    for x in (94, 108):
        pen.dot(x, 86, 4.4, "white")
    pen.poly("sun", (98, 92), (106, 92), (102, 99))


MOTIFS: Final[Mapping[str, Callable[[Pen, str], None]]] = {
    "lamp": _lamp,
    "robot": _robot,
    "synth": _synth,
    "rocket": _rocket,
    "board": _board,
    "stage": _stage,
}
