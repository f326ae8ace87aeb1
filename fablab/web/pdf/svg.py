"""A finished page as an SVG, for looking at it on a page before it is printed.

It is read from the PDF itself (operators: ISO 32000-1, annex A), so that what is seen
is what is printed. Letters are set in the pages' own Nunito and have the widths they
have on paper. There is no style attribute, which the pages' headers would refuse.
"""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final, cast

import pikepdf
from markupsafe import Markup, escape
from pikepdf import Name, Object, PdfImage, Stream

from fablab.web.pdf.lettering import HEAVY, REGULAR, text_width

_WEIGHTS: Final = {REGULAR: 400, HEAVY: 800}
_LETTER: Final = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]{4})>")
_PATH: Final = {"m": "M", "l": "L", "c": "C", "h": "Z"}
_PAINT: Final = {
    "f": (True, False),
    "f*": (True, False),
    "B": (True, True),
    "B*": (True, True),
    "S": (False, True),
}


def page_as_svg(pdf: bytes, *, label: str) -> Markup:
    """Draw the only page of one of our documents; `label` is read out instead of it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        (page,) = document.pages
        sheet = _Sheet(page.Resources)
        for instruction in pikepdf.parse_content_stream(page):
            sheet.take(str(instruction.operator), list(instruction.operands))
        width, height = (float(side) for side in page.mediabox.as_list()[2:])
    return Markup(
        '<svg class="sheet" xmlns="http://www.w3.org/2000/svg" role="img"'
        ' aria-label="{label}" viewBox="0 0 {width:g} {height:g}"'
        ' font-family="Nunito, sans-serif" stroke-linecap="round"'
        ' stroke-linejoin="round"><g transform="matrix(1 0 0 -1 0 {height:g})">'
        "{drawn}</g></svg>"
    ).format(label=label, width=width, height=height, drawn=sheet.drawn())


@dataclass
class _Sheet:
    """The state that operators change, and what was drawn so far."""

    resources: Object
    parts: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    fill: str = "#000"
    stroke: str = "#000"
    line: float = 1
    font: str = REGULAR
    size: float = 1
    letters: dict[int, str] = field(default_factory=dict)
    place: str = ""
    clips: int = 0
    open_groups: int = 0
    kept: list[tuple[str, str, float, int]] = field(default_factory=list)

    def drawn(self) -> Markup:
        drawn = "".join(self.parts)
        return Markup(drawn)  # noqa: S704 -- every text in it was escaped

    def take(self, operator: str, operands: list[Object]) -> None:
        """Do what one operator says; the few that change nothing here are let pass."""
        if operator in _PATH:
            self.path.append(_PATH[operator] + _numbers(operands))
        elif operator in _PAINT:
            self._paint(*_PAINT[operator])
        elif handler := _HANDLERS.get(operator):
            handler(self, operands)

    def save(self, _operands: list[Object]) -> None:
        self.kept.append((self.fill, self.stroke, self.line, self.open_groups))
        self.open_groups = 0

    def restore(self, _operands: list[Object]) -> None:
        self.parts.append("</g>" * self.open_groups)
        self.fill, self.stroke, self.line, self.open_groups = self.kept.pop()

    def transform(self, operands: list[Object]) -> None:
        if _numbers(operands) != "1 0 0 1 0 0":
            self._group(f'transform="matrix({_numbers(operands)})"')

    def rectangle(self, operands: list[Object]) -> None:
        x, y, width, height = map(float, operands)
        self.path.append(f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}Z")

    def clip(self, _operands: list[Object]) -> None:
        self.clips += 1
        name = f"sheet-clip-{self.clips}"
        outline = " ".join(self.path)
        self.parts.append(
            f'<clipPath id="{name}"><path d="{outline}"></path></clipPath>'
        )
        self._group(f'clip-path="url(#{name})"')

    def end_path(self, _operands: list[Object]) -> None:
        self.path.clear()

    def colour_fill(self, operands: list[Object]) -> None:
        self.fill = _colour(operands)

    def colour_stroke(self, operands: list[Object]) -> None:
        self.stroke = _colour(operands)

    def width_of_lines(self, operands: list[Object]) -> None:
        self.line = float(operands[0])

    def choose_font(self, operands: list[Object]) -> None:
        font = self.resources.Font[str(operands[0])]
        self.font = str(font.BaseFont).rpartition("+")[2]
        self.size = float(operands[1])
        known = font.ToUnicode.read_bytes().decode()
        self.letters = {int(c, 16): chr(int(u, 16)) for c, u in _LETTER.findall(known)}

    def place_text(self, operands: list[Object]) -> None:
        x, y = (float(number) for number in operands[4:])
        self.place = f"matrix(1 0 0 -1 {x:g} {y:g})"

    def write(self, operands: list[Object]) -> None:
        text = "".join(self.letters.get(code, " ") for code in bytes(operands[0]))
        if not text.strip():
            return
        width = text_width(text, self.font, self.size)
        self.parts.append(
            f'<text transform="{self.place}" font-size="{self.size:.2f}"'
            f' font-weight="{_WEIGHTS[self.font]}" fill="{self.fill}"'
            f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(text)}</text>"
        )

    def picture(self, operands: list[Object]) -> None:
        shown = cast("Stream", self.resources.XObject[str(operands[0])])
        self.parts.append(
            '<image transform="matrix(1 0 0 -1 0 1)" width="1" height="1"'
            f' preserveAspectRatio="none" href="{_data_url(shown)}"></image>'
        )

    def _group(self, attribute: str) -> None:
        self.parts.append(f"<g {attribute}>")
        self.open_groups += 1

    def _paint(self, is_filled: bool, is_stroked: bool) -> None:  # noqa: FBT001
        fill = self.fill if is_filled else "none"
        line = f' stroke="{self.stroke}" stroke-width="{self.line:g}"'
        self.parts.append(
            f'<path d="{" ".join(self.path)}" fill="{fill}"'
            f"{line if is_stroked else ''}></path>"
        )
        self.path.clear()


_HANDLERS: Final = {
    "q": _Sheet.save,
    "Q": _Sheet.restore,
    "cm": _Sheet.transform,
    "re": _Sheet.rectangle,
    "W": _Sheet.clip,
    "W*": _Sheet.clip,
    "n": _Sheet.end_path,
    "rg": _Sheet.colour_fill,
    "g": _Sheet.colour_fill,
    "RG": _Sheet.colour_stroke,
    "w": _Sheet.width_of_lines,
    "Tf": _Sheet.choose_font,
    "Tm": _Sheet.place_text,
    "Tj": _Sheet.write,
    "Do": _Sheet.picture,
}


def _numbers(operands: list[Object]) -> str:
    return " ".join(f"{float(number):.7g}" for number in operands)


def _colour(operands: list[Object]) -> str:
    levels = [round(float(level) * 255) for level in operands]
    red, green, blue = levels * 3 if len(levels) == 1 else levels
    return f"#{red:02x}{green:02x}{blue:02x}"


def _data_url(shown: Stream) -> str:
    """The picture with what is see-through in it, as PNG."""
    picture = PdfImage(shown).as_pil_image().convert("RGB")
    if isinstance(mask := shown.get(Name.SMask), Stream):
        picture.putalpha(PdfImage(mask).as_pil_image().convert("L"))
    written = BytesIO()
    picture.save(written, "PNG")
    return f"data:image/png;base64,{b64encode(written.getvalue()).decode()}"
