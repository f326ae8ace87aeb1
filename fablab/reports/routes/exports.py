"""The files that a teacher downloads; the journal notes each for every pupil in it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.reports.exports import (
    MACHINE,
    POLISH,
    Source,
    all_tables,
    write_oneroster,
    write_separated,
    write_workbook,
)
from fablab.reports.exports.tables import Table
from fablab.reports.queries.lines import ReportLine, report_lines
from fablab.reports.queries.reading import Form
from fablab.reports.queries.sharing import SharedSchool
from fablab.reports.routes.asked import (
    asked_schools,
    kept_by_nobody,
    note,
    outline_for,
)
from fablab.reports.routes.blueprint import bp
from fablab.web.current import current_settings
from fablab.web.language import current_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

Write = Callable[[IO[bytes], Source, Sequence[Table], Iterable[ReportLine]], None]


@bp.get("/teacher/report.xlsx")
@requires(Right.READ_SCHOOL_REPORTS)
def workbook() -> Response:
    """Hand out attendance, levels and evidence as one workbook."""
    return _tables(write_workbook, Form.WORKBOOK, "fablab-report", "xlsx", XLSX)


@bp.get("/teacher/report-pl.zip")
@requires(Right.READ_SCHOOL_REPORTS)
def polish_csv() -> Response:
    """Hand out the same tables as CSV files for Excel in Polish."""
    write = partial(write_separated, profile=POLISH)
    return _tables(write, Form.CSV, "fablab-report-pl", "zip", ZIP)


@bp.get("/teacher/report-machine.zip")
@requires(Right.READ_SCHOOL_REPORTS)
def machine_csv() -> Response:
    """Hand out the same tables as CSV files for other programs."""
    write = partial(write_separated, profile=MACHINE)
    return _tables(write, Form.CSV, "fablab-report-machine", "zip", ZIP)


@bp.get("/teacher/oneroster.zip")
@requires(Right.READ_SCHOOL_REPORTS)
def oneroster() -> Response:
    """Hand out the pupils, series and levels for systems that read OneRoster."""
    return _file(write_oneroster, Form.ONEROSTER, "oneroster", "zip", ZIP)


def _tables(write: Write, form: Form, name: str, ending: str, kind: str) -> Response:
    def write_all(file: IO[bytes], source: Source, lines: Iterable[ReportLine]) -> None:
        write(file, source, all_tables(source), lines)

    return _file(write_all, form, name, ending, kind)


def _file(
    write: Callable[[IO[bytes], Source, Iterable[ReportLine]], None],
    form: Form,
    name: str,
    ending: str,
    kind: str,
) -> Response:
    now = clock.now()
    schools = asked_schools(now)
    file = TemporaryFile()  # noqa: SIM115 -- closed with the answer that sends it
    write(file, _source(schools, now), _lines(schools, now))
    note(schools, form, now)
    file.seek(0)
    answer = send_file(
        file,
        mimetype=kind,
        as_attachment=True,
        download_name=f"{name}-{now:%Y-%m-%d}.{ending}",
    )
    return kept_by_nobody(answer)


def _source(schools: Sequence[SharedSchool], now: datetime) -> Source:
    return Source(
        schools=schools,
        outline=outline_for(schools, now=now),
        secret=current_settings().secret_key,
        now=now,
    )


def _lines(schools: Sequence[SharedSchool], now: datetime) -> Iterable[ReportLine]:
    language = current_language()
    return chain.from_iterable(
        report_lines(school.pupils, now=now, language=language) for school in schools
    )
