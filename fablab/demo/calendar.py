"""When the season's meetings are: always around today."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

WEEK = timedelta(weeks=1)
MET_ALREADY = 2
RUNNING_SINCE = timedelta(minutes=45)
LASTS_TODAY = timedelta(hours=3)

FIRST_MEETING_IN = {
    "upcoming": 40,
    "open": 13,
    "open_few": 9,
    "full": 11,
    "draft": 60,
    "running": -18,
}
LAST_MEETING_WAS = {"finished": 12, "finished_old": 58}


class Slot(NamedTuple):
    """From when to when a meeting lasts, aware."""

    starts_at: datetime
    ends_at: datetime


def slots(plan: Mapping[str, Any], *, zone: ZoneInfo, now: datetime) -> list[Slot]:
    """The meetings of a planned series, at the same local hour each week."""
    today = now.astimezone(zone).date()
    if plan["plan"] == "running_today":
        return [_running_now(now, n - MET_ALREADY) for n in range(plan["weeks"])]
    first = _first_day(plan, today)
    begin = time.fromisoformat(plan["starts"])
    lasts = timedelta(minutes=plan["minutes"])
    starts = [
        datetime.combine(first + n * WEEK, begin, zone) for n in range(plan["weeks"])
    ]
    return [Slot(start, start + lasts) for start in starts]


def registration_window(
    plan: Mapping[str, Any], meetings: list[Slot], *, now: datetime
) -> tuple[datetime, datetime]:
    """From when to when families may register."""
    closes = meetings[0].starts_at - timedelta(days=1)
    if plan["plan"] in {"upcoming", "draft"}:
        return now + timedelta(days=7), closes
    return closes - timedelta(days=35), closes


def running_slot(now: datetime) -> Slot:
    """A meeting that began a while ago and still runs."""
    return _running_now(now, 0)


def _running_now(now: datetime, weeks_from_now: int) -> Slot:
    begun = (now - RUNNING_SINCE).replace(minute=0, second=0, microsecond=0)
    start = begun + weeks_from_now * WEEK
    return Slot(start, start + LASTS_TODAY)


def _first_day(plan: Mapping[str, Any], today: date) -> date:
    kind, weekday = plan["plan"], plan["weekday"]
    if kind in LAST_MEETING_WAS:
        last = _weekday_from(
            today - timedelta(days=LAST_MEETING_WAS[kind] + 7), weekday
        )
        weeks: int = plan["weeks"]
        return last - (weeks - 1) * WEEK
    return _weekday_from(today + timedelta(days=FIRST_MEETING_IN[kind]), weekday)


def _weekday_from(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
