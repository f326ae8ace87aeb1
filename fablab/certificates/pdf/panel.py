"""The coloured panel: who issues, and the topic's picture."""

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import CertificateDesign
from fablab.certificates.pdf.layout import LEFT, MARK_HEIGHT, PICTURE, Layout
from fablab.web.pdf import (
    HEAVY,
    box,
    colour,
    draw_picture,
    draw_shapes,
    fit,
    picture_shape,
    text_width,
    write,
)
from fablab.web.topic_art import MARK, TopicArt

RADIUS, LINE = 24, 2.4
INSET, WIDEST_PLATE, GAP = 5.0, 104.0, 10.0


def draw_frame(canvas: Canvas, layout: Layout, main: str) -> None:
    """Draw the page's outline, its paper and the panel's colour."""
    x, y, width, height = layout.frame
    box(canvas, x, y - 5, (width, height), fill="ink", radius=RADIUS, line=LINE)
    box(canvas, x, y, (width, height), fill="paper", radius=RADIUS, line=LINE)
    canvas.saveState()
    inside = canvas.beginPath()
    inside.roundRect(x, y, width, height, RADIUS)
    canvas.clipPath(inside, stroke=0, fill=0)
    canvas.setFillColor(colour(main))
    canvas.setStrokeColor(colour("ink"))
    canvas.rect(*_over_the_edge(layout), stroke=1, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(LINE)
    canvas.roundRect(x, y, width, height, RADIUS, stroke=1, fill=0)


def draw_panel(
    canvas: Canvas, layout: Layout, design: CertificateDesign, art: TopicArt
) -> None:
    """Draw the site's name, the topic's picture and the topic's name."""
    top = layout.panel.y + layout.panel.height
    draw_shapes(canvas, layout.confetti, LEFT, top - 200, 200, main=art.colour)
    _draw_site(canvas, layout, design)
    x, foot = layout.picture
    box(canvas, x, foot - 5, (PICTURE, PICTURE), fill="ink", radius=26)
    box(canvas, x, foot, (PICTURE, PICTURE), fill="white", radius=26, line=LINE)
    draw_shapes(canvas, art.shapes, x + 16, foot + 16, PICTURE - 32, main=art.colour)
    _draw_label(canvas, layout, design)


def _over_the_edge(layout: Layout) -> tuple[float, float, float, float]:
    """The panel, reaching over the frame's edge on the sides that it touches."""
    panel, frame = layout.panel, layout.frame
    right = 0 if panel.width < frame.width else 4
    foot = 0 if panel.height < frame.height else 4
    return (
        panel.x - 4,
        panel.y - foot,
        panel.width + 4 + right,
        panel.height + 4 + foot,
    )


def _draw_site(canvas: Canvas, layout: Layout, design: CertificateDesign) -> None:
    """Draw the site's own mark, or ours, and its name beside it."""
    x, y, width, height = layout.site
    used = MARK_HEIGHT
    if design.logo:
        shape = picture_shape(design.logo)
        used = min(max(shape * (height - 2 * INSET) + 2 * INSET, height), WIDEST_PLATE)
        box(canvas, x, y, (used, height), fill="white", radius=9, line=LINE)
        room = (used - 2 * INSET, height - 2 * INSET)
        draw_picture(canvas, design.logo, x + INSET, y + INSET, room)
    else:
        draw_shapes(canvas, MARK, x, y, MARK_HEIGHT, main="ink")
    left = used + GAP
    name = fit(
        design.site_name, font=HEAVY, width=width - left, size=17, floor=12, lines=3
    )
    write(canvas, name, x + left, y + (height + name.height) / 2, ink="white")


def _draw_label(canvas: Canvas, layout: Layout, design: CertificateDesign) -> None:
    x, foot, room, height = layout.label
    label = fit(design.topic_label, font=HEAVY, width=room - 32, size=14, floor=8)
    width = text_width(label.lines[0], HEAVY, label.size) + 32
    left = x + (room - width) / 2 if layout.label_is_centred else x
    box(canvas, left, foot, (width, height), fill=design.accent, radius=15)
    top = foot + (height + label.height) / 2
    write(canvas, label, left + width / 2, top, align="centre")
