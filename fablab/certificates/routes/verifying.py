"""Looking a certificate up, for everybody who holds one in their hands."""

from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.certificates.forms import NameForm, NumberForm
from fablab.certificates.numbers import look_alikes, tidy_number
from fablab.certificates.queries import NOTHING, Verification, by_code
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services.names import count_name_try
from fablab.certificates.snapshot import Snapshot, same_name
from fablab.certificates.wording import (
    dates_text,
    hours_text,
    meetings_text,
    number_of,
    topic_text,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.web.current import current_settings
from fablab.web.mishaps import worded

OPEN = {"csrf": False}
"""A search changes nothing, so that it needs no token."""


@bp.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Ask for the number; with one, go to what it stands for."""
    if "code" not in request.args:
        return _unlisted(render_template("certificates/ask.html", form=_number_form()))
    form = NumberForm(request.args, meta=OPEN)
    if not form.validate():
        return _unlisted(render_template("certificates/ask.html", form=form), 422)
    code = tidy_number(form.code.data or "")
    return redirect(url_for("certificates.verify", code=code), code=303)


@bp.route("/verify/<code>", methods=["GET", "POST"])
@public
def verify(code: str) -> ResponseReturnValue:
    """Say what the number stands for; a posted name is compared with the printed one.

    The answer to a posted name comes at once: only that there was one is counted, and
    the name is not to stand in an address.
    """
    found = by_code(tidy_number(code))
    form, name_fits, status = NameForm(), None, HTTPStatus.OK
    if form.validate_on_submit():
        try:
            name_fits = _compare(found, form.name.data or "")
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            status = HTTPStatus(refusal.status)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = render_template(
        "certificates/verify.html",
        found=found,
        facts=found.facts,
        strange=look_alikes(found.code) if found.is_mistyped else {},
        number=number_of(found.code),
        words=_words(found.facts or NOTHING),
        form=form,
        name_fits=name_fits,
        number_form=_number_form(),
    )
    return _unlisted(page, status)


def _compare(found: Verification, typed: str) -> bool:
    """Whether the typed name is the printed one; an unknown number has none.

    Raises:
        TooManyNames: there were too many for the number, or from the address.
    """
    with unit_of_work():
        count_name_try(
            code=found.code,
            address=request.remote_addr or "",
            secret=current_settings().secret_key,
            now=clock.now(),
        )
    return same_name((found.facts or NOTHING).pupil, typed)


def _words(facts: Snapshot) -> dict[str, str]:
    return {
        "topic": topic_text(facts),
        "dates": dates_text(facts),
        "hours": hours_text(facts),
        "meetings": meetings_text(facts),
    }


def _number_form() -> NumberForm:
    return NumberForm(None, meta=OPEN)


def _unlisted(page: str, status: int = 200) -> Response:
    """Keep search engines from listing numbers of children's certificates."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
