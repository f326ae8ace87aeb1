"""The public list, read as plain rows in one statement."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, case, cast, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from fablab.kernel.db import UtcDateTime, db
from fablab.series.availability import Availability, State, availability
from fablab.series.models import Meeting, Series, SeriesText
from fablab.series.queries.public import LAST_RESORT, is_public
from fablab.sites.models import Site


class Facts(NamedTuple):
    """What a card tells of a series, all but its places; equal facts, equal cards.

    `starts` holds the meetings' beginnings in UTC as the database writes them, in any
    order and separated by commas: see `starts_of`.
    """

    slug: str
    topic: str
    language: str
    age_min: int
    age_max: int
    age_by: str
    fee: int
    currency: str
    site_slug: str
    site_name: str
    city: str
    time_zone: str
    title: str
    summary: str
    text_language: str
    starts: str


class Listed(NamedTuple):
    """One published series in the list."""

    facts: Facts
    places: Availability
    capacity: int
    opens_at: datetime
    closes_at: datetime
    first_start: datetime | None
    last_end: datetime | None


Row = tuple[Any, ...]
_MOMENTS = slice(-4, None)


def listing_rows(
    *, language: str, ended_after: datetime | None = None
) -> tuple[Row, ...]:
    """The published series as plain values, to be read by `list_series`.

    Equal rows make equal lists from one instant of `changes_of` to the next, so that
    pages may be kept by them.

    Args:
        language: of the texts; where one is missing, the site's, English, any.
        ended_after: leave out what was over by then.
    """
    values: dict[str, object] = {"language": language}
    statement = _ALL
    if ended_after is not None:
        statement = _STILL_OF_INTEREST
        values["ended_after"] = ended_after
    # Straight from the engine: a session would look for objects to build.
    with db.engine.connect() as connection:
        return tuple(map(tuple, connection.execute(statement, values)))


def list_series(rows: Iterable[Row], *, now: datetime) -> list[Listed]:
    """The series of the rows, those that still go on first, then by first meeting."""
    return sorted((_listed(row, now=now) for row in rows), key=_order)


def changes_of(rows: Iterable[Row]) -> list[datetime]:
    """The instants at which a state in the list changes by itself, in order."""
    return sorted({_moment(text) for row in rows for text in row[_MOMENTS] if text})


def listed_series(slug: str, *, language: str, now: datetime) -> Listed | None:
    """The published series with that slug, as in the list; None if there is none."""
    row = db.session.execute(_ONE, {"language": language, "slug": slug}).first()
    return None if row is None else _listed(row, now=now)


def starts_of(facts: Facts) -> list[datetime]:
    """When the meetings begin, aware and in order."""
    moments = sorted(part for part in facts.starts.split(",") if part)
    return [_moment(part) for part in moments]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _listed(row: Sequence[Any], *, now: datetime) -> Listed:
    facts = Facts(*row[: len(Facts._fields)])
    capacity, taken = row[len(facts) : len(facts) + 2]
    opens_at, closes_at, first_start, last_end = (
        _moment(text) if text else None for text in row[_MOMENTS]
    )
    assert opens_at is not None  # noqa: S101 -- NOT NULL
    assert closes_at is not None  # noqa: S101 -- NOT NULL
    places = availability(
        opens_at=opens_at,
        closes_at=closes_at,
        capacity=capacity,
        places_taken=taken,
        first_start=first_start,
        last_end=last_end,
        now=now,
    )
    return Listed(facts, places, capacity, opens_at, closes_at, first_start, last_end)


def _order(series: Listed) -> tuple[bool, bool, datetime, str]:
    state = series.places.state
    return (
        state is State.FINISHED,
        state in {State.CLOSED, State.RUNNING},
        series.first_start or series.opens_at,
        series.facts.slug,
    )


_other = aliased(SeriesText)
_best_text = (
    select(_other.id)
    .where(_other.series_id == Series.id)
    .order_by(
        case(
            (_other.language == bindparam("language"), 0),
            (_other.language == Site.language, 1),
            (_other.language == LAST_RESORT, 2),
            else_=3,
        ),
        _other.language,
    )
    .limit(1)
    .correlate(Series, Site)
    .scalar_subquery()
)
_dates = (
    select(
        Meeting.series_id,
        func.aggregate_strings(cast(Meeting.starts_at, String), ",").label("starts"),
        func.min(Meeting.starts_at).label("first_start"),
        func.max(Meeting.ends_at).label("last_end"),
    )
    .where(Meeting.cancelled_at.is_(None))
    .group_by(Meeting.series_id)
    .subquery()
)
_ALL = (
    select(
        Series.slug,
        type_coerce(Series.topic, String),
        Series.language,
        Series.age_min,
        Series.age_max,
        type_coerce(Series.age_by, String),
        Series.fee,
        Site.currency,
        Site.slug,
        Site.name,
        Site.city,
        Site.time_zone,
        SeriesText.title,
        SeriesText.summary,
        SeriesText.language,
        func.coalesce(_dates.c.starts, ""),
        Series.capacity,
        Series.places_taken,
        cast(Series.registration_opens_at, String),
        cast(Series.registration_closes_at, String),
        cast(_dates.c.first_start, String),
        cast(_dates.c.last_end, String),
    )
    .join(Series.site)
    .join(SeriesText, SeriesText.id == _best_text)
    .outerjoin(_dates, _dates.c.series_id == Series.id)
    .where(is_public())
)
_STILL_OF_INTEREST = _ALL.where(
    or_(
        _dates.c.last_end.is_(None),
        _dates.c.last_end > bindparam("ended_after", type_=UtcDateTime),
    )
)
_ONE = _ALL.where(Series.slug == bindparam("slug"))
