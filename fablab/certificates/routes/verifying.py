"""Looking a certificate up, for everybody who holds one in their hands."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.certificates.forms import NameForm, NumberForm, tidy_number
from fablab.certificates.queries import Verification, by_code
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.snapshot import same_name
from fablab.certificates.wording import (
    dates_text,
    hours_text,
    meetings_text,
    number_of,
    topic_text,
)
from fablab.kernel.codes import is_certificate_code

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

    The answer to a posted name comes at once: nothing is stored, and the name is not
    to stand in an address.
    """
    found = by_code(tidy_number(code))
    form, name_fits = NameForm(), None
    if form.validate_on_submit():
        printed = found.facts.pupil if found.facts else ""
        name_fits = same_name(printed, form.name.data or "")
    page = render_template(
        "certificates/verify.html",
        found=found,
        facts=found.facts,
        is_mistyped=not is_certificate_code(found.code),
        number=number_of(found.code),
        words=_words(found),
        form=form,
        name_fits=name_fits,
        number_form=_number_form(),
    )
    return _unlisted(page, 422 if form.errors else 200)


def _words(found: Verification) -> dict[str, str]:
    if found.facts is None:
        return {}
    return {
        "topic": topic_text(found.facts),
        "dates": dates_text(found.facts),
        "hours": hours_text(found.facts),
        "meetings": meetings_text(found.facts),
    }


def _number_form() -> NumberForm:
    return NumberForm(None, meta=OPEN)


def _unlisted(page: str, status: int = 200) -> Response:
    """Keep search engines from listing numbers of children's certificates."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
