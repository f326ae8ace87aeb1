"""The registration form, and what happens after it was sent."""

from datetime import timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from fablab.accounts.access import current_actor, public
from fablab.kernel import clock
from fablab.kernel.errors import Busy, DomainError
from fablab.kernel.submissions import SentBefore, do_once
from fablab.people.queries import guardian_of, schools
from fablab.registrations.errors import RegistrationClosed, WrongAge
from fablab.registrations.forms import RegistrationForm
from fablab.registrations.queries.places import availability_of, first_day
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import (
    HELD_FOR,
    refuse_unless_open,
    request_registration,
)
from fablab.series.models import Series
from fablab.series.queries import get_series, text_of
from fablab.web.current import current_installation
from fablab.web.language import current_language
from fablab.web.mishaps import RETRY_SECONDS, worded

_SENT = "registered"


@bp.route("/series/<slug>/register", methods=["GET", "POST"])
@public
def register(slug: str) -> ResponseReturnValue:
    """Show the form; on a valid POST, register the pupil and mail the guardian."""
    series = get_series(slug)
    form = RegistrationForm(data=_known_of_visitor())
    form.offer(schools(), country=series.site.country)
    if not form.is_submitted():
        return _page(series, form)
    if not form.validate():
        return _page(series, form), 422
    try:
        _register(slug, form)
    except DomainError as refusal:
        return _refuse(refusal, get_series(slug), form)
    session[_SENT] = {"slug": slug, "email": form.email.data}
    return redirect(url_for(".sent", slug=slug), code=303)


@bp.get("/series/<slug>/register/sent")
@public
def sent(slug: str) -> str:
    """Say that a letter is on its way and what to do with it; the same to everybody."""
    series = get_series(slug)
    known = session.get(_SENT, {})
    return render_template(
        "registrations/sent.html",
        series=series,
        text=text_of(series, current_language()),
        email=known.get("email") if known.get("slug") == slug else None,
        hours=HELD_FOR // timedelta(hours=1),
    )


def _register(slug: str, form: RegistrationForm) -> None:
    """Register once, however often the same form arrives."""
    now = clock.now()

    def register_pupil() -> str:
        return request_registration(
            request=form.request(language=current_language()),
            series=get_series(slug),
            cipher=current_installation().cipher,
            signed_in_as=_account_id(),
            now=now,
        ).public_id

    do_once(
        register_pupil,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
    )


def _refuse(
    refusal: DomainError, series: Series, form: RegistrationForm
) -> ResponseReturnValue:
    status, headers = 422, {}
    if isinstance(refusal, WrongAge):
        form.birth_date.errors = [worded(refusal)]
        form.birth_date.wrong = frozenset({"day", "month", "year"})
    elif isinstance(refusal, SentBefore):
        status = refusal.status
        form.submission_key.data = RegistrationForm(formdata=None).submission_key.data
        form.form_errors.append(
            _(
                "You have sent this form before, with other answers. To register with "
                "these answers as well, check them and send the form again."
            )
        )
    else:
        form.form_errors.append(worded(refusal))
    if isinstance(refusal, Busy):
        status, headers = refusal.status, {"Retry-After": str(RETRY_SECONDS)}
    return _page(series, form), status, headers


def _page(series: Series, form: RegistrationForm) -> str:
    now = clock.now()
    closed = None
    try:
        refuse_unless_open(series, now=now)
    except RegistrationClosed as refusal:
        closed = worded(refusal)
    return render_template(
        "registrations/register.html",
        series=series,
        text=text_of(series, current_language()),
        form=form,
        closed=closed,
        places=availability_of(series, now=now),
        first_day=first_day(series),
        is_sent=request.method == "POST",
    )


def _account_id() -> int | None:
    return current_actor().account_id if current_user.is_authenticated else None


def _known_of_visitor() -> dict[str, str]:
    account_id = _account_id()
    guardian = guardian_of(account_id) if account_id else None
    if guardian is None:
        return {}
    account = guardian.account
    return {
        "guardian_name": account.name,
        "email": account.email,
        "phone": guardian.phone,
    }
