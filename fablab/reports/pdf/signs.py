"""Signs that read in grey and to colour-blind people: steps filled, circles crossed."""

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from fablab.checkin.models import AttendanceStatus
from fablab.reports.pdf.paper import LEFT, WIDTH, one_line
from fablab.web.pdf import REGULAR, colour, legible, text_width, write

STEPS = 4


def draw_level(
    canvas: Canvas, level: int | None, x: float, y: float, size: tuple[float, float]
) -> None:
    """Draw four steps, the level's filled; a dash for not observed, a dot for none.

    Args:
        canvas: to draw on.
        level: ordinal 1–4, 0 for not observed, None where nobody watched.
        x: of the left edge.
        y: of the foot.
        size: of the whole sign.
    """
    width, height = size
    canvas.setStrokeColor(colour("ink"))
    canvas.setFillColor(colour("ink"))
    if level is None:
        canvas.circle(x + width / 2, y + height / 2, 0.9, stroke=0, fill=1)
        return
    canvas.setLineWidth(1.1)
    if level == 0:
        middle = y + height / 2
        canvas.line(x + width * 0.25, middle, x + width * 0.75, middle)
        return
    canvas.setLineWidth(0.7)
    step = width / STEPS
    for number in range(1, STEPS + 1):
        canvas.setFillColor(colour("brand" if number <= level else "white"))
        tall = height * number / STEPS
        left = x + (number - 1) * step
        canvas.rect(left, y, step * 0.78, tall, stroke=1, fill=1)


def draw_attendance(
    canvas: Canvas, status: AttendanceStatus | None, x: float, y: float, radius: float
) -> None:
    """Draw a full circle for present, half for late, an empty one, or a crossed one.

    Args:
        canvas: to draw on.
        status: how the meeting went, if anybody noted it.
        x: of the middle.
        y: of the middle.
        radius: of the circle.
    """
    canvas.setStrokeColor(colour("ink"))
    canvas.setFillColor(colour("ink"))
    canvas.setLineWidth(0.9)
    if status is None:
        canvas.circle(x, y, 0.9, stroke=0, fill=1)
        return
    full = status is AttendanceStatus.PRESENT
    canvas.circle(x, y, radius, stroke=1, fill=int(full))
    if status is AttendanceStatus.LATE:
        canvas.wedge(
            x - radius, y - radius, x + radius, y + radius, 270, 180, stroke=0, fill=1
        )
    if status is AttendanceStatus.ABSENT:
        reach = radius * 0.7
        canvas.line(x - reach, y - reach, x + reach, y + reach)
        canvas.line(x - reach, y + reach, x + reach, y - reach)


def draw_legend(
    canvas: Canvas,
    signs: Sequence[tuple[int, str] | tuple[AttendanceStatus, str]],
    top: float,
) -> float:
    """Draw each sign with its words on one line; give where it ends."""
    lengths = [text_width(legible(words), REGULAR, 8) + 30 for _sign, words in signs]
    share = min(1.0, WIDTH / sum(lengths))
    left = LEFT
    for (sign, words), length in zip(signs, lengths, strict=True):
        if isinstance(sign, AttendanceStatus):
            draw_attendance(canvas, sign, left + 5, top - 6, 3.8)
        else:
            draw_level(canvas, sign, left, top - 10, (13.0, 9.0))
        text = one_line(words, size=8, width=length * share - 22)
        write(canvas, text, left + 17, top - 1, ink="ink-2")
        left += length * share
    return top - 14
