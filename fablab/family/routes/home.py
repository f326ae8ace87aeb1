"""The guardian's home."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.family.queries.home import FamilyHome, family_home
from fablab.family.routes.blueprint import bp, title_of
from fablab.kernel import clock
from fablab.people.queries import guardian_of


@bp.get("/")
@requires(Right.SEE_FAMILY)
def home() -> str:
    """What is next, what is to do, and how things stand for every pupil."""
    guardian = guardian_of(current_actor().account_id)
    found = family_home(guardian, now=clock.now()) if guardian else FamilyHome()
    return render_template("family/home.html", home=found, text_of=title_of())
