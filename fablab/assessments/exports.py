"""The table of a meeting's levels: to be filled in in a spreadsheet, and read back."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from flask_babel import gettext as _

from fablab.assessments.errors import NotAChoice, TableRefused
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.assessments.services.table import TableLine
from fablab.kernel.errors import N_, DomainError
from fablab.registrations.models import Registration
from fablab.web.spreadsheets import guarded, unguarded

GIVEN, LEVEL, NOTE = 5, 5, 6
"""How many columns come filled in, and where the two others are."""

DELIMITERS = ";\t,"
COMMA_LANGUAGES = {"en"}
"""Where a spreadsheet opens a file with commas; elsewhere it wants semicolons."""


def empty_table(
    rubric: RubricWords,
    dimensions: Sequence[DimensionWords],
    registrations: Sequence[Registration],
    *,
    language: str,
) -> bytes:
    """One line for each dimension and pupil, for a spreadsheet in that language."""
    text = StringIO(newline="")
    delimiter = "," if language in COMMA_LANGUAGES else ";"
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(
        [
            _("Pupil (do not change)"),
            _("Name"),
            _("Rubric (do not change)"),
            _("Dimension (do not change)"),
            _("What to watch"),
            _("Level"),
            _("Note"),
        ]
    )
    writer.writerows(
        [
            registration.public_id,
            guarded(registration.pupil.full_name),
            rubric.name,
            one.code,
            guarded(one.title),
            "",
            "",
        ]
        for one in dimensions
        for registration in registrations
    )
    return text.getvalue().encode("utf-8-sig")


def read_table(text: str, rubrics: Sequence[RubricWords]) -> Sequence[TableLine]:
    """The filled-in lines of a table, as a file or copied out of a spreadsheet.

    Lines without a level are left out, and so is the line of headings.

    Args:
        text: with semicolons, tabs or commas between the cells.
        rubrics: whose words may stand for levels, the reader's language first.

    Raises:
        TableRefused: a line has too few cells, a level that nobody knows, or a note
            without a level.
        NotAChoice: no line has a level.
    """
    levels = {
        word.casefold(): level
        for rubric in reversed(rubrics)
        for word, level in _written_levels(rubric)
    }
    lines: list[TableLine] = []
    refusals: dict[int, DomainError] = {}
    for number, found in _rows(text):
        cells = [*found, "", ""]
        if len(found) < GIVEN:
            refusals[number] = NotAChoice(
                N_("has too few cells. Leave all columns where they are.")
            )
        elif cells[LEVEL].casefold() in levels:
            lines.append(_line(number, cells, levels[cells[LEVEL].casefold()]))
        elif cells[LEVEL] or cells[NOTE]:
            refusals[number] = NotAChoice(
                N_("“%(level)s” is no level. Write one of these: %(known)s."),
                level=cells[LEVEL],
                known=", ".join([*rubrics[0].labels.values(), rubrics[0].not_observed]),
            )
    if refusals:
        raise TableRefused(refusals)
    if not lines:
        raise NotAChoice(N_("No line has a level yet, so there is nothing to save."))
    return lines


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that have anything in them, counted from 1, without the headings."""
    heads = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heads.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    for number, cells in enumerate(reader, start=1):
        trimmed = [unguarded(cell).strip() for cell in cells]
        if any(trimmed) and number > 1:
            yield number, trimmed


def _written_levels(rubric: RubricWords) -> Iterator[tuple[str, int | None]]:
    yield rubric.not_observed, None
    for level, label in rubric.labels.items():
        yield label, level
        yield str(level), level


def _line(number: int, cells: Sequence[str], level: int | None) -> TableLine:
    pupil, _name, rubric, dimension, _title, _level, note = cells[: NOTE + 1]
    return TableLine(number, pupil, rubric, dimension, level, note)
