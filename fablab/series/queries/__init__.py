"""Reading series."""

from fablab.series.queries.public import (
    best_language,
    foreign_language,
    get_series,
    is_public,
    live_meetings,
    places_of,
    text_of,
    with_parts,
)

__all__ = [
    "best_language",
    "foreign_language",
    "get_series",
    "is_public",
    "live_meetings",
    "places_of",
    "text_of",
    "with_parts",
]
