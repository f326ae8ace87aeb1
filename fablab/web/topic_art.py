"""One small picture per topic, as outlines and fills that any drawing surface can use.

Paths use the SVG letters M, L, C and Z with absolute coordinates in a square of
200 by 200, x to the right and y downwards. Fills are names of `PALETTE` or `main`,
the topic's own colour.
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


@dataclass(frozen=True)
class TopicArt:
    """The colour a topic is known by, and its picture from back to front."""

    colour: str
    shapes: tuple[Shape, ...]


def _box(x: float, y: float, w: float, h: float, r: float = 0) -> str:
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


def _dot(x: float, y: float, r: float) -> str:
    return _box(x - r, y - r, 2 * r, 2 * r, r)


def _line(*points: tuple[float, float]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in points)


def _poly(*points: tuple[float, float]) -> str:
    return _line(*points) + " Z"


def _star(x: float, y: float, r: float, *, tilt: float = 0, flat: float = 1) -> str:
    spokes = [(r if i % 2 == 0 else r * 0.45, i * pi / 5) for i in range(10)]
    points = [(d * sin(a), -d * cos(a) * flat) for d, a in spokes]
    return _poly(
        *((round(x + px - tilt * py, 1), round(y + py, 1)) for px, py in points)
    )


_PRINTER = (
    Shape("M132 8 C116 -2 100 2 100 24", line=4, stroke="rose"),
    Shape(_dot(146, 16, 16), "rose"),
    Shape(_dot(146, 10, 4), "white", 3),
    Shape(_box(38, 166, 26, 16, 5), "ink"),
    Shape(_box(136, 166, 26, 16, 5), "ink"),
    Shape(_box(24, 20, 152, 150, 16), "white"),
    Shape(_box(42, 38, 116, 96, 8), "soft"),
    Shape(_line((42, 56), (158, 56))),
    Shape(_box(82, 46, 36, 24, 5), "sun"),
    Shape(_poly((92, 70), (108, 70), (103, 80), (97, 80)), "ink", 3),
    Shape(_box(84, 88, 30, 18, 3), "white"),
    Shape(_box(95, 93, 9, 7, 1), "sky", 3),
    Shape(_poly((58, 104), (146, 104), (130, 124), (70, 124)), "rose"),
    Shape(_line((66, 114), (136, 114)), line=2.5),
    Shape(_box(52, 124, 96, 6, 2), "ink", 3),
    Shape(_dot(50, 152, 6), "leaf", 3),
    Shape(_dot(70, 152, 6), "sun", 3),
    Shape(_box(112, 145, 44, 14, 4), "main", 3),
)

_LASER = (
    Shape(_line((14, 32), (186, 32))),
    Shape(_dot(14, 32, 6), "white"),
    Shape(_dot(186, 32, 6), "white"),
    Shape(
        _poly((14, 172), (146, 172), (186, 106), (186, 120), (146, 186), (14, 186)),
        "wood-2",
    ),
    Shape(_poly((54, 106), (186, 106), (146, 172), (14, 172)), "wood"),
    Shape(_star(98, 142, 36, tilt=0.5, flat=0.68), "white", 4),
    Shape(_line((111, 84), (111, 117)), line=6, stroke="rose"),
    Shape(_line((95, 108), (86, 102)), line=4, stroke="sun"),
    Shape(_line((127, 108), (136, 102)), line=4, stroke="sun"),
    Shape(_line((98, 97), (92, 90)), line=4, stroke="sun"),
    Shape(_line((124, 97), (130, 90)), line=4, stroke="sun"),
    Shape(_box(86, 12, 50, 42, 9), "main"),
    Shape(_dot(111, 33, 8), "sun", 4),
    Shape(_box(97, 54, 28, 14, 3), "white"),
    Shape(_poly((102, 68), (120, 68), (114, 82), (108, 82)), "ink", 3),
)

_CIRCUIT = (
    Shape(_box(20, 84, 160, 98, 16), "main"),
    *(
        Shape(_dot(x, y, 4), "white", 3)
        for x, y in ((35, 99), (165, 99), (35, 167), (165, 167))
    ),
    Shape(
        _line((88, 70), (88, 104), (56, 104), (56, 132), (82, 132)),
        line=4,
        stroke="white",
    ),
    Shape(_line((112, 70), (112, 116)), line=4, stroke="white"),
    Shape(_line((128, 132), (148, 132), (148, 150)), line=4, stroke="white"),
    Shape(_line((100, 150), (100, 168), (62, 168)), line=4, stroke="white"),
    *(Shape(_line((x, 110), (x, 158)), line=4) for x in (88, 100, 112, 124)),
    Shape(_box(78, 116, 54, 36, 6), "ink"),
    Shape(_dot(90, 126, 2.5), "white", 0),
    Shape(_dot(148, 153, 9), "sun", 4),
    Shape(_dot(56, 118, 7), "rose", 4),
    Shape("M76 62 L76 38 C76 6 124 6 124 38 L124 62 Z", "rose"),
    Shape("M90 44 C90 32 94 28 100 27", line=4, stroke="white"),
    Shape(_box(68, 60, 64, 12, 5), "rose"),
    *(
        Shape(_line(start, end), stroke="sun", line=6)
        for start, end in (
            ((58, 40), (40, 38)),
            ((62, 20), (48, 9)),
            ((142, 40), (160, 38)),
            ((138, 20), (152, 9)),
        )
    ),
)

_ROBOT = (
    Shape(_line((100, 38), (100, 18))),
    Shape(_dot(100, 14, 8), "rose"),
    Shape("M60 124 C38 122 32 134 32 148", line=7),
    Shape("M140 124 C164 124 168 112 168 96", line=7),
    Shape(_dot(32, 154, 9), "sun"),
    Shape(_dot(168, 90, 9), "sun"),
    Shape(_box(38, 56, 16, 26, 6), "main"),
    Shape(_box(146, 56, 16, 26, 6), "main"),
    Shape(_box(90, 98, 20, 14), "ink"),
    Shape(_box(50, 36, 100, 66, 20), "white"),
    Shape(_box(62, 48, 76, 42, 14), "ink"),
    Shape(_dot(82, 64, 7), "sun", 0),
    Shape(_dot(118, 64, 7), "sun", 0),
    Shape("M88 77 C93 84 107 84 112 77", line=4, stroke="white"),
    Shape(_box(58, 112, 84, 54, 14), "main"),
    Shape(_box(74, 124, 52, 28, 8), "white"),
    *(
        Shape(_dot(x, 138, 5), fill, 3)
        for x, fill in ((86, "rose"), (100, "sun"), (114, "leaf"))
    ),
    *(Shape(_dot(x, 176, 14), "white") for x in (76, 124)),
    *(Shape(_dot(x, 176, 4), "ink", 0) for x in (76, 124)),
)

_SHIRT = (
    Shape(
        "M68 26 L32 44 L16 84 L46 98 L54 84 L54 170 L146 170 L146 84 L154 98 L184 84 "
        "L168 44 L132 26 C122 50 78 50 68 26 Z",
        "white",
    ),
    Shape("M68 26 C78 50 122 50 132 26", line=9, stroke="main"),
    Shape("M68 26 C78 50 122 50 132 26", line=0),
    Shape(_line((22, 70), (52, 83)), line=5, stroke="main"),
    Shape(_line((178, 70), (148, 83)), line=5, stroke="main"),
    *(
        Shape(_line((x, 159), (x + 8, 159)), line=3, stroke="main")
        for x in range(62, 136, 14)
    ),
    Shape("M100 136 C54 108 74 72 100 92 C126 72 146 108 100 136 Z", "rose"),
    Shape("M84 104 C84 98 88 95 92 96", line=4, stroke="white"),
    Shape(
        "M100 136 C102 160 124 140 130 158 C136 178 118 190 140 186",
        line=4,
        stroke="main",
    ),
    Shape(_poly((134, 190), (142, 181), (188, 140)), "sun", 4),
)

_BIRDHOUSE = (
    Shape(_box(90, 172, 20, 24), "wood-2"),
    Shape(_poly((52, 88), (100, 42), (148, 88), (148, 166), (52, 166)), "wood"),
    *(
        Shape(_line((x, y), (x + w, y)), line=3, stroke="wood-2")
        for x, y, w in (
            (62, 112, 12),
            (128, 122, 12),
            (62, 148, 24),
            (116, 154, 20),
            (124, 96, 14),
        )
    ),
    Shape(
        _poly((100, 14), (178, 88), (162, 104), (100, 46), (38, 104), (22, 88)), "main"
    ),
    Shape(_dot(100, 104, 22), "ink"),
    Shape("M82 114 C82 84 118 84 118 114 C112 126 88 126 82 114 Z", "sky", 3),
    Shape(_dot(95, 103, 3), "ink", 0),
    Shape(_poly((102, 103), (120, 108), (103, 113)), "sun", 3),
    Shape(_dot(100, 144, 6), "sun", 4),
    Shape(_box(38, 162, 124, 14, 5), "main"),
)

_STUDIO = (
    Shape(_box(16, 86, 116, 96, 10), "main"),
    Shape(_box(16, 86, 116, 22, 4), "ink"),
    *(
        Shape(_poly((x, 86), (x + 14, 86), (x + 4, 108), (x - 10, 108)), "white", 3)
        for x in (44, 76, 108)
    ),
    Shape(_poly((12, 64), (122, 26), (129, 46), (19, 84)), "white"),
    *(
        Shape(
            _poly((x, y), (x + 15, y - 5), (x + 12, y + 18), (x - 3, y + 23)), "ink", 2
        )
        for x, y in ((30, 57.5), (60, 47.5), (90, 37))
    ),
    Shape(_dot(22, 84, 5), "sun", 4),
    Shape(_poly((58, 124), (58, 166), (96, 145)), "sun"),
    Shape("M136 104 C136 156 190 156 190 104", line=5),
    Shape(_line((163, 144), (163, 178))),
    Shape(_line((142, 181), (184, 181)), line=7),
    Shape(_box(146, 52, 34, 76, 17), "rose"),
    *(Shape(_line((156, y), (170, y)), line=3) for y in (72, 84, 96)),
    Shape(_line((163, 36), (163, 24)), line=5, stroke="sun"),
    Shape(_line((143, 42), (134, 33)), line=5, stroke="sun"),
    Shape(_line((183, 42), (192, 33)), line=5, stroke="sun"),
)

_MEDAL = (
    Shape(_poly((64, 110), (50, 188), (76, 174), (92, 192), (102, 116)), "rose"),
    Shape(_poly((136, 110), (150, 188), (124, 174), (108, 192), (98, 116)), "rose"),
    Shape(_dot(100, 76, 62), "sun"),
    Shape(_dot(100, 76, 44), "white"),
    Shape(_star(100, 78, 34), "main"),
)

MARK: Final = (
    Shape(_box(4, 4, 192, 192, 50), "brand", 12),
    Shape("M70 150 L70 56 L132 56 M70 102 L118 102", line=26, stroke="sun"),
    Shape(_dot(138, 142, 16), "rose", 0),
)
"""The FabLab's letter in its box, as on the pages."""

SCISSORS: Final = (
    Shape(_line((70, 78), (190, 142)), line=14),
    Shape(_line((70, 122), (190, 58)), line=14),
    Shape(_dot(46, 60, 28), "white", 14),
    Shape(_dot(46, 140, 28), "white", 14),
)
"""Where to cut."""

_ART: Final = {
    "3d-printing": TopicArt("#7048e8", _PRINTER),
    "laser-cutting": TopicArt("#d6336c", _LASER),
    "electronics": TopicArt("#0b7285", _CIRCUIT),
    "robots": TopicArt("#a84300", _ROBOT),
    "textiles": TopicArt("#5c7a00", _SHIRT),
    "woodwork": TopicArt("#8a5a2b", _BIRDHOUSE),
    "audio-video": TopicArt("#1c5fb8", _STUDIO),
}
TOPICS: Final = tuple(_ART)
_ANY_TOPIC: Final = TopicArt("#4a33c9", _MEDAL)


def topic_art(slug: str) -> TopicArt:
    """The topic's colour and picture; a medal for a topic that has none of its own."""
    return _ART.get(slug, _ANY_TOPIC)
