"""The teacher's workbook: who came, which levels were seen, and how to read it."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from flask_babel import gettext as _
from xlsxwriter import Workbook

from fablab.assessments.queries.rubrics import RubricWords
from fablab.reports.exports.codebook import codebook_sheet
from fablab.reports.exports.pages import Source, all_sheets
from fablab.reports.exports.sheets import SheetWriter
from fablab.reports.queries import SchoolReport


def write_workbook(
    reports: Sequence[SchoolReport],
    rubric: RubricWords,
    *,
    observers: dict[int, str],
    secret: str,
    now: datetime,
) -> bytes:
    """The workbook, in the language of the request.

    Args:
        reports: of the teacher's schools.
        rubric: the words of dimensions and levels.
        observers: account row id → public id, of all who gave a level.
        secret: what the keys of pupils and observers are made with.
        now: the aware instant that the file says it was made at.
    """
    source = Source(reports=reports, rubric=rubric, observers=observers, secret=secret)
    sheets = all_sheets(source)
    file = BytesIO()
    with Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    ) as book:
        book.set_properties(
            {"title": _("Progress report"), "created": now.replace(tzinfo=None)}
        )
        writer = SheetWriter(book)
        for sheet in sheets:
            writer.write(sheet)
        writer.write(codebook_sheet(source, sheets, now=now))
    return file.getvalue()
