"""The guardian's home."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.family.queries import FamilyHome, family_home
from fablab.family.routes.blueprint import bp
from fablab.kernel import clock
from fablab.people.queries import guardian_of
from fablab.series.queries import text_of
from fablab.web.language import current_language


@bp.get("/")
@requires(Right.SEE_FAMILY)
def home() -> str:
    """What is next, what is to do, and how things stand for every pupil."""
    guardian = guardian_of(current_actor().account_id)
    language = current_language()
    found = (
        family_home(guardian, language=language, now=clock.now())
        if guardian
        else FamilyHome(pupils=[], next_meetings=[], to_answer=[])
    )
    return render_template(
        "family/home.html",
        home=found,
        text_of=lambda series: text_of(series, language),
    )
