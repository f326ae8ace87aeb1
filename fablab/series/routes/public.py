"""Finding a workshop: the first page, the list, one series."""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from urllib.parse import urlencode

from flask import Flask, current_app, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.series.availability import State
from fablab.series.cards import draw_card, place_line
from fablab.series.filters import Filters, matches, read_filters
from fablab.series.queries import (
    foreign_language,
    get_series,
    live_meetings,
    places_of,
    text_of,
)
from fablab.series.queries.listing import (
    Row,
    changes_of,
    list_series,
    listing_rows,
)
from fablab.series.routes.blueprint import bp
from fablab.series.wording import (
    FILTER_LABELS,
    TOPIC_LABELS,
    ages_text,
    fee_text,
    filter_value,
    language_name,
    places_kind,
    places_text,
    why_not,
    year_that_counts,
)
from fablab.web.language import current_language

ON_FIRST_PAGE = 3
AT_ONCE = 60
KEPT_LISTS = 100
STILL_OF_INTEREST = timedelta(days=60)


@bp.route("/")
@public
def home() -> str:
    """Say what this is for, and show the next workshops that can be joined."""
    now = clock.now()
    every = list_series(_rows(now), now=now)
    joinable = (series for series in every if series.places.is_open)
    cards = [draw_card(series) for series in islice(joinable, ON_FIRST_PAGE)]
    return render_template("series/home.html", cards=cards)


@bp.route("/series/")
@public
def index() -> str:
    """List the published series that fit, those that are over in a part of its own."""
    now = clock.now()
    rows = _rows(now)
    if session or current_user.is_authenticated:
        return _draw_list(rows, now)
    return _list_for_all(
        current_app._get_current_object(),  # type: ignore[attr-defined]  # noqa: SLF001 -- werkzeug's own way
        current_language(),
        request.full_path,
        rows,
        bisect_right(_changes_of(rows), now),
    )


@bp.route("/series/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show all there is to know about one series, and the way to register."""
    series = get_series(slug)
    language = current_language()
    text = text_of(series, language)
    places = places_of(series, now=clock.now())
    site = series.site
    return render_template(
        "series/show.html",
        series=series,
        site=site,
        zone=site.zone,
        text=text,
        lang=foreign_language(text, language),
        text_language=language_name(text.language),
        meetings=live_meetings(series),
        topic_label=TOPIC_LABELS[series.topic],
        ages=ages_text(
            series.age_min,
            series.age_max,
            year=year_that_counts(
                series.age_by, [m.starts_at for m in live_meetings(series)], site.zone
            ),
        ),
        fee=fee_text(series.fee, site.currency),
        taught_in=language_name(series.language),
        place=place_line(site.name, site.city),
        places=places,
        places_text=places_text(places, site.zone),
        places_kind=places_kind(places),
        why_not=why_not(places, site.zone),
        language=language,
    )


@lru_cache(maxsize=KEPT_LISTS)
def _changes_of(rows: tuple[Row, ...]) -> list[datetime]:
    return changes_of(rows)


@lru_cache(maxsize=KEPT_LISTS)
def _list_for_all(
    app: Flask, language: str, address: str, rows: tuple[Row, ...], changes: int
) -> str:
    """The list for somebody unknown: all that it depends on is in the arguments.

    So it is drawn anew when a place is taken, a text changes, or one more of the
    instants has come at which a state changes by itself; and only then.
    """
    del app, language, address, changes  # they are what the request in hand says
    return _draw_list(rows, clock.now())


def _draw_list(rows: tuple[Row, ...], now: datetime) -> str:
    every = list_series(rows, now=now)
    sites = {s.facts.site_slug: s.facts.site_name for s in every}
    filters = read_filters(request.args, sites=sites)
    found = [series for series in every if matches(series, filters)]
    going_on = [s for s in found if s.places.state is not State.FINISHED]
    over = [s for s in found if s.places.state is State.FINISHED]
    shown = _number_shown()
    return render_template(
        "series/index.html",
        filters=filters,
        topics=_topic_links(filters),
        all_topics_url=_address(filters.values, topic=""),
        sites=sorted(sites.items(), key=lambda site: site[1]),
        current=_current_filters(filters, sites),
        unusable=[(FILTER_LABELS[name], value) for name, value in filters.unusable],
        total=len(going_on),
        cards=[draw_card(series) for series in going_on[:shown]],
        more_url=_address(filters.values, show=str(shown + AT_ONCE))
        if len(going_on) > shown
        else None,
        over=[draw_card(series) for series in over[:AT_ONCE]],
    )


def _rows(now: datetime) -> tuple[Row, ...]:
    return listing_rows(
        language=current_language(), ended_after=now - STILL_OF_INTEREST
    )


def _number_shown() -> int:
    asked = request.args.get("show", "")
    if not (asked.isascii() and asked.isdecimal()):
        return AT_ONCE
    return max(AT_ONCE, int(asked[:4]))


def _address(values: dict[str, str], **changes: str) -> str:
    wanted = {k: v for k, v in (values | changes).items() if v}
    base = url_for("series.index")
    return f"{base}?{urlencode(wanted)}" if wanted else base


def _topic_links(filters: Filters) -> list[tuple[str, str, str, bool]]:
    return [
        (
            topic,
            str(label),
            _address(filters.values, topic=topic),
            topic == filters.topic,
        )
        for topic, label in TOPIC_LABELS.items()
    ]


def _current_filters(
    filters: Filters, sites: dict[str, str]
) -> list[tuple[str, str, str]]:
    return [
        (
            str(FILTER_LABELS[name]),
            "" if name == "free" else filter_value(name, value, sites=sites),
            _address(filters.values, **{name: ""}),
        )
        for name, value in filters.values.items()
    ]
