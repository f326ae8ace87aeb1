"""Lines of text that run down a sheet and on to the next one."""

from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf import HEAVY, REGULAR, Fitted, colour, fit, legible, write

LEFT: Final = 48.0
WIDTH: Final = A4[0] - 2 * LEFT
TOP: Final = A4[1] - 46
FOOT: Final = 62.0


class Flow:
    """Where the next line goes; `number` is that of the sheet, from 1."""

    def __init__(self, canvas: Canvas, foot: str) -> None:
        self.canvas = canvas
        self.top = TOP
        self.number = 1
        self._foot = foot
        self._draw_foot()

    def keep(self, height: float) -> None:
        """Go on to the next sheet if so much does not fit on this one."""
        if self.top - height < FOOT:
            self.canvas.showPage()
            self.number += 1
            self.top = TOP
            self._draw_foot()

    def heading(self, text: str, *, size: float = 15, gap: float = 14) -> None:
        """A heading with room above, and never the last line of a sheet."""
        set_text = fit(
            legible(text), font=HEAVY, width=WIDTH, size=size, floor=10, lines=2
        )
        self.keep(set_text.height + gap + 46)
        self.top = write(self.canvas, set_text, LEFT, self.top - gap) - 4

    def paragraph(self, text: str, *, size: float = 10, mark: str = "") -> None:
        """Text over as many lines as it takes; `mark` stands before the first."""
        indent = 12 if mark else 0
        set_text = wrapped(text, width=WIDTH - indent, size=size)
        self.keep(set_text.height + 3)
        if mark:
            point = fit(mark, font=HEAVY, width=indent, size=size, floor=size)
            write(self.canvas, point, LEFT, self.top)
        self.top = write(self.canvas, set_text, LEFT + indent, self.top) - 3

    def row(self, label: str, value: str, *, heavy: bool = False) -> None:
        """A label at the left and its figure at the right, on a thin rule."""
        font = HEAVY if heavy else REGULAR
        name = fit(legible(label), font=font, width=WIDTH - 80, size=10, floor=7)
        self.keep(name.height + 6)
        figure = fit(value, font=HEAVY, width=70, size=10.5, floor=8)
        write(self.canvas, figure, LEFT + WIDTH, self.top, align="right")
        self.top = write(self.canvas, name, LEFT, self.top) - 3
        self.canvas.setStrokeColor(colour("line"))
        self.canvas.setLineWidth(0.8)
        self.canvas.line(LEFT, self.top, LEFT + WIDTH, self.top)
        self.top -= 3

    def _draw_foot(self) -> None:
        foot = fit(
            legible(self._foot), font=REGULAR, width=WIDTH - 40, size=8.5, floor=6
        )
        write(self.canvas, foot, LEFT, 44, ink="ink-2")
        page = fit(str(self.number), font=REGULAR, width=30, size=8.5, floor=8.5)
        write(self.canvas, page, LEFT + WIDTH, 44, ink="ink-2", align="right")


def wrapped(text: str, *, width: float, size: float) -> Fitted:
    """Running text at one size, in as many lines as it takes."""
    return fit(
        legible(text),
        font=REGULAR,
        width=width,
        size=size,
        floor=size,
        lines=60,
        balance=False,
    )
