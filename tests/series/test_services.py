"""Rules of series: dates, addresses."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.series.errors import WrongTimes
from fablab.series.services.meetings import MOST_WEEKS, weekly
from fablab.series.slugs import slug_of

WARSAW = ZoneInfo("Europe/Warsaw")
ZONES = st.sampled_from(["Europe/Warsaw", "Europe/Lisbon", "Europe/Kyiv", "UTC"])
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
# The clock changes at night; workshops are by day.
HOURS = st.times(time(6), time(22))


@given(day=DAYS, starts=HOURS, ends=HOURS, weeks=st.integers(1, MOST_WEEKS), zone=ZONES)
def test_weekly_meetings_keep_weekday_and_wall_clock(
    day: date, starts: time, ends: time, weeks: int, zone: str
) -> None:
    starts, ends = sorted([starts.replace(microsecond=0), ends.replace(microsecond=0)])
    if starts == ends:
        ends = time(23)
    local = ZoneInfo(zone)

    spans = weekly(first_day=day, starts=starts, ends=ends, weeks=weeks, zone=local)

    seen = [(a.astimezone(local), b.astimezone(local)) for a, b in spans]
    assert [a.date() for a, _ in seen] == [
        day + timedelta(days=7 * n) for n in range(weeks)
    ]
    assert {(a.time(), b.time()) for a, b in seen} == {(starts, ends)}


def test_the_instant_moves_when_the_clock_does() -> None:
    spans = weekly(
        first_day=date(2026, 10, 24),
        starts=time(16, 30),
        ends=time(18),
        weeks=2,
        zone=WARSAW,
    )

    assert [f"{start:%d %H:%M %Z}" for start, _ in spans] == [
        "24 14:30 UTC",
        "31 15:30 UTC",
    ]


def test_an_hour_that_the_clock_skips_is_refused_where_it_turns_times_round() -> None:
    with pytest.raises(WrongTimes):
        weekly(
            first_day=date(2026, 3, 29),
            starts=time(2, 30),
            ends=time(3, 10),
            weeks=1,
            zone=WARSAW,
        )


@pytest.mark.parametrize("weeks", [0, MOST_WEEKS + 1])
def test_no_meeting_and_too_many_are_refused(weeks: int) -> None:
    with pytest.raises(WrongTimes):
        weekly(
            first_day=date(2026, 3, 1),
            starts=time(9),
            ends=time(10),
            weeks=weeks,
            zone=WARSAW,
        )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Światło i cień", "swiatlo-i-cien"),
        ("Łódź & Żółć 2", "lodz-zolc-2"),
        ("Трон для телефона", "tron-dlia-telefona"),
        ("Größe, Maß & Übung", "grosse-mass-ubung"),
        ("ロボット", "series"),
        ("  ", "series"),
    ],
)
def test_a_slug_is_the_title_in_plain_letters(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_a_slug_fits_into_an_address(title: str) -> None:
    slug = slug_of(title)

    assert 0 < len(slug) <= 60
    assert slug == slug.strip("-")
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in slug)
