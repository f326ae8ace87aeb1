"""The cards of the list: drawn once, and anew only when what they tell changes."""

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from markupsafe import Markup

from fablab.series.availability import Availability
from fablab.series.queries.listing import Facts, Listed, starts_of
from fablab.series.wording import (
    TOPIC_LABELS,
    ages_text,
    fee_text,
    places_kind,
    places_text,
    year_that_counts,
)
from fablab.web.language import current_language
from fablab.web.times import date_line


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the macro `series_card` shows."""

    url: str
    title: str
    summary: str
    topic: str
    topic_label: str
    dates: str
    place: str
    ages: str
    places_text: str
    places_kind: str
    fee_text: str


def draw_card(series: Listed) -> Markup:
    """The card of a series in the visitor's language, places as they are now."""
    return _draw(series.facts, series.places, current_language())


def place_line(site_name: str, city: str) -> str:
    """Site and city, the city only once: "FabLab Bielsko-Biała"."""
    return site_name if city in site_name else f"{site_name}, {city}"


@lru_cache(maxsize=4000)
def _draw(facts: Facts, places: Availability, language: str) -> Markup:
    """Everything that the card depends on is an argument, so nothing gets stale."""
    zone = ZoneInfo(facts.time_zone)
    card = Card(
        url=url_for("series.show", slug=facts.slug),
        title=facts.title,
        summary=facts.summary,
        topic=facts.topic,
        topic_label=str(TOPIC_LABELS[facts.topic]),
        dates=date_line(starts_of(facts), zone),
        place=place_line(facts.site_name, facts.city),
        ages=ages_text(
            facts.age_min,
            facts.age_max,
            year=year_that_counts(facts.age_by, starts_of(facts), zone),
        ),
        places_text=places_text(places, zone),
        places_kind=places_kind(places),
        fee_text=fee_text(facts.fee, facts.currency),
    )
    parts = current_app.jinja_env.get_template("components/parts.html").module
    lang = None if facts.text_language == language else facts.text_language
    return Markup(parts.series_card(card, lang=lang))  # type: ignore[attr-defined]  # noqa: S704 -- our own macro
