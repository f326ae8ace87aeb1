"""A sheet of rows under described columns, and how its cells are written.

Text is always written as text: what begins with `=` stays what it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

SHEET_NAME_LENGTH = 31
Value = str | int | float | datetime | None
Row = Sequence[Value]


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    LONG_TEXT = auto()
    NUMBER = auto()
    SHARE = auto()
    DAY = auto()


@dataclass(frozen=True)
class Column:
    """A column: its heading, what the codebook says of it, what it holds, its width."""

    heading: str
    meaning: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet; each row has one value per column, None where a cell stays empty."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]


class SheetWriter:
    """Writes sheets to a workbook of xlsxwriter, row by row."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 -- xlsxwriter has no types
        self._book = book
        self._heading = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#ECE8FF", "text_wrap": True}
        )
        top = {"valign": "top"}
        self._formats = {
            Kind.TEXT: book.add_format(top),
            Kind.LONG_TEXT: book.add_format({**top, "text_wrap": True}),
            Kind.NUMBER: book.add_format(top),
            Kind.SHARE: book.add_format({**top, "num_format": "0%"}),
            Kind.DAY: book.add_format({**top, "num_format": "yyyy-mm-dd"}),
        }

    def write(self, sheet: Sheet) -> None:
        """Add the sheet, its heading frozen and filtered."""
        page = self._book.add_worksheet(sheet.title[:SHEET_NAME_LENGTH])
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.heading, self._heading)
        page.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, (column, value) in enumerate(
                zip(sheet.columns, row, strict=True)
            ):
                self._write_cell(page, (last, place), column.kind, value)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)

    def _write_cell(
        self,
        page: Any,  # noqa: ANN401 -- xlsxwriter has no types
        at: tuple[int, int],
        kind: Kind,
        value: Value,
    ) -> None:
        if value is None:
            return
        cell_format = self._formats[kind]
        if isinstance(value, str):
            page.write_string(*at, value, cell_format)
        elif isinstance(value, datetime):
            page.write_datetime(*at, value, cell_format)
        else:
            page.write_number(*at, value, cell_format)
