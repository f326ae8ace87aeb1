"""One small picture per topic, each from back to front."""

from dataclasses import dataclass
from typing import Final

from fablab.web.shapes import (
    Shape,
    box_path,
    dot_path,
    line_path,
    poly_path,
    star_path,
)


@dataclass(frozen=True)
class TopicArt:
    """The colour a topic is known by, and its picture from back to front."""

    colour: str
    shapes: tuple[Shape, ...]


_PRINTER = (
    Shape("M132 8 C116 -2 100 2 100 24", line=4, stroke="rose"),
    Shape(dot_path(146, 16, 16), "rose"),
    Shape(dot_path(146, 10, 4), "white", 3),
    Shape(box_path(38, 166, 26, 16, 5), "ink"),
    Shape(box_path(136, 166, 26, 16, 5), "ink"),
    Shape(box_path(24, 20, 152, 150, 16), "white"),
    Shape(box_path(42, 38, 116, 96, 8), "soft"),
    Shape(line_path((42, 56), (158, 56))),
    Shape(box_path(82, 46, 36, 24, 5), "sun"),
    Shape(poly_path((92, 70), (108, 70), (103, 80), (97, 80)), "ink", 3),
    Shape(box_path(84, 88, 30, 18, 3), "white"),
    Shape(box_path(95, 93, 9, 7, 1), "sky", 3),
    Shape(poly_path((58, 104), (146, 104), (130, 124), (70, 124)), "rose"),
    Shape(line_path((66, 114), (136, 114)), line=2.5),
    Shape(box_path(52, 124, 96, 6, 2), "ink", 3),
    Shape(dot_path(50, 152, 6), "leaf", 3),
    Shape(dot_path(70, 152, 6), "sun", 3),
    Shape(box_path(112, 145, 44, 14, 4), "main", 3),
)

_LASER = (
    Shape(line_path((14, 32), (186, 32))),
    Shape(dot_path(14, 32, 6), "white"),
    Shape(dot_path(186, 32, 6), "white"),
    Shape(
        poly_path((14, 172), (146, 172), (186, 106), (186, 120), (146, 186), (14, 186)),
        "wood-2",
    ),
    Shape(poly_path((54, 106), (186, 106), (146, 172), (14, 172)), "wood"),
    Shape(star_path(98, 142, 36, tilt=0.5, flat=0.68), "white", 4),
    Shape(line_path((111, 84), (111, 117)), line=6, stroke="rose"),
    Shape(line_path((95, 108), (86, 102)), line=4, stroke="sun"),
    Shape(line_path((127, 108), (136, 102)), line=4, stroke="sun"),
    Shape(line_path((98, 97), (92, 90)), line=4, stroke="sun"),
    Shape(line_path((124, 97), (130, 90)), line=4, stroke="sun"),
    Shape(box_path(86, 12, 50, 42, 9), "main"),
    Shape(dot_path(111, 33, 8), "sun", 4),
    Shape(box_path(97, 54, 28, 14, 3), "white"),
    Shape(poly_path((102, 68), (120, 68), (114, 82), (108, 82)), "ink", 3),
)

_CIRCUIT = (
    Shape(box_path(20, 84, 160, 98, 16), "main"),
    *(
        Shape(dot_path(x, y, 4), "white", 3)
        for x, y in ((35, 99), (165, 99), (35, 167), (165, 167))
    ),
    Shape(
        line_path((88, 70), (88, 104), (56, 104), (56, 132), (82, 132)),
        line=4,
        stroke="white",
    ),
    Shape(line_path((112, 70), (112, 116)), line=4, stroke="white"),
    Shape(line_path((128, 132), (148, 132), (148, 150)), line=4, stroke="white"),
    Shape(line_path((100, 150), (100, 168), (62, 168)), line=4, stroke="white"),
    *(Shape(line_path((x, 110), (x, 158)), line=4) for x in (88, 100, 112, 124)),
    Shape(box_path(78, 116, 54, 36, 6), "ink"),
    Shape(dot_path(90, 126, 2.5), "white", 0),
    Shape(dot_path(148, 153, 9), "sun", 4),
    Shape(dot_path(56, 118, 7), "rose", 4),
    Shape("M76 62 L76 38 C76 6 124 6 124 38 L124 62 Z", "rose"),
    Shape("M90 44 C90 32 94 28 100 27", line=4, stroke="white"),
    Shape(box_path(68, 60, 64, 12, 5), "rose"),
    *(
        Shape(line_path(start, end), stroke="sun", line=6)
        for start, end in (
            ((58, 40), (40, 38)),
            ((62, 20), (48, 9)),
            ((142, 40), (160, 38)),
            ((138, 20), (152, 9)),
        )
    ),
)

_ROBOT = (
    Shape(line_path((100, 38), (100, 18))),
    Shape(dot_path(100, 14, 8), "rose"),
    Shape("M60 124 C38 122 32 134 32 148", line=7),
    Shape("M140 124 C164 124 168 112 168 96", line=7),
    Shape(dot_path(32, 154, 9), "sun"),
    Shape(dot_path(168, 90, 9), "sun"),
    Shape(box_path(38, 56, 16, 26, 6), "main"),
    Shape(box_path(146, 56, 16, 26, 6), "main"),
    Shape(box_path(90, 98, 20, 14), "ink"),
    Shape(box_path(50, 36, 100, 66, 20), "white"),
    Shape(box_path(62, 48, 76, 42, 14), "ink"),
    Shape(dot_path(82, 64, 7), "sun", 0),
    Shape(dot_path(118, 64, 7), "sun", 0),
    Shape("M88 77 C93 84 107 84 112 77", line=4, stroke="white"),
    Shape(box_path(58, 112, 84, 54, 14), "main"),
    Shape(box_path(74, 124, 52, 28, 8), "white"),
    *(
        Shape(dot_path(x, 138, 5), fill, 3)
        for x, fill in ((86, "rose"), (100, "sun"), (114, "leaf"))
    ),
    *(Shape(dot_path(x, 176, 14), "white") for x in (76, 124)),
    *(Shape(dot_path(x, 176, 4), "ink", 0) for x in (76, 124)),
)

_SHIRT = (
    Shape(
        "M68 26 L32 44 L16 84 L46 98 L54 84 L54 170 L146 170 L146 84 L154 98 L184 84 "
        "L168 44 L132 26 C122 50 78 50 68 26 Z",
        "white",
    ),
    Shape("M68 26 C78 50 122 50 132 26", line=9, stroke="main"),
    Shape("M68 26 C78 50 122 50 132 26", line=0),
    Shape(line_path((22, 70), (52, 83)), line=5, stroke="main"),
    Shape(line_path((178, 70), (148, 83)), line=5, stroke="main"),
    *(
        Shape(line_path((x, 159), (x + 8, 159)), line=3, stroke="main")
        for x in range(62, 136, 14)
    ),
    Shape("M100 136 C54 108 74 72 100 92 C126 72 146 108 100 136 Z", "rose"),
    Shape("M84 104 C84 98 88 95 92 96", line=4, stroke="white"),
    Shape(
        "M100 136 C102 160 124 140 130 158 C136 178 118 190 140 186",
        line=4,
        stroke="main",
    ),
    Shape(poly_path((134, 190), (142, 181), (188, 140)), "sun", 4),
)

_BIRDHOUSE = (
    Shape(box_path(90, 172, 20, 24), "wood-2"),
    Shape(poly_path((52, 88), (100, 42), (148, 88), (148, 166), (52, 166)), "wood"),
    *(
        Shape(line_path((x, y), (x + w, y)), line=3, stroke="wood-2")
        for x, y, w in (
            (62, 112, 12),
            (128, 122, 12),
            (62, 148, 24),
            (116, 154, 20),
            (124, 96, 14),
        )
    ),
    Shape(
        poly_path((100, 14), (178, 88), (162, 104), (100, 46), (38, 104), (22, 88)),
        "main",
    ),
    Shape(dot_path(100, 104, 22), "ink"),
    Shape("M82 114 C82 84 118 84 118 114 C112 126 88 126 82 114 Z", "sky", 3),
    Shape(dot_path(95, 103, 3), "ink", 0),
    Shape(poly_path((102, 103), (120, 108), (103, 113)), "sun", 3),
    Shape(dot_path(100, 144, 6), "sun", 4),
    Shape(box_path(38, 162, 124, 14, 5), "main"),
)

_STUDIO = (
    Shape(box_path(16, 86, 116, 96, 10), "main"),
    Shape(box_path(16, 86, 116, 22, 4), "ink"),
    *(
        Shape(poly_path((x, 86), (x + 14, 86), (x + 4, 108), (x - 10, 108)), "white", 3)
        for x in (44, 76, 108)
    ),
    Shape(poly_path((12, 64), (122, 26), (129, 46), (19, 84)), "white"),
    *(
        Shape(
            poly_path((x, y), (x + 15, y - 5), (x + 12, y + 18), (x - 3, y + 23)),
            "ink",
            2,
        )
        for x, y in ((30, 57.5), (60, 47.5), (90, 37))
    ),
    Shape(dot_path(22, 84, 5), "sun", 4),
    Shape(poly_path((58, 124), (58, 166), (96, 145)), "sun"),
    Shape("M136 104 C136 156 190 156 190 104", line=5),
    Shape(line_path((163, 144), (163, 178))),
    Shape(line_path((142, 181), (184, 181)), line=7),
    Shape(box_path(146, 52, 34, 76, 17), "rose"),
    *(Shape(line_path((156, y), (170, y)), line=3) for y in (72, 84, 96)),
    Shape(line_path((163, 36), (163, 24)), line=5, stroke="sun"),
    Shape(line_path((143, 42), (134, 33)), line=5, stroke="sun"),
    Shape(line_path((183, 42), (192, 33)), line=5, stroke="sun"),
)

_MEDAL = (
    Shape(poly_path((64, 110), (50, 188), (76, 174), (92, 192), (102, 116)), "rose"),
    Shape(poly_path((136, 110), (150, 188), (124, 174), (108, 192), (98, 116)), "rose"),
    Shape(dot_path(100, 76, 62), "sun"),
    Shape(dot_path(100, 76, 44), "white"),
    Shape(star_path(100, 78, 34), "main"),
)

MARK: Final = (
    Shape(box_path(4, 4, 192, 192, 50), "brand", 12),
    Shape("M70 150 L70 56 L132 56 M70 102 L118 102", line=26, stroke="sun"),
    Shape(dot_path(138, 142, 16), "rose", 0),
)
"""The FabLab's letter in its box, as on the pages."""

SCISSORS: Final = (
    Shape(line_path((70, 78), (190, 142)), line=14),
    Shape(line_path((70, 122), (190, 58)), line=14),
    Shape(dot_path(46, 60, 28), "white", 14),
    Shape(dot_path(46, 140, 28), "white", 14),
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
