"""A table to be copied into an e-register, with a button and without one."""

from itertools import chain

from flask import Response, make_response, render_template

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.reports.exports.copied import as_tsv, words_table
from fablab.reports.queries.lines import report_lines
from fablab.reports.queries.reading import Form
from fablab.reports.routes.asked import (
    asked_schools,
    kept_by_nobody,
    note,
    outline_for,
)
from fablab.reports.routes.blueprint import bp
from fablab.web.language import current_language


@bp.get("/teacher/table")
@requires(Right.READ_SCHOOL_REPORTS)
def table() -> Response:
    """Show attendance and levels in words, ready to be copied."""
    now = clock.now()
    schools = asked_schools(now)
    lines = chain.from_iterable(
        report_lines(school.pupils, now=now, language=current_language())
        for school in schools
    )
    cells = words_table(lines, outline_for(schools, now=now))
    note(schools, Form.TABLE, now)
    page = render_template("reports/table.html", cells=cells, text=as_tsv(cells))
    return kept_by_nobody(make_response(page))
