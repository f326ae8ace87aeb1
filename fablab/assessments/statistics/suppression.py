"""Counts of pupils that are too small to show, and those that would give them away.

This keeps a count from being read or worked out. It does not make a table anonymous:
in a small town everybody knows the group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from fablab.assessments.statistics._network import (
    TOTAL,
    cell,
    cheapest_shield,
    column_total,
    network,
    row_total,
)

AGE_BANDS = ((8, 10), (11, 13), (14, 18))
"""In years, first and last: as exactly as an age may be shown."""

Shown: TypeAlias = int | None
"""A count that may be shown, or None where a dash stands in its place."""

_LOW_LEVELS = (1, 2)


class Audience(IntEnum):
    """Who sees a table: the least number of pupils that one of its counts may show.

    Source for 10, the most common choice: NCES 2011-603.
    """

    INTERNAL = 5
    PUBLIC = 10


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of counts with its margins, None where a count is withheld.

    A dash does not tell whether the count is small or protects another.
    """

    cells: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown


def suppress(counts: Sequence[Sequence[int]], audience: Audience | int) -> Table:
    """Withhold all counts below the audience's least, 0 included, and their shields.

    Whoever knows every shown count, that each row and column adds up and that no
    count is negative can still not tell any withheld one: for each there is another
    table, one pupil apart, that shows the same. Shields are the smallest counts that
    do it for one withheld count after the other. Who also knows this procedure can
    sometimes rule the other tables out: a guard against readers, not against analysts.

    Source: Cox (1995), Journal of the American Statistical Association 90(432):
    tables as networks, in which a withheld count is safe on a closed path of others.

    Args:
        counts: one row or more of equally many counts, each pupil in one cell.
        audience: who will see it, or another least count of 1 or more.

    Raises:
        ValueError: the rows have different lengths.
    """
    flows = network(counts)
    withheld = {edge for edge, count in flows.items() if count < audience}
    for edge in sorted(withheld):
        withheld |= set(cheapest_shield(edge, flows, withheld))
    shown = {edge: None if edge in withheld else flows[edge] for edge in flows}
    rows, columns = range(len(counts)), range(len(counts[0]))
    return Table(
        cells=tuple(tuple(shown[cell(i, j)] for j in columns) for i in rows),
        row_totals=tuple(shown[row_total(i)] for i in rows),
        column_totals=tuple(shown[column_total(j)] for j in columns),
        total=shown[TOTAL],
    )


def merge_levels(counts: Mapping[int, int]) -> tuple[int, int]:
    """The pupils at levels 1–2 and at 3–4: the first remedy for small counts.

    Args:
        counts: level (ordinal 1–4) → pupils.
    """
    low = sum(counts.get(level, 0) for level in _LOW_LEVELS)
    return low, sum(counts.values()) - low


def cautious_percent(count: int, of: int, audience: Audience | int) -> str | None:
    """A share in whole per cent without its sign: "45", "<10" or ">90".

    All and nobody would tell something of everybody; so the ends stay open.

    Returns:
        None if `of` is too small a group for the audience.
    """
    if of < audience:
        return None
    if count * 10 < of:
        return "<10"
    return ">90" if count * 10 > of * 9 else str(round(100 * count / of))


def age_band(age: int) -> tuple[int, int] | None:
    """The band (first and last year) that an age in years is shown as, if any."""
    return next((band for band in AGE_BANDS if band[0] <= age <= band[1]), None)
