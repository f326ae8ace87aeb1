"""The overview of a class, or of all pupils of a school: the page and the paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, make_response, render_template, request

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.reports.class_designs import class_design
from fablab.reports.pdf import ClassDesign, class_pdf
from fablab.reports.queries.lines import ReportLine, report_lines
from fablab.reports.queries.reading import Form
from fablab.reports.queries.sharing import Chosen, SharedSchool, shared_class
from fablab.reports.routes.asked import kept_by_nobody, note, outline_for
from fablab.reports.routes.blueprint import bp
from fablab.reports.wording import LIMITS, SELF_REPORT_LIMIT
from fablab.web.language import current_language
from fablab.web.times import short_day

UTC = ZoneInfo("UTC")


class _Read(NamedTuple):
    """The school with the class's pupils, and the overview in words."""

    school: SharedSchool
    design: ClassDesign


@bp.get("/teacher/schools/<public_id>")
@requires(Right.READ_SCHOOL_REPORTS)
def school_class(public_id: str) -> Response:
    """Show the overview; `?class` chooses one class."""
    read = _read(public_id, clock.now())
    page = render_template(
        "reports/class.html",
        design=read.design,
        school=read.school,
        chosen={"school": public_id, **_of_class()},
        of_class=_of_class(),
        limits=LIMITS,
        self_report_limit=SELF_REPORT_LIMIT,
    )
    return kept_by_nobody(make_response(page))


@bp.get("/teacher/schools/<public_id>/overview.pdf")
@requires(Right.READ_SCHOOL_REPORTS)
def class_file(public_id: str) -> Response:
    """Hand out the same on paper."""
    read = _read(public_id, clock.now())
    answer = Response(class_pdf(read.design), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="class-overview.pdf"'
    return kept_by_nobody(answer)


def _read(public_id: str, now: datetime) -> _Read:
    class_name = request.args.get("class")
    school = shared_class(
        current_actor(), now=now, chosen=Chosen(public_id, class_name)
    )
    note([school], Form.CLASS, now)
    language = current_language()
    lines = list(report_lines(school.pupils, now=now, language=language))
    return _Read(
        school,
        class_design(
            school,
            class_name,
            lines,
            outline_for([school], now=now),
            made=_made(lines, now),
        ),
    )


def _made(lines: Sequence[ReportLine], now: datetime) -> str:
    """Today, by the clock of a FabLab that the pupils come to."""
    zone = next((line.series.zone for line in lines if line.series), UTC)
    return short_day(now, zone)


def _of_class() -> dict[str, str]:
    """The parameter by which files are of this class only."""
    class_name = request.args.get("class")
    return {} if class_name is None else {"class": class_name}
