"""The code of the app on the phone: entering it, and setting the app up."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.accounts.errors import WrongPassword
from fablab.accounts.forms import CodeForm
from fablab.accounts.limits import limit_tries
from fablab.accounts.models import Account
from fablab.accounts.routes.arrival import (
    keep_secret,
    kept_secret,
    let_in,
    pending_account,
)
from fablab.accounts.routes.blueprint import bp
from fablab.accounts.second_factor import (
    address_of_secret,
    check_code,
    confirm_secret,
    context_of,
    new_secret,
)
from fablab.accounts.services import record_failure, refuse_after_failures
from fablab.kernel import clock
from fablab.kernel.codes import grouped
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_installation
from fablab.web.mishaps import worded
from fablab.web.qr import qr_svg


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limit_tries
def enter_code() -> ResponseReturnValue:
    """Ask for the code and sign in; without a password before it, go back to that."""
    account = pending_account()
    if account is None or account.totp_sealed is None:
        return _begin_again()
    form = CodeForm()
    cipher = current_installation().cipher

    def prove(code: str) -> None:
        check_code(account=account, code=code, cipher=cipher, now=clock.now())

    if form.validate_on_submit() and _proves(account, form, prove):
        return let_in(account, how="password and code")
    page = render_template("accounts/code.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/sign-in/set-up", methods=["GET", "POST"])
@public
@limit_tries
def set_up() -> ResponseReturnValue:
    """Show a fresh secret as QR code; its first code makes it the account's own."""
    account = pending_account()
    if account is None or account.totp_sealed is not None:
        return _begin_again()
    form = CodeForm()
    cipher = current_installation().cipher
    sealed = kept_secret() or new_secret(account, cipher=cipher)
    keep_secret(sealed)

    def prove(code: str) -> None:
        now = clock.now()
        confirm_secret(
            account=account, sealed=sealed, code=code, cipher=cipher, now=now
        )

    if form.validate_on_submit() and _proves(account, form, prove):
        return let_in(account, how="password and first code")
    secret = cipher.unseal(sealed, context=context_of(account))
    page = render_template(
        "accounts/set_up.html",
        form=form,
        qr=lambda label: qr_svg(address_of_secret(account, secret=secret), label=label),
        secret=grouped(secret, 4),
    )
    return page, 422 if form.errors else 200


def _proves(account: Account, form: CodeForm, prove: Callable[[str], None]) -> bool:
    """Whether the entered code is right; a wrong one is counted and worded."""
    now = clock.now()
    refuse_after_failures(email=account.email, now=now)
    try:
        with unit_of_work():
            prove(str(form.code.data))
    except WrongPassword as refusal:
        with unit_of_work():
            record_failure(email=account.email, now=now)
        form.code.errors = [worded(refusal)]
        return False
    return True


def _begin_again() -> ResponseReturnValue:
    return redirect(url_for("accounts.enter_password"), code=303)
