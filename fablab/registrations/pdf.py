"""The consent form on paper: questions with boxes, a place to sign, a code to scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.kernel.codes import grouped
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
from fablab.web.topic_art import MARK

LEFT: Final = 42.0
WIDTH: Final = A4[0] - 2 * LEFT
TOP: Final = A4[1] - 34
FOOT: Final = 50.0
BAND: Final = 92.0
QR_SIDE: Final = 92.0
TICK: Final = 15.0
SMALL: Final = 8.4
PLAIN: Final = 9.6
SIGNING: Final = 118.0


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """One text as it stands on the paper; `details` are lines to be filled in by hand.

    `note` says what the question is about besides its own words.
    """

    title: str
    body: tuple[str, ...]
    question: str
    yes: str
    no: str
    note: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperDesign:
    """Everything printed on a form, worded in the family's language.

    `people` are pairs of a label and a name. `page_label` holds `{number}` and `{all}`.
    """

    language: str
    code: str
    title: str
    site_name: str
    people: tuple[tuple[str, str], ...]
    intro: str
    questions: tuple[PaperQuestion, ...]
    date_label: str
    signature_label: str
    give_back: str
    page_label: str
    watermark: str = ""


@dataclass(frozen=True)
class _Block:
    """A question set in lines, and how much room it takes."""

    title: Fitted
    note: Fitted | None
    body: tuple[Fitted, ...]
    question: Fitted
    yes: Fitted
    no: Fitted
    details: tuple[Fitted, ...]

    @property
    def height(self) -> float:
        """Of all of it, the gap below included."""
        body = sum(paragraph.height + 2 for paragraph in self.body)
        note = self.note.height + 2 if self.note else 0
        picks = max(self.yes.height, self.no.height, TICK) + 4
        details = 26 if self.details else 0
        heads = self.title.height + self.question.height + 5
        return heads + note + body + picks + details + 13


def consent_forms_pdf(forms: Sequence[PaperDesign]) -> bytes:
    """Draw one or more forms, each beginning on a page of its own.

    Equal forms give equal bytes. A form that a page cannot hold takes another one,
    which bears its code as well.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
        ValueError: there is no form.
    """
    if not forms:
        raise ValueError("no form to draw")
    first = forms[0]
    canvas = new_document(
        size=A4,
        title=f"{first.title} – {first.site_name}",
        author=first.site_name,
        language=first.language,
    )
    for number, form in enumerate(forms):
        if number:
            canvas.showPage()
        _draw_form(canvas, form)
    return finish(canvas)


def _draw_form(canvas: Canvas, form: PaperDesign) -> None:
    pages = _spread(form)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            canvas.showPage()
        top = (
            _draw_head(canvas, form) if number == 1 else _draw_small_head(canvas, form)
        )
        for block in blocks:
            top = _draw_block(canvas, block, top)
        if number == len(pages):
            _draw_signing(canvas, form)
        _draw_foot(canvas, form, number, len(pages))


def _spread(form: PaperDesign) -> list[list[_Block]]:
    """Which questions stand on which page; the last page has room to sign."""
    head = _head_height(form)
    pages: list[list[_Block]] = [[]]
    room = TOP - head - FOOT
    blocks = [_set(question) for question in form.questions]
    for number, block in enumerate(blocks):
        needed = block.height + (SIGNING if number == len(blocks) - 1 else 0)
        if needed > room and pages[-1]:
            pages.append([])
            room = TOP - 40 - FOOT
        pages[-1].append(block)
        room -= block.height
    return pages


def _set(question: PaperQuestion) -> _Block:
    half = WIDTH / 2 - TICK - 18
    return _Block(
        title=fit(
            question.title, font=HEAVY, width=WIDTH, size=11.5, floor=10, lines=2
        ),
        note=_plain(question.note, PLAIN) if question.note else None,
        body=tuple(_plain(paragraph, SMALL) for paragraph in question.body),
        question=fit(
            question.question,
            font=HEAVY,
            width=WIDTH,
            size=PLAIN,
            floor=PLAIN,
            lines=4,
            balance=False,
        ),
        yes=_choice(question.yes, half),
        no=_choice(question.no, half),
        details=tuple(
            fit(text, font=REGULAR, width=WIDTH / 3, size=PLAIN, floor=7)
            for text in question.details
        ),
    )


def _plain(text: str, size: float, *, width: float = WIDTH) -> Fitted:
    return fit(
        text, font=REGULAR, width=width, size=size, floor=size, lines=60, balance=False
    )


def _choice(text: str, width: float) -> Fitted:
    return fit(
        text, font=REGULAR, width=width, size=PLAIN, floor=8.4, lines=5, balance=False
    )


def _people(form: PaperDesign) -> list[tuple[Fitted, Fitted]]:
    half = (WIDTH - 12) / 2 - 20
    return [
        (
            fit(label, font=REGULAR, width=half, size=8.5, floor=7),
            fit(name, font=HEAVY, width=half, size=13, floor=10, lines=2),
        )
        for label, name in form.people
    ]


def _head_height(form: PaperDesign) -> float:
    people = max((a.height + b.height for a, b in _people(form)), default=0)
    return BAND + 36 + people + _plain(form.intro, PLAIN).height + 24


def _draw_head(canvas: Canvas, form: PaperDesign) -> float:
    """Draw the band, the code, whose form it is and what to do; give where it ends."""
    band = WIDTH - QR_SIDE - 14
    foot = TOP - BAND
    box(canvas, LEFT, foot - 4, (band, BAND), fill="ink", radius=18, line=2)
    box(canvas, LEFT, foot, (band, BAND), fill="brand", radius=18, line=2)
    draw_shapes(canvas, MARK, LEFT + 16, foot + (BAND - 52) / 2, 52, main="brand")
    room = band - 100
    title = fit(form.title, font=HEAVY, width=room, size=23, floor=17, lines=2)
    site = fit(form.site_name, font=REGULAR, width=room, size=13, floor=10, lines=2)
    top = foot + (BAND + title.height + site.height) / 2
    top = write(canvas, title, LEFT + 82, top, ink="white")
    write(canvas, site, LEFT + 82, top, ink="white")
    right = LEFT + WIDTH - QR_SIDE
    box(canvas, right, foot, (QR_SIDE, BAND), fill="white", radius=14, line=2)
    draw_qr(canvas, form.code, right + 5, foot + 5, QR_SIDE - 10)
    code = fit(grouped(form.code, 4), font=HEAVY, width=QR_SIDE + 24, size=10, floor=8)
    write(canvas, code, right + QR_SIDE, foot - 6, align="right")
    top = _draw_people(canvas, form, foot - 28)
    return write(canvas, _plain(form.intro, PLAIN), LEFT, top - 8) - 8


def _draw_people(canvas: Canvas, form: PaperDesign, top: float) -> float:
    people = _people(form)
    height = max((a.height + b.height for a, b in people), default=0) + 10
    half = (WIDTH - 12) / 2
    for number, (label, name) in enumerate(people):
        x = LEFT + number * (half + 12)
        box(canvas, x, top - height, (half, height), fill="paper", radius=10)
        below = write(canvas, label, x + 10, top - 4, ink="ink-2")
        write(canvas, name, x + 10, below)
    return top - height


def _draw_small_head(canvas: Canvas, form: PaperDesign) -> float:
    title = fit(form.title, font=HEAVY, width=WIDTH * 0.6, size=11, floor=8)
    write(canvas, title, LEFT, TOP)
    names = " · ".join(name for _label, name in form.people)
    name = fit(names, font=REGULAR, width=WIDTH * 0.38, size=PLAIN, floor=6)
    write(canvas, name, LEFT + WIDTH, TOP, ink="ink-2", align="right")
    _line(canvas, TOP - 20)
    return TOP - 32


def _draw_block(canvas: Canvas, block: _Block, top: float) -> float:
    end = top - block.height
    top = write(canvas, block.title, LEFT, top)
    if block.note:
        top = write(canvas, block.note, LEFT, top) - 2
    for paragraph in block.body:
        top = write(canvas, paragraph, LEFT, top, ink="ink-2") - 2
    top = write(canvas, block.question, LEFT, top - 2) - 3
    for number, text in enumerate((block.yes, block.no)):
        x = LEFT + number * (WIDTH / 2 + 4)
        box(canvas, x, top - TICK, (TICK, TICK), fill="white", radius=3, line=1.4)
        write(canvas, text, x + TICK + 7, top - 1)
    top -= max(block.yes.height, block.no.height, TICK) + 4
    x = LEFT + TICK + 7
    for label in block.details:
        write(canvas, label, x, top - 8)
        start = x + _width(label) + 6
        _rule(canvas, start, start + 88, top - 21)
        x = start + 88 + 16
    _line(canvas, end + 6)
    return end


def _draw_signing(canvas: Canvas, form: PaperDesign) -> None:
    top = FOOT + SIGNING - 12
    give_back = _plain(form.give_back, PLAIN)
    write(canvas, give_back, LEFT, FOOT + give_back.height + 6)
    line, day = top - 46, 150.0
    _rule(canvas, LEFT, LEFT + day, line)
    _rule(canvas, LEFT + day + 24, LEFT + WIDTH, line)
    for x, text, width in (
        (LEFT, form.date_label, day),
        (LEFT + day + 24, form.signature_label, WIDTH - day - 24),
    ):
        label = fit(text, font=REGULAR, width=width, size=8.5, floor=6.5, lines=2)
        write(canvas, label, x, line - 2, ink="ink-2")


def _draw_foot(canvas: Canvas, form: PaperDesign, number: int, pages: int) -> None:
    code = fit(grouped(form.code, 4), font=HEAVY, width=160, size=9, floor=8)
    write(canvas, code, LEFT, 40)
    page = form.page_label.format(number=number, all=pages)
    label = fit(page, font=REGULAR, width=120, size=8.5, floor=7)
    write(canvas, label, LEFT + WIDTH, 40, ink="ink-2", align="right")
    if form.watermark:
        mark = fit(form.watermark, font=REGULAR, width=220, size=7.5, floor=6)
        write(canvas, mark, A4[0] / 2, 39, ink="ink-2", align="centre")


def _width(text: Fitted) -> float:
    return max(text_width(line, text.font, text.size) for line in text.lines)


def _rule(canvas: Canvas, start: float, end: float, y: float) -> None:
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(0.9)
    canvas.line(start, y, end, y)


def _line(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(colour("line"))
    canvas.setLineWidth(1.2)
    canvas.line(LEFT, y, LEFT + WIDTH, y)
