"""Lines that say what signs stand for."""

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from fablab.checkin.models import AttendanceStatus
from fablab.reports.pdf.charts import attendance_sign, level_sign, stamp
from fablab.reports.pdf.paper import LEFT, WIDTH, one_line
from fablab.web.pdf import REGULAR, legible, text_width, write


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
            stamp(canvas, (left + 1.2, top - 9.8), attendance_sign, sign, 3.8)
        else:
            stamp(canvas, (left, top - 10), level_sign, sign, 13.0, 9.0)
        text = one_line(words, size=8, width=length * share - 22)
        write(canvas, text, left + 17, top - 1, ink="ink-2")
        left += length * share
    return top - 14
