"""The certificate as a PDF: one A4 page for the wall, in the family's language."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    Fitted,
    box,
    colour,
    draw_qr,
    draw_shapes,
    finish,
    fit,
    new_document,
    text_width,
    write,
)
from fablab.web.topic_art import MARK, Shape, TopicArt, topic_art

PAGE: Final = landscape(A4)
LEFT, FOOT, WIDTH, HEIGHT = 26.0, 32.0, PAGE[0] - 52, PAGE[1] - 60
PANEL: Final = 232.0
TEXT_LEFT: Final = LEFT + PANEL + 40
TEXT_WIDTH: Final = LEFT + WIDTH - 36 - TEXT_LEFT
SEAL: Final = 100.0  # the side of the QR, and the height of the row it stands in
SEAL_FOOT: Final = FOOT + 24
FACT_PADDING: Final = 20.0

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


@dataclass(frozen=True)
class Fact:
    """A short label and what it says: "Hours", "12"."""

    label: str
    value: str


@dataclass(frozen=True)
class Signer:
    """Who answers for the certificate, and as what."""

    name: str
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateDesign:
    """Everything printed on a certificate, worded in its language.

    `heading`, `lead`, the name, `intro` and the title read as one text: "Certificate /
    awarded to / Łucja Żółć / who completed the workshop series / Laser-cut lamps".
    `done` has up to three lines, `facts` up to four, `signers` up to two.
    """

    language: str
    topic: str
    topic_label: str
    site_name: str
    city: str
    issued_on: str
    heading: str
    pupil_name: str
    intro: str
    series_title: str
    done: tuple[str, ...]
    facts: tuple[Fact, ...]
    signers: tuple[Signer, ...]
    number: str
    verify_url: str
    verify_label: str
    verify_note: str
    lead: str = ""
    watermark: str = ""


def certificate_pdf(design: CertificateDesign) -> bytes:
    """Draw the certificate; equal designs give equal bytes.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
    """
    art = topic_art(design.topic)
    canvas = new_document(
        size=PAGE,
        title=f"{design.heading} – {design.series_title}",
        author=design.site_name,
        language=design.language,
    )
    _draw_frame(canvas, art)
    _draw_panel(canvas, design, art)
    _draw_text(canvas, design, art)
    _draw_signers(canvas, design)
    _draw_seal(canvas, design)
    if design.watermark:
        mark = fit(design.watermark, font=REGULAR, width=WIDTH, size=8.5, floor=8.5)
        write(canvas, mark, PAGE[0] / 2, 20, ink="ink-2", align="centre")
    return finish(canvas)


def _draw_frame(canvas: Canvas, art: TopicArt) -> None:
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


def _draw_panel(canvas: Canvas, design: CertificateDesign, art: TopicArt) -> None:
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


def _draw_text(canvas: Canvas, design: CertificateDesign, art: TopicArt) -> None:
    def line(text: str, font: str, size: float, floor: float, lines: int = 2) -> Fitted:
        return fit(
            text, font=font, width=TEXT_WIDTH, size=size, floor=floor, lines=lines
        )

    name = line(design.pupil_name, HEAVY, 46, 30, 3)
    blocks = [
        (0.0, line(design.heading, HEAVY, 25, 20), art.colour),
        (14.0, line(design.lead, REGULAR, 14, 12), "ink-2"),
        (2.0, name, "ink"),
        (10.0, line(design.intro, REGULAR, 14, 12), "ink-2"),
        (3.0, line(design.series_title, HEAVY, 25, 19), "ink"),
    ]
    blocks = [block for block in blocks if any(block[1].lines)]
    done = [
        fit(
            text,
            font=REGULAR,
            width=TEXT_WIDTH - 22,
            size=13,
            floor=10.5,
            lines=2,
            balance=False,
        )
        for text in design.done
    ]
    facts = 52.0
    free = (FOOT + HEIGHT - 34) - (SEAL_FOOT + SEAL + 18) - facts
    free -= sum(text.height for _, text, _ in blocks)
    free -= sum(text.height + 3 for text in done)
    gaps = sum(gap for gap, _, _ in blocks) + 14 + 18
    stretch = max(min(free / gaps, 1.35), 0.2)

    top = FOOT + HEIGHT - 34 - max(free - gaps * stretch, 0) / 2
    for gap, text, ink in blocks:
        top -= gap * stretch
        if text is name:
            _underline(canvas, text, top)
        top = write(canvas, text, TEXT_LEFT, top, ink=ink)
    top -= 14 * stretch
    for text in done:
        _tick(canvas, TEXT_LEFT, top - text.size * 0.62, art)
        top = write(canvas, text, TEXT_LEFT + 22, top) - 3
    _draw_facts(canvas, design.facts, top - 18 * stretch - facts, facts)


def _underline(canvas: Canvas, text: Fitted, top: float) -> None:
    for number, words in enumerate(text.lines):
        base = top - text.size * 0.98 - number * text.leading
        width = text_width(words, text.font, text.size)
        height = text.size * 0.3
        canvas.setFillColor(colour("sun"))
        canvas.roundRect(
            TEXT_LEFT - 5,
            base - height * 0.42,
            width + 10,
            height,
            height / 2,
            stroke=0,
            fill=1,
        )


def _tick(canvas: Canvas, x: float, middle: float, art: TopicArt) -> None:
    canvas.setFillColor(colour(art.colour))
    canvas.circle(x + 7, middle, 7, stroke=0, fill=1)
    path = canvas.beginPath()
    path.moveTo(x + 3.8, middle)
    path.lineTo(x + 6.2, middle - 2.6)
    path.lineTo(x + 10.4, middle + 2.6)
    canvas.setStrokeColor(colour("white"))
    canvas.setLineWidth(1.9)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_facts(
    canvas: Canvas, facts: tuple[Fact, ...], foot: float, height: float
) -> None:
    if not facts:
        return
    box(canvas, TEXT_LEFT, foot, (TEXT_WIDTH, height), fill="white", radius=12)
    labels = [fact.label for fact in facts]
    values = [fact.value for fact in facts]
    widths = _share_width(labels, values)
    small = _same_size(labels, widths, font=REGULAR, size=9.5, lines=1)
    large = _same_size(values, widths, font=HEAVY, size=12.5, lines=2)
    tall = max(text.height for text in small) + max(text.height for text in large)
    top, x = foot + (height + tall) / 2, TEXT_LEFT
    for number, (label, value) in enumerate(zip(small, large, strict=True)):
        if number:
            canvas.setStrokeColor(colour("line"))
            canvas.setLineWidth(1.4)
            canvas.line(x, foot + 9, x, foot + height - 9)
        write(canvas, label, x + 11, top, ink="ink-2")
        write(canvas, value, x + 11, top - max(text.height for text in small))
        x += widths[number]


def _share_width(labels: list[str], values: list[str]) -> list[float]:
    """Share the row so that long facts give way before short ones do."""
    needs = [
        max(text_width(value, HEAVY, 12.5), text_width(label, REGULAR, 9.5)) + 1
        for label, value in zip(labels, values, strict=True)
    ]
    room = TEXT_WIDTH - FACT_PADDING * len(needs)
    cap = max(needs)
    while sum(min(need, cap) for need in needs) > room:
        cap -= 4
    widths = [min(need, cap) for need in needs]
    return [w + FACT_PADDING + (room - sum(widths)) / len(widths) for w in widths]


def _same_size(
    texts: list[str], widths: list[float], *, font: str, size: float, lines: int
) -> list[Fitted]:
    """Fit the texts side by side: the longest decides the size of all."""
    fitted: list[Fitted] = []
    for _ in range(2):
        fitted = [
            fit(
                text,
                font=font,
                width=width - FACT_PADDING,
                size=size,
                floor=size * 0.8,
                lines=lines,
            )
            for text, width in zip(texts, widths, strict=True)
        ]
        size = min(text.size for text in fitted)
    return fitted


def _draw_signers(canvas: Canvas, design: CertificateDesign) -> None:
    issued = ", ".join(filter(None, (design.city, design.issued_on)))
    where = fit(issued, font=REGULAR, width=200, size=11.5, floor=9, lines=2)
    write(canvas, where, TEXT_LEFT, SEAL_FOOT + SEAL - 2)
    width = (200 - 14 * (len(design.signers) - 1)) / max(len(design.signers), 1)
    for number, signer in enumerate(design.signers):
        x = TEXT_LEFT + number * (width + 14)
        canvas.setStrokeColor(colour("ink"))
        canvas.setLineWidth(1.2)
        canvas.line(x, SEAL_FOOT + 36, x + width, SEAL_FOOT + 36)
        name = fit(signer.name, font=HEAVY, width=width, size=11, floor=9, lines=2)
        top = write(canvas, name, x, SEAL_FOOT + 32)
        role = fit(signer.role, font=REGULAR, width=width, size=9, floor=8, lines=2)
        write(canvas, role, x, top, ink="ink-2")


def _draw_seal(canvas: Canvas, design: CertificateDesign) -> None:
    x = TEXT_LEFT + TEXT_WIDTH - SEAL
    box(canvas, x, SEAL_FOOT, (SEAL, SEAL), fill="white", radius=12)
    draw_qr(
        canvas, design.verify_url, x + 5, SEAL_FOOT + 5, SEAL - 10, error_correction="M"
    )
    canvas.linkURL(
        design.verify_url, (x, SEAL_FOOT, x + SEAL, SEAL_FOOT + SEAL), relative=0
    )
    width = x - 12 - (TEXT_LEFT + 200 + 18)
    label = fit(design.verify_label, font=HEAVY, width=width, size=10, floor=8, lines=2)
    number = fit(design.number, font=HEAVY, width=width, size=11.5, floor=9.5, lines=3)
    note = fit(
        design.verify_note,
        font=REGULAR,
        width=width,
        size=8.5,
        floor=8.5,
        lines=4,
        balance=False,
    )
    top = SEAL_FOOT + (SEAL + label.height + number.height + note.height + 8) / 2
    for text, ink in ((label, "ink-2"), (number, "ink"), (note, "ink-2")):
        top = write(canvas, text, x - 12, top, ink=ink, align="right") - 4
