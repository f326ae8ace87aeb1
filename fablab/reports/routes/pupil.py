"""One pupil: the page, and the same on two pages of paper."""

from datetime import datetime
from typing import NamedTuple

from flask import Response, make_response, render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.reports.designs import pupil_design
from fablab.reports.pdf import PupilDesign, pupil_pdf
from fablab.reports.queries.described import outline_of
from fablab.reports.queries.lines import report_lines
from fablab.reports.queries.reading import Form
from fablab.reports.queries.sharing import SharedPupil, SharedSchool, shared_pupil
from fablab.reports.routes.asked import kept_by_nobody
from fablab.reports.routes.blueprint import bp
from fablab.reports.services.reading import note_reading
from fablab.reports.wording import LIMITS
from fablab.web.language import current_language
from fablab.web.times import short_day


class _Read(NamedTuple):
    """A pupil, and the report of each series by its slug."""

    school: SharedSchool
    pupil: SharedPupil
    reports: dict[str, PupilDesign]


@bp.get("/teacher/pupils/<public_id>")
@requires(Right.READ_SCHOOL_REPORTS)
def pupil(public_id: str) -> Response:
    """Show everything about one pupil, series by series."""
    now = clock.now()
    read = _read(public_id, now)
    _note(read, Form.PAGE, now)
    page = render_template("reports/pupil.html", read=read, limits=LIMITS)
    return kept_by_nobody(make_response(page))


@bp.get("/teacher/pupils/<public_id>/<slug>.pdf")
@requires(Right.READ_SCHOOL_REPORTS)
def pupil_file(public_id: str, slug: str) -> Response:
    """Hand out the two pages about the pupil in one series."""
    now = clock.now()
    read = _read(public_id, now)
    if slug not in read.reports:
        raise NotFound(N_("This pupil is not in that series."))
    _note(read, Form.PDF, now)
    answer = Response(pupil_pdf(read.reports[slug]), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="report-{slug}.pdf"'
    return kept_by_nobody(answer)


def _read(public_id: str, now: datetime) -> _Read:
    school, found = shared_pupil(public_id, actor=current_actor(), now=now)
    language = current_language()
    outline = outline_of([found], now=now, language=language)
    lines = report_lines([found], now=now, language=language)
    return _Read(
        school,
        found,
        {
            line.series.slug: pupil_design(
                line,
                line.series,
                outline,
                made=short_day(now, line.series.zone),
            )
            for line in lines
            if line.series
        },
    )


def _note(read: _Read, form: Form, now: datetime) -> None:
    with unit_of_work():
        note_reading([read.school], form=form, actor=current_actor(), now=now)
