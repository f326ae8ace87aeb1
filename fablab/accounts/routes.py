"""Signing in and out."""

from flask import Blueprint

from fablab.accounts.access import public

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> str:
    """Placeholder until the page is written."""
    return "sign in"
