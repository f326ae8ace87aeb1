"""Which series of the list somebody wants to see, read from the page's address."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from fablab.series.models import Topic
from fablab.series.queries.listing import Listed
from fablab.series.slugs import plain_letters

NAMES = ("q", "topic", "age", "from", "site", "free")
LONGEST_TEXT = 80
OLDEST = 120
YES, NO = "1", "0"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is asked for; `unusable` holds name and value of what makes no sense."""

    q: str = ""
    topic: str = ""
    age: int | None = None
    starts_from: date | None = None
    site: str = ""
    free: bool = False
    unusable: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """The filters that are set, as they stand in the address."""
        every = {
            "q": self.q,
            "topic": self.topic,
            "age": "" if self.age is None else str(self.age),
            "from": self.starts_from.isoformat() if self.starts_from else "",
            "site": self.site,
            "free": YES if self.free else "",
        }
        return {name: value for name, value in every.items() if value}


def read_filters(given: Mapping[str, str], *, sites: Collection[str]) -> Filters:
    """What the address asks for.

    Args:
        given: its parameters; other names are ignored.
        sites: the slugs of the sites that have published series.
    """
    readers: dict[str, tuple[str, Callable[[str], object]]] = {
        "q": ("q", _text),
        "topic": ("topic", _one_of([topic.value for topic in Topic])),
        "age": ("age", _age),
        "from": ("starts_from", date.fromisoformat),
        "site": ("site", _one_of(sites)),
        "free": ("free", _yes_or_no),
    }
    understood: dict[str, object] = {}
    unusable: list[tuple[str, str]] = []
    for name, (attribute, read) in readers.items():
        typed = given.get(name, "").strip()
        if not typed:
            continue
        try:
            understood[attribute] = read(typed)
        except ValueError:
            unusable.append((name, typed[:LONGEST_TEXT]))
    return Filters(unusable=tuple(unusable), **understood)  # type: ignore[arg-type]  # by name


def matches(series: Listed, filters: Filters) -> bool:
    """Whether the series is among what is asked for.

    Every word must be found in title, summary, city or site, whatever the accents;
    the date is the local day of the first meeting, or later.
    """
    facts = series.facts
    checks = (
        not filters.topic or facts.topic == filters.topic,
        not filters.site or facts.site_slug == filters.site,
        filters.age is None or facts.age_min <= filters.age <= facts.age_max,
        not filters.free or series.places.may_get_place,
        not filters.starts_from or _begins(series) >= filters.starts_from,
        not filters.q or _says(series, filters.q),
    )
    return all(checks)


def _begins(series: Listed) -> date:
    if series.first_start is None:
        return date.min
    return series.first_start.astimezone(ZoneInfo(series.facts.time_zone)).date()


def _says(series: Listed, wanted: str) -> bool:
    facts = series.facts
    text = _searchable(f"{facts.title} {facts.summary} {facts.city} {facts.site_name}")
    return all(word in text for word in plain_letters(wanted).split())


@lru_cache(maxsize=2000)
def _searchable(text: str) -> str:
    return plain_letters(text)


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise ValueError(value)
    return value


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return read


def _age(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value[:4]) > OLDEST:
        raise ValueError(value)
    return int(value)


def _yes_or_no(value: str) -> bool:
    if value not in {YES, NO}:
        raise ValueError(value)
    return value == YES
