"""The feature's blueprint, alone so that its pages can share it."""

from collections.abc import Callable

from flask import Blueprint

from fablab.accounts.access import current_actor
from fablab.people.models import Guardian
from fablab.people.queries import signed_in_guardian
from fablab.series.models import Series, SeriesText
from fablab.series.queries import text_of
from fablab.web.language import current_language

bp = Blueprint("family", __name__, url_prefix="/family")


def own_guardian() -> Guardian:
    """The guardian who is signed in."""
    return signed_in_guardian(current_actor().account_id)


def title_of() -> Callable[[Series], SeriesText]:
    """What pages ask for a series' text in the visitor's language."""
    language = current_language()
    return lambda series: text_of(series, language)
