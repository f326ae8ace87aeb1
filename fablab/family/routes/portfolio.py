"""The page of everything that a pupil has made."""

from flask import render_template

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.certificates.wording import hours_text, meetings_text
from fablab.family.queries.portfolio import portfolio_of
from fablab.family.routes.blueprint import bp, own_guardian, title_of
from fablab.kernel import clock
from fablab.people.queries import own_pupil


@bp.get("/pupils/<public_id>/portfolio")
@requires(Right.SEE_FAMILY)
def portfolio(public_id: str) -> str:
    """Show the pupil's finished series: what was made, and the certificates."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian)
    return render_template(
        "family/portfolio.html",
        pupil=pupil,
        finished=portfolio_of(pupil, guardian, now=clock.now()),
        text_of=title_of(),
        hours_text=hours_text,
        meetings_text=meetings_text,
    )
