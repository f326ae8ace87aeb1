"""The public API of series: no account, no cookie."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_smorest import Blueprint

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.series.models import Meeting
from fablab.series.queries import get_series, live_meetings, text_of
from fablab.series.queries.listing import (
    Listed,
    list_series,
    listed_series,
    listing_rows,
    starts_of,
)
from fablab.series.schemas import LanguageQuery, Refusal, SeriesDetails, SeriesList
from fablab.web.current import current_settings
from fablab.web.language import current_language

bp = Blueprint(
    "series_api",
    __name__,
    url_prefix="/api/v1",
    description="Published workshop series, their dates and free places.",
)


@bp.route("/series")
@public
@bp.arguments(LanguageQuery, location="query")
@bp.response(200, SeriesList)
def index(_asked: dict[str, str]) -> dict[str, object]:
    """List every published series, those that still go on first."""
    now = clock.now()
    rows = listing_rows(language=current_language())
    every = list_series(rows, now=now)
    return {
        "items": [
            {**_fields(series), "meetings": len(starts_of(series.facts))}
            for series in every
        ]
    }


@bp.route("/series/<slug>")
@public
@bp.arguments(LanguageQuery, location="query")
@bp.response(200, SeriesDetails)
@bp.alt_response(
    404,
    schema=Refusal,
    content_type="application/problem+json",
    description="No series of this name is published.",
)
def show(_asked: dict[str, str], slug: str) -> dict[str, object]:
    """Tell one published series with its description and its meetings."""
    series = get_series(slug)
    language = current_language()
    text = text_of(series, language)
    listed = listed_series(slug, language=language, now=clock.now())
    assert listed is not None  # noqa: S101 -- get_series has just found it
    return {
        **_fields(listed),
        "description": text.description,
        "meetings": [
            _meeting(meeting, text.language) for meeting in live_meetings(series)
        ],
    }


def _fields(series: Listed) -> dict[str, object]:
    facts = series.facts
    zone = ZoneInfo(facts.time_zone)

    def local_day(moment: datetime | None) -> object:
        return moment and moment.astimezone(zone).date()

    return {
        "slug": facts.slug,
        "title": facts.title,
        "summary": facts.summary,
        "topic": facts.topic,
        "site": facts.site_slug,
        "language": facts.language,
        "age_min": facts.age_min,
        "age_max": facts.age_max,
        "starts_on": local_day(series.first_start),
        "ends_on": local_day(series.last_end),
        "capacity": series.capacity,
        "places_left": series.places.places_left,
        "registration": {
            "opens_at": series.opens_at,
            "closes_at": series.closes_at,
            "open": series.places.is_open,
        },
        "url": current_settings().url(f"/series/{facts.slug}"),
    }


def _meeting(meeting: Meeting, language: str) -> dict[str, object]:
    return {
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": meeting.place,
        "title": meeting.titles.get(language, ""),
    }
