"""One pupil's page, and what else the pupil could take part in."""

from flask import render_template

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.family.queries.pupil import pupil_page
from fablab.family.routes.blueprint import bp, own_guardian, title_of
from fablab.family.services.workshops import fitting_workshops
from fablab.kernel import clock
from fablab.people.queries import own_pupil
from fablab.reports.wording import FORMS
from fablab.series.queries import live_meetings
from fablab.web.language import current_language


@bp.get("/pupils/<public_id>")
@requires(Right.SEE_FAMILY)
def pupil(public_id: str) -> str:
    """Registrations, what is allowed, papers and the history of one pupil."""
    guardian = own_guardian()
    page = pupil_page(
        own_pupil(public_id, guardian=guardian),
        guardian,
        language=current_language(),
        now=clock.now(),
    )
    return render_template(
        "family/pupil.html", page=page, form_words=FORMS, text_of=title_of()
    )


@bp.get("/pupils/<public_id>/workshops")
@requires(Right.SEE_FAMILY)
def workshops(public_id: str) -> str:
    """The open workshops that fit the pupil, each one tap away from registering."""
    guardian = own_guardian()
    found = own_pupil(public_id, guardian=guardian, deciding=True)
    return render_template(
        "family/workshops.html",
        pupil=found,
        workshops=fitting_workshops(found, guardian=guardian, now=clock.now()),
        live_meetings=live_meetings,
        text_of=title_of(),
    )
