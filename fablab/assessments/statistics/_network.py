"""A table of counts as a network of flows, in which withheld counts need shields."""

import heapq
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias


class Node(NamedTuple):
    """A row, a column, or where all rows begin and all columns end."""

    kind: str
    number: int = 0


Edge: TypeAlias = tuple[Node, Node]
_Steps: TypeAlias = Mapping[Node, Sequence[tuple[Node, int, Edge]]]

_ROWS = Node("rows")
_COLUMNS = Node("columns")
TOTAL: Edge = (_COLUMNS, _ROWS)


def cell(i: int, j: int) -> Edge:
    """The count in row `i` and column `j`."""
    return Node("row", i), Node("column", j)


def row_total(i: int) -> Edge:
    """The sum of row `i`."""
    return _ROWS, Node("row", i)


def column_total(j: int) -> Edge:
    """The sum of column `j`."""
    return Node("column", j), _COLUMNS


def network(counts: Sequence[Sequence[int]]) -> dict[Edge, int]:
    """Every count as a flow from one node to the next, with as much in as out.

    The total flows into the rows, through the cells into the columns, and back.
    """
    flows = {
        cell(i, j): count for i, row in enumerate(counts) for j, count in enumerate(row)
    }
    flows |= {row_total(i): sum(row) for i, row in enumerate(counts)}
    columns = zip(*counts, strict=True)
    flows |= {column_total(j): sum(column) for j, column in enumerate(columns)}
    return flows | {TOTAL: sum(map(sum, counts))}


def cheapest_shield(
    edge: Edge, flows: Mapping[Edge, int], withheld: AbstractSet[Edge]
) -> Sequence[Edge]:
    """The edges that let one pupil more, or one less, pass through `edge` unseen.

    With it they make a closed path. Those already withheld cost nothing, any other
    its count; one more can always go round, one less only where there is one.
    """
    start, end = edge
    steps = _steps({e: count for e, count in flows.items() if e != edge}, withheld)
    ways = [_cheapest_path(end, start, steps)]
    if flows[edge]:
        ways.append(_cheapest_path(start, end, steps))
    return min(ways)[1]


def _steps(flows: Mapping[Edge, int], withheld: AbstractSet[Edge]) -> _Steps:
    """Where one pupil more can go along an edge, or one less against it."""
    steps: dict[Node, list[tuple[Node, int, Edge]]] = {}
    for edge, count in flows.items():
        start, end = edge
        cost = 0 if edge in withheld else count
        steps.setdefault(start, []).append((end, cost, edge))
        if count:
            steps.setdefault(end, []).append((start, cost, edge))
    return steps


def _cheapest_path(start: Node, end: Node, steps: _Steps) -> tuple[int, list[Edge]]:
    """The cost and the edges (Dijkstra 1959); without a way, as dear as can be."""
    reached = set()
    queue: list[tuple[int, Node, list[Edge]]] = [(0, start, [])]
    while queue:
        cost, node, path = heapq.heappop(queue)
        if node == end:
            return cost, path
        if node not in reached:
            reached.add(node)
            for following, price, edge in steps.get(node, ()):
                heapq.heappush(queue, (cost + price, following, [*path, edge]))
    return sys.maxsize, []
