"""One series as the workspace's pages show it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fablab.config import LANGUAGES
from fablab.kernel.errors import NotFound
from fablab.series.models import Series
from fablab.series.queries import live_meetings, places_of, text_of
from fablab.series.wording import TOPIC_LABELS, places_kind, places_text, state_text
from fablab.web.language import current_language


@dataclass(frozen=True, kw_only=True)
class SeriesRow:
    """What the workspace's list tells of a series."""

    slug: str
    title: str
    title_language: str
    topic: str
    topic_label: str
    site_name: str
    zone: ZoneInfo
    first_start: datetime | None
    meetings: int
    capacity: int
    places_taken: int
    state: str
    kind: str
    languages: int
    is_public: bool


def row_of(series: Series, *, now: datetime) -> SeriesRow:
    """The row of a series whose site, texts and meetings are loaded."""
    places = places_of(series, now=now)
    is_public = series.published_at is not None and series.cancelled_at is None
    meetings = live_meetings(series)
    try:
        text = text_of(series, current_language())
        title, language = text.title, text.language
    except NotFound:
        title, language = series.slug, current_language()
    return SeriesRow(
        slug=series.slug,
        title=title,
        title_language=language,
        topic=series.topic,
        topic_label=str(TOPIC_LABELS[series.topic]),
        site_name=series.site.name,
        zone=series.site.zone,
        first_start=meetings[0].starts_at if meetings else None,
        meetings=len(meetings),
        capacity=series.capacity,
        places_taken=series.places_taken,
        state=places_text(places, series.site.zone)
        if is_public
        else state_text(is_cancelled=series.cancelled_at is not None),
        kind=places_kind(places) if is_public else "",
        languages=len({t.language for t in series.texts} & set(LANGUAGES)),
        is_public=is_public,
    )
