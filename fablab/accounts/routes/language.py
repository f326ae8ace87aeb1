"""Changing the language of one's account from any page."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from fablab.accounts.access import current_actor, home_path, public
from fablab.accounts.queries import account_of
from fablab.accounts.routes.blueprint import bp
from fablab.accounts.services import change_language
from fablab.config import LANGUAGES
from fablab.kernel.db import unit_of_work


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Keep the language of pages and letters, and go back to where it was chosen."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), code=303)
    actor, chosen = current_actor(), request.form.get("language", "")
    if chosen in LANGUAGES:
        with unit_of_work():
            change_language(account=account_of(actor), language=chosen)
    page = _own_page(request.form.get("page", "")) or home_path(actor)
    return redirect(page, code=303)


def _own_page(path: str) -> str | None:
    """The path, if one of our own pages is there; nobody is sent anywhere else."""
    pages = current_app.url_map.bind("")
    try:
        endpoint, values = pages.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return url_for(endpoint, **values)
