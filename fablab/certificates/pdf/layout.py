"""Where things stand on the page, in points from its lower left corner."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from reportlab.lib.pagesizes import A4, landscape

from fablab.certificates.models import Orientation
from fablab.web.shapes import Shape

LEFT: Final = 26.0
FOOT: Final = 32.0
SEAL: Final = 100.0  # the side of the QR, and the height of the row it stands in
SEAL_FOOT: Final = FOOT + 24
FACT_PADDING: Final = 20.0
PICTURE: Final = 192.0  # the side of the white box around the topic's picture
MARK_HEIGHT: Final = 42.0


class Box(NamedTuple):
    """A rectangle by its lower left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to hold the paper.

    The coloured `panel` shows who issues and what about, the column of text stands
    beside or below it. `site` is where mark and name of the site go, `label` where the
    topic's name goes, centred or from its left edge.
    """

    page: tuple[float, float]
    panel: Box
    text_left: float
    text_width: float
    text_top: float
    site: Box
    picture: tuple[float, float]
    label: Box
    label_is_centred: bool
    confetti: tuple[Shape, ...]

    @property
    def frame(self) -> Box:
        """The outline of everything."""
        return Box(LEFT, FOOT, self.page[0] - 2 * LEFT, self.page[1] - 60)


_BESIDE: Final = Layout(
    page=landscape(A4),
    panel=Box(LEFT, FOOT, 232, 535.3),
    text_left=LEFT + 272,
    text_width=landscape(A4)[0] - 360,
    text_top=533.3,
    site=Box(LEFT + 24, 499, 196, MARK_HEIGHT),
    picture=(LEFT + 20, 207.6),
    label=Box(LEFT + 19, 155.6, 194, 30),
    label_is_centred=True,
    confetti=(
        Shape("M22 118 L38 118 L30 104 Z", "sun", 2.5),
        Shape("M196 96 L206 106 L196 116 L186 106 Z", "rose", 2.5),
        Shape("M110 116 L110 130 M103 123 L117 123", line=4, stroke="white"),
        Shape("M20 420 L20 434 M13 427 L27 427", line=4, stroke="white"),
        Shape(
            "M60 446 C70 432 80 460 90 446 C100 432 110 460 120 446",
            line=4,
            stroke="sun",
        ),
        Shape("M150 500 L168 494 L164 512 Z", "sky", 2.5),
        Shape("M196 438 L206 448 L196 458 L186 448 Z", "sun", 2.5),
        Shape("M36 488 L50 488 L50 502 L36 502 Z", "leaf", 2.5),
        Shape("M98 494 L98 508 M91 501 L105 501", line=4, stroke="white"),
        Shape("M194 508 C200 500 206 516 212 508", line=4, stroke="rose"),
    ),
)
_ABOVE: Final = Layout(
    page=A4,
    panel=Box(LEFT, 578, A4[0] - 2 * LEFT, 235.9),
    text_left=LEFT + 36,
    text_width=A4[0] - 124,
    text_top=546,
    site=Box(LEFT + 28, 743, 276, MARK_HEIGHT),
    picture=(A4[0] - LEFT - 28 - PICTURE, 602.5),
    label=Box(LEFT + 28, 607, 270, 30),
    label_is_centred=False,
    confetti=(
        Shape("M36 108 L52 108 L44 94 Z", "sun", 2.5),
        Shape("M262 96 L272 106 L262 116 L252 106 Z", "rose", 2.5),
        Shape("M196 92 L196 106 M189 99 L203 99", line=4, stroke="white"),
        Shape(
            "M92 132 C102 118 112 146 122 132 C132 118 142 146 152 132",
            line=4,
            stroke="sun",
        ),
        Shape("M36 150 L50 150 L50 164 L36 164 Z", "leaf", 2.5),
        Shape("M204 140 L222 134 L218 152 Z", "sky", 2.5),
        Shape("M280 152 L280 166 M273 159 L287 159", line=4, stroke="white"),
        Shape("M160 160 C166 152 172 168 178 160", line=4, stroke="rose"),
    ),
)


def layout_of(orientation: Orientation) -> Layout:
    """Where things stand when the paper is held that way."""
    return _ABOVE if orientation is Orientation.PORTRAIT else _BESIDE
