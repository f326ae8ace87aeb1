"""What a teacher reads: the own pupils, and their progress as a workbook."""

from datetime import datetime
from io import BytesIO

from flask import Blueprint, Response, render_template, send_file

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor
from fablab.assessments.queries.rubrics import current_rubric, words_of
from fablab.audit.services import record_event
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.reports.exports import write_workbook
from fablab.reports.queries import SchoolReport, observers, school_reports
from fablab.web.current import current_settings
from fablab.web.language import current_language

bp = Blueprint("reports", __name__, url_prefix="/teacher")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/")
@requires(Right.READ_SCHOOL_REPORTS)
def teacher() -> str:
    """Show the teacher the pupils whose guardians share results with the school."""
    reports = school_reports(
        current_actor(), now=clock.now(), language=current_language()
    )
    return render_template("reports/teacher.html", reports=reports)


@bp.route("/report.xlsx")
@requires(Right.READ_SCHOOL_REPORTS)
def workbook() -> Response:
    """Hand out the same pupils' attendance and levels, and note who read them."""
    actor, now = current_actor(), clock.now()
    reports = list(school_reports(actor, now=now, language=current_language()))
    observer_ids = {
        level.observer_id
        for report in reports
        for line in report.lines
        for level in line.levels
    }
    data = write_workbook(
        reports,
        words_of(current_rubric(), current_language()),
        observers=dict(observers(observer_ids)),
        secret=current_settings().secret_key,
        now=now,
    )
    _note_reading(reports, actor, now)
    response = send_file(
        BytesIO(data),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"fablab-report-{now:%Y-%m-%d}.xlsx",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _note_reading(reports: list[SchoolReport], actor: Actor, now: datetime) -> None:
    with unit_of_work():
        for report in reports:
            record_event(
                actor=actor.public_id,
                action="school_report.downloaded",
                subject_kind="school",
                subject=report.school,
                now=now,
                details={"pupils": report.pupils},
            )
