"""Tables of described columns, filled line by line, whatever the file they end in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

from fablab.reports.queries.lines import ReportLine


class Word(NamedTuple):
    """One of a few words: its code for programs, and how people read it."""

    code: str
    word: str


Value: TypeAlias = str | Word | int | float | date | None
Row: TypeAlias = Sequence[Value]


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    LONG_TEXT = auto()
    NUMBER = auto()
    SHARE = auto()
    DAY = auto()


@dataclass(frozen=True)
class Column:
    """A column: its code for programs, its heading, and what the codebook says of it.

    `unit` is in words; `width` is in characters.
    """

    code: str
    heading: str
    meaning: str
    kind: Kind = Kind.TEXT
    width: int = 14
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `rows_of` gives the rows of one line, one value for each column."""

    code: str
    title: str
    columns: Sequence[Column]
    rows_of: Callable[[ReportLine], Iterable[Row]]


def fill(
    tables: Sequence[Table],
    lines: Iterable[ReportLine],
    write: Callable[[int, Row], None],
) -> None:
    """Go through the lines once, and write each row as it comes, to be forgotten.

    Args:
        tables: all of them are filled side by side.
        lines: of the pupils; may be read from the database as they are asked for.
        write: takes the place of the table and one row.
    """
    for line in lines:
        for place, table in enumerate(tables):
            for row in table.rows_of(line):
                write(place, row)
