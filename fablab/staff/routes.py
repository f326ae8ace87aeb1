"""The workspace's home, and the administrator's page."""

from flask import Blueprint, render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import staff_accounts
from fablab.accounts.wording import ROLE_NAMES
from fablab.checkin.queries.inside import still_inside
from fablab.checkin.queries.reviews import number_of_open_scans
from fablab.kernel import clock
from fablab.mail.outbox import count_letters
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.staff.queries import (
    meetings_today,
    meetings_without_levels,
    next_meeting,
    pupils_to_ask,
    series_to_certify,
    series_with_held_places,
    series_with_too_few,
)
from fablab.web.health import run_checks
from fablab.web.language import current_language

bp = Blueprint("staff", __name__, url_prefix="/staff")


@bp.get("/")
@requires(Right.ENTER_WORKSPACE)
def home() -> str:
    """Show today's meetings and what is left to do, as far as the roles go."""
    actor, now = current_actor(), clock.now()
    meetings = meetings_today(actor, now=now)
    return render_template(
        "staff/home.html",
        now=now,
        meetings=meetings,
        next_meeting=None if meetings else next_meeting(actor, now=now),
        still_inside=still_inside(actor, now=now),
        open_scans=number_of_open_scans(actor),
        without_levels=meetings_without_levels(actor, now=now),
        with_held_places=series_with_held_places(actor),
        too_few=series_with_too_few(actor, now=now),
        to_ask=pupils_to_ask(actor, now=now),
        to_certify=series_to_certify(actor, now=now),
        title_of=_title_of,
    )


@bp.get("/installation")
@requires(Right.RUN_INSTALLATION)
def installation() -> str:
    """Show how the installation does and who can sign in; no family is named."""
    waiting, given_up = count_letters()
    return render_template(
        "staff/installation.html",
        checks=run_checks(),
        letters_waiting=waiting,
        letters_given_up=given_up,
        accounts=staff_accounts(),
        role_names=ROLE_NAMES,
        today=clock.now().date(),
    )


def _title_of(series: Series) -> str:
    return text_of(series, current_language()).title
