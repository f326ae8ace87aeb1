"""The teacher's pages: classes and pupils whose guardians share."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.reports.queries.lines import report_lines
from fablab.reports.queries.sharing import shared_schools
from fablab.reports.routes.blueprint import bp
from fablab.reports.wording import LIMITS
from fablab.web.language import current_language


@bp.get("/teacher/")
@requires(Right.READ_SCHOOL_REPORTS)
def teacher() -> str:
    """Show the teacher the pupils whose guardians share results with the school."""
    now = clock.now()
    schools = [
        (
            school,
            list(report_lines(school.pupils, now=now, language=current_language())),
        )
        for school in shared_schools(current_actor(), now=now)
        if school.pupils
    ]
    return render_template("reports/teacher.html", schools=schools, limits=LIMITS)
