"""Stacked bars, in per cent, for the page and for paper."""

from typing import NamedTuple

from fablab.reports.queries.class_figures import Counts

WITHHELD = -1
"""Stands in the place of all counts of a bar that may not be shown one by one."""


class Piece(NamedTuple):
    """A piece of a bar: the place of its count, where it begins, and how long it is."""

    place: int
    begin: float
    length: float


def pieces_of(counts: Counts) -> tuple[Piece, ...]:
    """The shown counts in order, then the rest in one piece; nothing without a sum."""
    if not counts.total:
        return ()
    shown = [(place, cell) for place, cell in enumerate(counts.cells) if cell]
    rest = counts.total - sum(cell for _place, cell in shown)
    lengths = [*shown, *([(WITHHELD, rest)] if rest else [])]
    pieces, begin = [], 0.0
    for place, count in lengths:
        length = 100 * count / counts.total
        pieces.append(Piece(place, begin, length))
        begin += length
    return tuple(pieces)
