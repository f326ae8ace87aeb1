"""What somebody who wants to know a withheld count can work out from a table."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import inf

from fablab.assessments.statistics import Shown, Table

Place = tuple[int, int]


def grid(table: Table) -> list[list[Shown]]:
    """The table as it is printed, with the totals in the last column and row."""
    rows = zip(table.cells, table.row_totals, strict=True)
    lines = [[*cells, total] for cells, total in rows]
    return [*lines, [*table.column_totals, table.total]]


def full_grid(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The true counts in the same layout."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def withheld(shown: Sequence[Sequence[Shown]]) -> list[Place]:
    """Where a dash stands."""
    return [
        (i, j)
        for i, row in enumerate(shown)
        for j, count in enumerate(row)
        if count is None
    ]


def by_trying_everything(
    shown: Sequence[Sequence[Shown]], *, most: int
) -> dict[Place, set[int]]:
    """All values up to `most` in the cells that go with what is shown, by place."""
    height, width = len(shown) - 1, len(shown[0]) - 1
    possible: dict[Place, set[int]] = {place: set() for place in withheld(shown)}
    inner = [
        range(most + 1) if (count := shown[i][j]) is None else (count,)
        for i in range(height)
        for j in range(width)
    ]
    for values in product(*inner):
        guess = full_grid([values[i * width :][:width] for i in range(height)])
        if all(
            count is None or count == guess[i][j]
            for i, row in enumerate(shown)
            for j, count in enumerate(row)
        ):
            for (i, j), values_seen in possible.items():
                values_seen.add(guess[i][j])
    return possible


def by_bounds(shown: Sequence[Sequence[Shown]]) -> dict[Place, int]:
    """The counts that remain when every sum narrows its parts, again and again."""
    low: dict[Place, float] = {}
    high: dict[Place, float] = {}
    for i, row in enumerate(shown):
        for j, count in enumerate(row):
            low[i, j] = 0 if count is None else count
            high[i, j] = inf if count is None else count
    before = None
    while before != (before := (dict(low), dict(high))):
        for *parts, whole in _sums(shown):
            low[whole] = max(low[whole], sum(low[part] for part in parts))
            high[whole] = min(high[whole], sum(high[part] for part in parts))
            for part in parts:
                others = [other for other in parts if other != part]
                least = low[whole] - sum(high[other] for other in others)
                most = high[whole] - sum(low[other] for other in others)
                low[part] = max(low[part], least)
                high[part] = min(high[part], most)
    return {p: int(low[p]) for p in withheld(shown) if low[p] == high[p]}


def by_elimination(shown: Sequence[Sequence[Shown]]) -> dict[Place, Fraction]:
    """The counts that the sums fix as linear equations, by Gauss and Jordan."""
    unknown = withheld(shown)
    equations = []
    for *parts, whole in _sums(shown):
        line = [Fraction(0)] * (len(unknown) + 1)
        for place, sign in [*((part, 1) for part in parts), (whole, -1)]:
            count = shown[place[0]][place[1]]
            if count is None:
                line[unknown.index(place)] += sign
            else:
                line[-1] -= sign * count
        equations.append(line)
    found = {}
    for line in _reduced(equations, len(unknown)):
        used = [i for i, factor in enumerate(line[:-1]) if factor]
        if len(used) == 1:
            found[unknown[used[0]]] = line[-1] / line[used[0]]
    return found


def _sums(shown: Sequence[Sequence[Shown]]) -> Iterator[list[Place]]:
    """The places of each line, whose last is the sum of the others."""
    height, width = len(shown), len(shown[0])
    yield from ([(i, j) for j in range(width)] for i in range(height))
    yield from ([(i, j) for i in range(height)] for j in range(width))


def _reduced(equations: list[list[Fraction]], unknowns: int) -> list[list[Fraction]]:
    solved: list[list[Fraction]] = []
    rest = equations
    for column in range(unknowns):
        pivot = next((line for line in rest if line[column]), None)
        if pivot is None:
            continue
        rest = [line for line in rest if line is not pivot]
        rest, solved = (
            [_cleared(line, pivot, column) for line in lines]
            for lines in (rest, solved)
        )
        solved.append(pivot)
    return solved


def _cleared(
    line: list[Fraction], pivot: list[Fraction], column: int
) -> list[Fraction]:
    factor = line[column] / pivot[column]
    return [a - factor * b for a, b in zip(line, pivot, strict=True)]
