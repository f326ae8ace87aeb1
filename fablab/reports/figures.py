"""Figures of some series: counts of pupils that name nobody, small ones left out.

Reach counts pupils, attendance and growth count places: one pupil in one series.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from fablab.assessments.statistics import (
    AGE_BANDS,
    Audience,
    Shown,
    age_band,
    cautious_percent,
    suppress,
)

CAME_PARTS = ("under_half", "half", "three_quarters")
"""Came to fewer than half of the meetings held, to half, to three quarters or more."""

SINGLE = ((1,), (2,), (3,), (4,))
MERGED = ((1, 2), (3, 4))

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One pupil in one series: age in years at its first meeting, meetings held."""

    pupil_id: int
    age: int
    attended: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Observed:
    """A dimension in all languages, and the levels of those who may be counted.

    `pairs` has for each place that was observed at two meetings or more the first and
    the last level, ordinal 1–4.
    """

    code: str
    domain: str
    rubric: str
    titles: Mapping[str, str]
    labels: Mapping[str, Sequence[str]]
    pairs: Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """One row of counts, None where one is withheld; `keys` name its parts."""

    keys: tuple[str, ...]
    counts: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How often each level was seen first and last, by the same places.

    `groups` are the levels counted together. `left_out` are places that were not
    observed twice or not to be counted. Where that many alone would be too few to
    show, so is the total, and shares of the upper levels (per cent) stand for the
    counts.
    """

    code: str
    domain: str
    rubric: str
    titles: Mapping[str, str]
    labels: Mapping[str, Sequence[str]]
    groups: Groups
    first: tuple[Shown, ...]
    last: tuple[Shown, ...]
    total: Shown
    left_out: Shown
    shares: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What may be shown to an audience; days are local, `audience` the least count."""

    site: str
    city: str
    first_on: date
    last_on: date
    series: int
    meetings: int
    audience: int
    pupils: Counts
    attendance: Counts
    growth: tuple[Growth, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        days = {name: getattr(self, name).isoformat() for name in _DAYS}
        return asdict(self) | days


_DAYS = ("first_on", "last_on")


def read_figures(stored: Mapping[str, Any]) -> Figures:
    """The figures that `Figures.as_json` made."""
    days = {name: date.fromisoformat(stored[name]) for name in _DAYS}
    return Figures(
        **{
            **stored,
            **days,
            "pupils": _read_counts(stored["pupils"]),
            "attendance": _read_counts(stored["attendance"]),
            "growth": tuple(_read_growth(each) for each in stored["growth"]),
        }
    )


def count_pupils(places: Collection[Place], audience: Audience) -> Counts:
    """How many pupils there were, by the band of their age when they first came."""
    ages: dict[int, int] = {}
    for place in places:
        ages[place.pupil_id] = min(place.age, ages.get(place.pupil_id, place.age))
    by_band = Counter(age_band(age) for age in ages.values())
    keys = {f"{first}-{last}": by_band[first, last] for first, last in AGE_BANDS}
    if by_band[None]:
        keys["other"] = by_band[None]
    return _row(keys, audience)


def count_attendance(places: Collection[Place], audience: Audience) -> Counts:
    """How many places were used how often, of the meetings that were held."""
    parts = Counter(_part(place) for place in places)
    return _row({key: parts[key] for key in CAME_PARTS}, audience)


def count_growth(seen: Observed, *, places: int, audience: Audience) -> Growth:
    """Count first and last levels, four apart if each is large enough, else in two.

    Args:
        seen: one dimension.
        places: of all who took part, also those who are not counted.
        audience: who will see it.
    """
    left_out = places - len(seen.pairs)
    groups = SINGLE if _all_large(seen.pairs, audience) else MERGED
    crossed = suppress(_crossed(seen.pairs, groups), audience)
    tells_who_is_left_out = 0 < left_out < audience
    hidden: tuple[Shown, ...] = (None,) * len(groups)
    return Growth(
        code=seen.code,
        domain=seen.domain,
        rubric=seen.rubric,
        titles=seen.titles,
        labels=seen.labels,
        groups=groups,
        first=hidden if tells_who_is_left_out else crossed.row_totals,
        last=hidden if tells_who_is_left_out else crossed.column_totals,
        total=None if tells_who_is_left_out else crossed.total,
        left_out=None if tells_who_is_left_out or crossed.total is None else left_out,
        shares=_shares(seen.pairs, audience) if tells_who_is_left_out else None,
    )


def _row(counts: Mapping[str, int], audience: Audience) -> Counts:
    """Withhold small counts, and more until those withheld are enough together."""
    table = suppress([list(counts.values())], audience)
    shown = dict(zip(counts, table.cells[0], strict=True))
    while None in shown.values() and any(shown.values()):
        if sum(counts[key] for key in shown if shown[key] is None) >= audience:
            break
        shown[min((key for key in shown if shown[key]), key=counts.__getitem__)] = None
    return Counts(keys=tuple(counts), counts=tuple(shown.values()), total=table.total)


def _part(place: Place) -> str:
    if 2 * place.attended < place.held:
        return "under_half"
    return "half" if 4 * place.attended < 3 * place.held else "three_quarters"


def _crossed(pairs: Sequence[tuple[int, int]], groups: Groups) -> list[list[int]]:
    return [
        [sum(a in first and b in last for a, b in pairs) for last in groups]
        for first in groups
    ]


def _all_large(pairs: Sequence[tuple[int, int]], audience: Audience) -> bool:
    first, last = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return all(seen[level] >= audience for seen in (first, last) for (level,) in SINGLE)


def _shares(
    pairs: Sequence[tuple[int, int]], audience: Audience
) -> tuple[str, str] | None:
    upper = MERGED[1]
    counts = [sum(pair[when] in upper for pair in pairs) for when in (0, 1)]
    if any(min(count, len(pairs) - count) < audience for count in counts):
        return None
    first, last = (cautious_percent(each, len(pairs), audience) for each in counts)
    return (first, last) if first and last else None


def _read_counts(stored: Mapping[str, Any]) -> Counts:
    return Counts(
        keys=tuple(stored["keys"]),
        counts=tuple(stored["counts"]),
        total=stored["total"],
    )


def _read_growth(stored: Mapping[str, Any]) -> Growth:
    shares = stored["shares"]
    return Growth(
        **{
            **stored,
            "groups": tuple(tuple(group) for group in stored["groups"]),
            "first": tuple(stored["first"]),
            "last": tuple(stored["last"]),
            "shares": (shares[0], shares[1]) if shares else None,
        }
    )
