"""The row of facts: hours, meetings, dates, place."""

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import Fact
from fablab.certificates.pdf.layout import FACT_PADDING, Layout
from fablab.web.pdf import HEAVY, REGULAR, Fitted, box, colour, fit, text_width, write

FACTS_HEIGHT = 52.0


def draw_facts(
    canvas: Canvas, layout: Layout, facts: tuple[Fact, ...], foot: float
) -> None:
    """Draw the facts side by side in one box; without facts there is no box."""
    height = FACTS_HEIGHT
    if not facts:
        return
    box(
        canvas,
        layout.text_left,
        foot,
        (layout.text_width, height),
        fill="white",
        radius=12,
    )
    labels = [fact.label for fact in facts]
    values = [fact.value for fact in facts]
    widths = _share_width(labels, values, layout.text_width)
    small = _same_size(labels, widths, font=REGULAR, size=9.5, lines=1)
    large = _same_size(values, widths, font=HEAVY, size=12.5, lines=2)
    tall = max(text.height for text in small) + max(text.height for text in large)
    top, x = foot + (height + tall) / 2, layout.text_left
    for number, (label, value) in enumerate(zip(small, large, strict=True)):
        if number:
            canvas.setStrokeColor(colour("line"))
            canvas.setLineWidth(1.4)
            canvas.line(x, foot + 9, x, foot + height - 9)
        write(canvas, label, x + 11, top, ink="ink-2")
        write(canvas, value, x + 11, top - max(text.height for text in small))
        x += widths[number]


def _share_width(labels: list[str], values: list[str], row: float) -> list[float]:
    """Share the row so that long facts give way before short ones do."""
    needs = [
        max(text_width(value, HEAVY, 12.5), text_width(label, REGULAR, 9.5)) + 1
        for label, value in zip(labels, values, strict=True)
    ]
    room = row - FACT_PADDING * len(needs)
    cap = max(needs)
    while sum(min(need, cap) for need in needs) > room:
        cap -= 4
    widths = [min(need, cap) for need in needs]
    return [w + FACT_PADDING + (room - sum(widths)) / len(widths) for w in widths]


def _same_size(
    texts: list[str], widths: list[float], *, font: str, size: float, lines: int
) -> list[Fitted]:
    """Fit the texts side by side: the longest decides the size of all."""
    floor, fitted = size * 0.8, list[Fitted]()
    for _ in range(2):
        fitted = [
            fit(
                text,
                font=font,
                width=width - FACT_PADDING,
                size=size,
                floor=floor,
                lines=lines,
            )
            for text, width in zip(texts, widths, strict=True)
        ]
        size = min(text.size for text in fitted)
    return fitted
