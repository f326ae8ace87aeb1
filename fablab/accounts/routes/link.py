"""Signing in by a mailed link."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.accounts.forms import LinkForm
from fablab.accounts.limits import limit_tries
from fablab.accounts.links import find_link, use_link
from fablab.accounts.models import LinkPurpose
from fablab.accounts.routes.arrival import (
    ask_for_second_factor,
    let_in,
    needs_second_factor,
)
from fablab.accounts.routes.blueprint import bp
from fablab.accounts.services import send_sign_in_link
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limit_tries
def sign_in() -> ResponseReturnValue:
    """Ask for the address; answer the same whether it is known or not."""
    form = LinkForm()
    if form.validate_on_submit():
        with unit_of_work():
            send_sign_in_link(email=str(form.email.data), now=clock.now())
        return redirect(url_for("accounts.link_sent"), code=303)
    page = render_template("accounts/sign_in.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/sign-in/sent")
@public
def link_sent() -> str:
    """Say where the link is now, if the address is one of ours."""
    return render_template("accounts/link_sent.html")


@bp.route("/sign-in/<link>", methods=["GET", "POST"])
@public
def open_link(link: str) -> ResponseReturnValue:
    """Show one button; only pressing it uses the link up and signs in."""
    now, purpose = clock.now(), LinkPurpose.SIGN_IN
    found = find_link(token=link, purpose=purpose, now=now)
    if request.method != "POST":
        return render_template("accounts/open_link.html", name=found.account.name)
    with unit_of_work():
        account = use_link(token=link, purpose=purpose, now=now).account
    if needs_second_factor(account):
        return ask_for_second_factor(account)
    return let_in(account, how="link")
