"""Reading a series: by its slug, its text in a reader's language, its places."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.series.availability import Availability, availability
from fablab.series.models import Meeting, Series, SeriesText

LAST_RESORT = "en"


def get_series(slug: str) -> Series:
    """The published series with that slug, its site, texts and meetings loaded.

    Raises:
        NotFound: there is none, or it is still a draft, or it was cancelled.
    """
    series = db.session.scalar(_PUBLIC, {"of_slug": slug})
    if series is None:
        raise NotFound(
            N_(
                "We do not have this workshop, or not any more. "
                "Have a look at the others in the list."
            )
        )
    return series


def is_public() -> ColumnElement[bool]:
    """What holds for every series that all may see."""
    return and_(Series.published_at.is_not(None), Series.cancelled_at.is_(None))


def with_parts(query: Select[Series]) -> Select[Series]:
    """The same query, with site, texts and meetings read at once."""
    return query.options(
        joinedload(Series.site),
        selectinload(Series.texts),
        selectinload(Series.meetings),
    ).execution_options(populate_existing=True)


_PUBLIC = with_parts(
    select(Series).where(is_public(), Series.slug == bindparam("of_slug"))
)


def live_meetings(series: Series) -> list[Meeting]:
    """The meetings that take place, in order; all of them must be loaded."""
    return [meeting for meeting in series.meetings if meeting.cancelled_at is None]


def places_of(
    series: Series, *, now: datetime, taken: int | None = None
) -> Availability:
    """Where a series stands whose meetings are loaded, and its free places.

    Args:
        series: which.
        now: the aware instant.
        taken: count so many places as taken, instead of those that are.
    """
    meetings = live_meetings(series)
    return availability(
        opens_at=series.registration_opens_at,
        closes_at=series.registration_closes_at,
        capacity=series.capacity,
        places_taken=series.places_taken if taken is None else taken,
        first_start=min((m.starts_at for m in meetings), default=None),
        last_end=max((m.ends_at for m in meetings), default=None),
        now=now,
    )


def text_of(series: Series, language: str) -> SeriesText:
    """The text in that language, else the site's, else English, else any.

    Raises:
        NotFound: the series has no text at all, which only a draft may lack.
    """
    texts = {text.language: text for text in series.texts}
    chosen = best_language(tuple(texts), language, series.site.language)
    if chosen is None:
        raise NotFound(N_("This workshop has no title yet."))
    return texts[chosen]


def best_language(known: Sequence[str], wanted: str, of_site: str) -> str | None:
    """The language to show: the wanted one, the site's, English, else the first."""
    for language in (wanted, of_site, LAST_RESORT):
        if language in known:
            return language
    return known[0] if known else None


def foreign_language(text: SeriesText, page_language: str) -> str | None:
    """What `lang` an element needs that holds this text; None if it is the page's."""
    return None if text.language == page_language else text.language
