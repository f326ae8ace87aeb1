"""QR codes as module matrices and as accessible SVG."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from markupsafe import Markup
from qrcode import constants
from qrcode.main import QRCode

QUIET_ZONE = 4
"""Blank modules on every side (ISO/IEC 18004, section 5.3.8)."""

_LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
_MASK = 3  # one fixed mask: trying all eight costs six times as long

Level = Literal["L", "M", "Q", "H"]


class Run(NamedTuple):
    """Neighbouring dark modules of one row, counted from the top left."""

    row: int
    column: int
    length: int


def qr_matrix(text: str, *, error_correction: Level = "Q") -> list[list[bool]]:
    """Encode the text; rows from the top, `True` is a dark module, no quiet zone.

    Args:
        text: what a scanner reads.
        error_correction: how much damage is survived: L 7, M 15, Q 25, H 30 percent.
    """
    code = QRCode(
        error_correction=_LEVELS[error_correction], border=0, mask_pattern=_MASK
    )
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def dark_runs(matrix: list[list[bool]]) -> Iterator[Run]:
    """Give the dark modules as horizontal runs, which draw faster than squares."""
    for row, modules in enumerate(matrix):
        column = 0
        for dark, same in groupby(modules):
            length = len(list(same))
            if dark:
                yield Run(row, column, length)
            column += length


def qr_svg(text: str, *, label: str) -> Markup:
    """Draw the text as a black-on-white SVG that needs no style and no script.

    Args:
        text: what a scanner reads.
        label: what a screen reader says, in the page's language.
    """
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    path = "".join(
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h{length}v1h-{length}z"
        for row, column, length in dark_runs(matrix)
    )
    return Markup(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-label="{label}" viewBox="0 0 {side} {side}" '
        'shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(label=label, side=side, path=path)
