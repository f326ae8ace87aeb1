"""The coloured panel: who issues, and the topic's picture."""

from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import CertificateDesign
from fablab.certificates.pdf.layout import FOOT, HEIGHT, LEFT, PANEL, WIDTH
from fablab.web.pdf import HEAVY, box, colour, draw_shapes, fit, text_width, write
from fablab.web.shapes import Shape
from fablab.web.topic_art import MARK, TopicArt

_CONFETTI: Final = (
    Shape("M22 118 L38 118 L30 104 Z", "sun", 2.5),
    Shape("M196 96 L206 106 L196 116 L186 106 Z", "rose", 2.5),
    Shape("M110 116 L110 130 M103 123 L117 123", line=4, stroke="white"),
    Shape("M20 420 L20 434 M13 427 L27 427", line=4, stroke="white"),
    Shape(
        "M60 446 C70 432 80 460 90 446 C100 432 110 460 120 446", line=4, stroke="sun"
    ),
    Shape("M150 500 L168 494 L164 512 Z", "sky", 2.5),
    Shape("M196 438 L206 448 L196 458 L186 448 Z", "sun", 2.5),
    Shape("M36 488 L50 488 L50 502 L36 502 Z", "leaf", 2.5),
    Shape("M98 494 L98 508 M91 501 L105 501", line=4, stroke="white"),
    Shape("M194 508 C200 500 206 516 212 508", line=4, stroke="rose"),
)


def draw_frame(canvas: Canvas, art: TopicArt) -> None:
    """Draw the page's outline, its paper and the panel's colour."""
    box(canvas, LEFT, FOOT - 5, (WIDTH, HEIGHT), fill="ink", radius=24, line=2.4)
    box(canvas, LEFT, FOOT, (WIDTH, HEIGHT), fill="paper", radius=24, line=2.4)
    canvas.saveState()
    inside = canvas.beginPath()
    inside.roundRect(LEFT, FOOT, WIDTH, HEIGHT, 24)
    canvas.clipPath(inside, stroke=0, fill=0)
    canvas.setFillColor(colour(art.colour))
    canvas.setStrokeColor(colour("ink"))
    canvas.rect(LEFT - 4, FOOT - 4, PANEL + 4, HEIGHT + 8, stroke=1, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(2.4)
    canvas.roundRect(LEFT, FOOT, WIDTH, HEIGHT, 24, stroke=1, fill=0)


def draw_panel(canvas: Canvas, design: CertificateDesign, art: TopicArt) -> None:
    """Draw the site's name, the topic's picture and the topic's name."""
    centre, top = LEFT + PANEL / 2, FOOT + HEIGHT
    draw_shapes(canvas, _CONFETTI, LEFT, top - 200, 200, main=art.colour)
    draw_shapes(canvas, MARK, LEFT + 24, top - 68, 42, main=art.colour)
    site = fit(
        design.site_name, font=HEAVY, width=PANEL - 98, size=17, floor=12, lines=3
    )
    write(canvas, site, LEFT + 76, top - 47 + site.height / 2, ink="white")

    side, foot = 192.0, FOOT + HEIGHT / 2 - 92
    box(canvas, centre - side / 2, foot - 5, (side, side), fill="ink", radius=26)
    box(
        canvas, centre - side / 2, foot, (side, side), fill="white", radius=26, line=2.4
    )
    draw_shapes(canvas, art.shapes, centre - 80, foot + 16, 160, main=art.colour)

    label = fit(design.topic_label, font=HEAVY, width=PANEL - 70, size=14, floor=8)
    width = text_width(label.lines[0], HEAVY, label.size) + 32
    box(canvas, centre - width / 2, foot - 52, (width, 30), fill="sun", radius=15)
    middle = foot - 37 + label.height / 2
    write(canvas, label, centre, middle, align="centre")
