"""Signing in by a password, for those who work here."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.accounts.errors import WrongPassword
from fablab.accounts.forms import PasswordForm
from fablab.accounts.limits import limit_tries
from fablab.accounts.routes.arrival import (
    ask_for_second_factor,
    let_in,
    needs_second_factor,
)
from fablab.accounts.routes.blueprint import bp
from fablab.accounts.services import check_password, record_failure
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.web.mishaps import worded


@bp.route("/sign-in/staff", methods=["GET", "POST"])
@public
@limit_tries
def enter_password() -> ResponseReturnValue:
    """Check address and password, then ask for the second factor."""
    form = PasswordForm()
    if form.validate_on_submit():
        email, password = str(form.email.data), str(form.password.data)
        now = clock.now()
        try:
            account = check_password(email=email, password=password, now=now)
        except WrongPassword as refusal:
            with unit_of_work():
                record_failure(email=email, now=now)
            form.form_errors.append(worded(refusal))
        else:
            if needs_second_factor(account):
                return ask_for_second_factor(account)
            return let_in(account, how="password")
    page = render_template("accounts/password.html", form=form)
    return page, 422 if form.errors else 200
