"""What is said to everybody about data and safety, and the record behind it."""

from email.utils import parseaddr
from zoneinfo import ZoneInfo

from flask import render_template

from fablab.accounts.access import public, requires
from fablab.accounts.matrix import Right
from fablab.audit.queries import latest_events
from fablab.privacy.queries.sites import first_site
from fablab.privacy.record import RECORD
from fablab.privacy.routes.blueprint import bp
from fablab.web.current import current_settings

EVENTS_SHOWN = 100


@bp.get("/privacy")
@public
def plain_words() -> str:
    """Say what we keep, why and for how long."""
    return render_template("privacy/privacy.html", contact_email=_contact())


@bp.get("/standards")
@public
def standards() -> str:
    """Say how children are kept safe here."""
    return render_template("privacy/standards.html", contact_email=_contact())


@bp.get("/staff/processing")
@requires(Right.SEE_PROCESSING)
def processing() -> str:
    """Show the record of processing and the newest events: metadata, no names."""
    site = first_site()
    return render_template(
        "privacy/processing.html",
        record=RECORD,
        events=latest_events(limit=EVENTS_SHOWN),
        zone=site.zone if site else ZoneInfo("UTC"),
    )


def _contact() -> str:
    site = first_site()
    return site.contact_email if site else parseaddr(current_settings().mail_from)[1]
