"""Signs that read in grey and to colour-blind people: steps filled, circles crossed."""

from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, Wedge

from fablab.checkin.models import AttendanceStatus
from fablab.web.pdf import colour

STEPS: Final = 4
POINT: Final = 0.9


def level_sign(level: int | None, width: float, height: float) -> Drawing:
    """Four steps, the level's filled; a dash for not observed, a dot for none.

    Args:
        level: ordinal 1–4, 0 for not observed, None where nobody watched.
        width: of the whole sign.
        height: of the whole sign.
    """
    sign, middle = Drawing(width, height), height / 2
    if level is None:
        sign.add(_point(width / 2, middle))
    elif level == 0:
        sign.add(_line(width * 0.25, middle, width * 0.75, middle, thick=1.1))
    else:
        step = width / STEPS
        for number in range(1, STEPS + 1):
            tall = height * number / STEPS
            rect = Rect((number - 1) * step, 0, step * 0.78, tall)
            rect.fillColor = colour("brand" if number <= level else "white")
            rect.strokeColor, rect.strokeWidth = colour("ink"), 0.7
            sign.add(rect)
    return sign


def attendance_sign(status: AttendanceStatus | None, radius: float) -> Drawing:
    """A full circle for present, half for late, an empty one, or a crossed one.

    Args:
        status: how the meeting went, if anybody noted it.
        radius: of the circle, whose middle is the sign's.
    """
    sign, low, high = Drawing(2 * radius, 2 * radius), radius * 0.3, radius * 1.7
    if status is None:
        sign.add(_point(radius, radius))
        return sign
    circle = Circle(radius, radius, radius, fillColor=None, strokeWidth=0.9)
    circle.strokeColor = colour("ink")
    sign.add(circle)
    if status is AttendanceStatus.PRESENT:
        circle.fillColor = colour("ink")
    elif status is AttendanceStatus.LATE:
        half = Wedge(radius, radius, radius, 270, 450, strokeColor=None)
        half.fillColor = colour("ink")
        sign.add(half)
    elif status is AttendanceStatus.ABSENT:
        sign.add(_line(low, low, high, high, thick=0.9))
        sign.add(_line(low, high, high, low, thick=0.9))
    return sign


def _point(x: float, y: float) -> Circle:
    return Circle(x, y, POINT, fillColor=colour("ink"), strokeColor=None)


def _line(*ends: float, thick: float) -> Line:
    return Line(*ends, strokeColor=colour("ink"), strokeWidth=thick)
