"""Reading series: one by its slug, and its text in the language a reader knows."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload, selectinload

from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.series.models import Series, SeriesText

LAST_RESORT = "en"


def get_series(slug: str) -> Series:
    """The published series with that slug, its site, texts and meetings loaded.

    Raises:
        NotFound: there is none, or it is still a draft, or it was cancelled.
    """
    series = db.session.scalar(with_parts(select(Series).where(is_public(slug))))
    if series is None:
        raise NotFound(
            N_(
                "We do not have this workshop, or not any more. "
                "Have a look at the others in the list."
            )
        )
    return series


def is_public(slug: str | None = None) -> ColumnElement[bool]:
    """What holds for every series, or the one with that slug, that all may see."""
    conditions = [Series.published_at.is_not(None), Series.cancelled_at.is_(None)]
    return and_(*conditions, *([] if slug is None else [Series.slug == slug]))


def with_parts(query: Select[Series]) -> Select[Series]:
    """The same query, with site, texts and meetings read at once."""
    return query.options(
        joinedload(Series.site),
        selectinload(Series.texts),
        selectinload(Series.meetings),
    ).execution_options(populate_existing=True)


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
