"""Stacked bars, in per cent, for the page and for paper."""

from collections.abc import Sequence
from typing import NamedTuple

from fablab.reports.queries.class_figures import Counts

WITHHELD = -1
"""Stands for the shade of all counts of a bar that may not be shown one by one."""


class Piece(NamedTuple):
    """A piece of a bar: its shade, where it begins, and how long it is.

    Shades 0–3 are those of the levels, lowest first; 4 is that of no level.
    """

    shade: int
    begin: float
    length: float


def pieces_of(counts: Counts, shades: Sequence[int]) -> tuple[Piece, ...]:
    """The shown counts in order, then the rest in one piece; nothing without a sum.

    Args:
        counts: with those that are withheld.
        shades: one for each count.
    """
    if not counts.total:
        return ()
    shown = [
        (shade, cell) for shade, cell in zip(shades, counts.cells, strict=True) if cell
    ]
    rest = counts.total - sum(cell for _shade, cell in shown)
    lengths = [*shown, *([(WITHHELD, rest)] if rest else [])]
    pieces, begin = [], 0.0
    for shade, count in lengths:
        length = 100 * count / counts.total
        pieces.append(Piece(shade, begin, length))
        begin += length
    return tuple(pieces)
