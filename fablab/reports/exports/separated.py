"""The same tables as CSV files in one zip, for Excel in Polish or for programs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fablab.reports.exports.codebook import codebook_columns, codebook_rows
from fablab.reports.exports.source import Source
from fablab.reports.exports.tables import Column, Row, Table, Value, Word, fill
from fablab.reports.queries.lines import ReportLine
from fablab.web.spreadsheets import guarded

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that a zip gives its files: equal tables give equal bytes."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How a CSV file is written: for people's spreadsheets, or for programs."""

    delimiter: str
    decimal: str
    encoding: str
    for_programs: bool


POLISH = Profile(delimiter=";", decimal=",", encoding="utf-8-sig", for_programs=False)
"""What Excel in Polish opens with a double click."""

MACHINE = Profile(delimiter=",", decimal=".", encoding="utf-8", for_programs=True)
"""RFC 4180: codes as headings and words, ISO 8601 dates, no byte order mark."""


def write_separated(
    file: IO[bytes],
    source: Source,
    tables: Sequence[Table],
    lines: Iterable[ReportLine],
    *,
    profile: Profile,
) -> None:
    """Write a zip of one CSV file for each table, and of the codebook.

    Args:
        file: is written to, and stays open.
        source: what the codebook tells about.
        tables: a file each.
        lines: of all pupils; each is asked for once.
        profile: how numbers, dates and words are written.
    """
    with ExitStack() as stack, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        parts = [
            Part(stack, profile, _heads(table.columns, profile)) for table in tables
        ]
        fill(tables, lines, lambda place, row: parts[place].write(row))
        codebook = Part(stack, profile, _heads(codebook_columns(), profile))
        for row in codebook_rows(source, tables):
            codebook.write(row)
        names = [*(table.code for table in tables), "codebook"]
        for name, part in zip(names, [*parts, codebook], strict=True):
            add_file(archive, f"{name}.csv", part.chunks())


def add_file(archive: ZipFile, name: str, chunks: Iterable[bytes]) -> None:
    """Put a file into the zip, piece by piece."""
    info = ZipInfo(name, EARLIEST)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w") as entry:
        for chunk in chunks:
            entry.write(chunk)


class Part:
    """One table on the disk until it goes into the zip."""

    def __init__(
        self, stack: ExitStack, profile: Profile, heads: Sequence[str]
    ) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 -- closed by the stack
        stack.callback(self._file.close)
        self._text = TextIOWrapper(self._file, encoding=profile.encoding, newline="")
        self._writer = csv.writer(self._text, delimiter=profile.delimiter)
        self._profile = profile
        self._writer.writerow([guarded(head) for head in heads])

    def write(self, row: Row) -> None:
        """Add a row."""
        self._writer.writerow([_cell(value, self._profile) for value in row])

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, from its beginning."""
        self._text.flush()
        self._file.seek(0)
        while chunk := self._file.read(2**16):
            yield chunk


def _heads(columns: Sequence[Column], profile: Profile) -> list[str]:
    return [
        column.code if profile.for_programs else column.heading for column in columns
    ]


def _cell(value: Value, profile: Profile) -> str:
    if isinstance(value, Word):
        return value.code if profile.for_programs else guarded(value.word)
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    return str(value).replace(".", profile.decimal)
