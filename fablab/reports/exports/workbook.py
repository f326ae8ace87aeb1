"""The teacher's workbook: who came, which levels were seen, and how to read it.

Text is always written as text: what begins with `=` stays what it is. Rows go to the
disk as they come (xlsxwriter's constant memory), so that a file of any length takes
no more memory.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from fablab.reports.exports.codebook import codebook_columns, codebook_rows
from fablab.reports.exports.source import Source
from fablab.reports.exports.tables import (
    Column,
    Kind,
    Row,
    Table,
    Value,
    Word,
    fill,
)
from fablab.reports.queries.lines import ReportLine

SHEET_NAME_LENGTH = 31


def write_workbook(
    file: IO[bytes],
    source: Source,
    tables: Sequence[Table],
    lines: Iterable[ReportLine],
) -> None:
    """Write the workbook, in the language of the request.

    Args:
        file: is written to, and stays open.
        source: what the codebook tells about.
        tables: a sheet each, before that of the codebook.
        lines: of all pupils; each is asked for once.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        book.set_properties(
            {"title": _("Progress report"), "created": source.now.replace(tzinfo=None)}
        )
        formats = _formats(book)
        sheets = [_Sheet(book, table.title, table.columns, formats) for table in tables]
        codebook = _Sheet(book, _("Codebook"), codebook_columns(), formats)
        fill(tables, lines, lambda place, row: sheets[place].write(row))
        for row in codebook_rows(source, tables):
            codebook.write(row)
        for sheet in (*sheets, codebook):
            sheet.close()


def _formats(book: Any) -> dict[Kind | None, Any]:  # noqa: ANN401 -- xlsxwriter has no types
    """How cells of each kind look; None is for headings."""
    top = {"valign": "top"}
    heading = {"bold": True, "bottom": 1, "bg_color": "#ECE8FF", "text_wrap": True}
    return {
        None: book.add_format(heading),
        Kind.TEXT: book.add_format(top),
        Kind.LONG_TEXT: book.add_format({**top, "text_wrap": True}),
        Kind.NUMBER: book.add_format(top),
        Kind.SHARE: book.add_format({**top, "num_format": "0%"}),
        Kind.DAY: book.add_format({**top, "num_format": "yyyy-mm-dd"}),
    }


class _Sheet:
    """A sheet that is written from top to bottom, its heading frozen and filtered."""

    def __init__(
        self,
        book: Any,  # noqa: ANN401 -- xlsxwriter has no types
        title: str,
        columns: Sequence[Column],
        formats: dict[Kind | None, Any],
    ) -> None:
        self._page = book.add_worksheet(title[:SHEET_NAME_LENGTH])
        self._formats = [formats[column.kind] for column in columns]
        self._last = 0
        for place, column in enumerate(columns):
            self._page.set_column(place, place, column.width)
            self._page.write_string(0, place, column.heading, formats[None])
        self._page.freeze_panes(1, 0)

    def write(self, row: Row) -> None:
        """Add a row below the others."""
        self._last += 1
        for place, (look, value) in enumerate(zip(self._formats, row, strict=True)):
            self._write_cell(place, look, value)

    def close(self) -> None:
        """Say which cells the filter is for."""
        self._page.autofilter(0, 0, self._last, len(self._formats) - 1)

    def _write_cell(self, place: int, cell_format: object, value: Value) -> None:
        if value is None or value == "":
            return
        at = (self._last, place)
        if isinstance(value, Word):
            self._page.write_string(*at, value.word, cell_format)
        elif isinstance(value, str):
            self._page.write_string(*at, value, cell_format)
        elif isinstance(value, date):
            self._page.write_datetime(*at, value, cell_format)
        else:
            self._page.write_number(*at, value, cell_format)
