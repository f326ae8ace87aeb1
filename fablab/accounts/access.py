"""Locked by default: every endpoint says who may use it, or nobody can.

`@public` opens an endpoint to everybody, `@requires(right)` to those whose role has
the right (`accounts.matrix`). Kiosks prove themselves by their own token, so their
endpoints are public here and check it themselves.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_login import login_user as _login_user
from flask_login import logout_user as _logout_user

from fablab.accounts.matrix import Right
from fablab.accounts.models import SignIn
from fablab.accounts.queries import Actor, actor_of, live_sign_in
from fablab.kernel import clock
from fablab.kernel.errors import N_, NotAllowed

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_ATTRIBUTE = "fablab_access"


class Visitor:
    """Somebody who is signed in, as Flask-Login wants to see them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, sign_in: SignIn) -> None:
        self.token = token
        self.name = sign_in.account.name
        self.actor = actor_of(sign_in.account, today=clock.now().date())

    def get_id(self) -> str:
        """The token that the browser's cookie keeps."""
        return self.token


def public(view: View) -> View:
    """Let everybody use this endpoint."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def requires(right: Right) -> Callable[[View], View]:
    """Let only those use this endpoint whose role has the right."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, right)
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Right | str | None:
    """What the endpoint declares: a right, `PUBLIC`, or None for nothing."""
    return getattr(app.view_functions[endpoint], _ATTRIBUTE, None)


def lock_by_default(app: Flask) -> None:
    """Check every request against what its endpoint declares."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_check)
    app.context_processor(_who)


def current_actor() -> Actor:
    """Who asks; only to be called where somebody is signed in."""
    actor = current_user.actor
    assert isinstance(actor, Actor)  # noqa: S101 -- what Visitor holds
    return actor


def start_browsing_as(token: str, *, keep: bool) -> None:
    """Sign the browser in afresh with a token that `services.sign_in` made.

    Args:
        token: what the browser's cookie is to hold.
        keep: let the browser keep it after it was closed.
    """
    session.clear()
    session.permanent = keep
    visitor = _load(token)
    assert visitor is not None  # noqa: S101 -- made a moment ago
    _login_user(visitor)


def stop_browsing() -> str | None:
    """Sign the browser out; returns the token that is to be ended."""
    token = getattr(current_user, "token", None)
    _logout_user()
    return token


def home_path(actor: Actor) -> str:
    """Where the actor's own pages begin; for several roles, where they work."""
    if actor.may(Right.ENTER_WORKSPACE):
        return "/staff/"
    if actor.may(Right.READ_SCHOOL_REPORTS):
        return "/teacher/"
    return "/family/" if actor.may(Right.SEE_FAMILY) else "/"


def _who() -> dict[str, object]:
    """What every page knows of who is signed in."""
    if not (current_user and current_user.is_authenticated):
        return {"actor": None, "current_account": None, "home_url": None}
    actor = current_actor()
    return {
        "actor": actor,
        "current_account": current_user,
        "home_url": home_path(actor),
    }


def _load(token: str) -> Visitor | None:
    sign_in = live_sign_in(token, now=clock.now())
    if sign_in is None:
        return None
    g.account_language = sign_in.account.language
    return Visitor(token, sign_in)


def _check() -> ResponseReturnValue | None:
    if request.endpoint in {None, "static"}:
        return None
    # First of all: public pages, too, are written in the language of the account.
    is_signed_in = current_user.is_authenticated
    access = access_of(current_app, str(request.endpoint))
    if access == PUBLIC:
        return None
    if not isinstance(access, Right):
        abort(403)
    if not is_signed_in:
        return redirect(url_for("accounts.sign_in"), code=303)
    if not current_actor().may(access):
        raise NotAllowed(N_("This page is not for this account."))
    return None
