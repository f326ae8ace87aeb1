"""The feature's blueprint, alone so that its pages can share it."""

from flask import Blueprint

from fablab.accounts.access import current_actor
from fablab.people.models import Guardian
from fablab.people.queries import signed_in_guardian

bp = Blueprint("family", __name__, url_prefix="/family")


def own_guardian() -> Guardian:
    """The guardian who is signed in."""
    return signed_in_guardian(current_actor().account_id)
