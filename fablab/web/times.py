"""Dates and times as a visitor reads them: with weekday, in the site's zone, 24 h."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_time
from flask import Flask

from fablab.web.language import current_language


def date_locale(language: str | None = None) -> str:
    """Whose dates are written: English ones as in Europe, day before month."""
    language = language or current_language()
    return "en_GB" if language == "en" else language


def day(value: date | datetime, zone: ZoneInfo | None = None) -> str:
    """A date with its weekday: "Saturday, 7 March 2026"."""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return format_date(local, "full", locale=date_locale())


def short_day(value: date | datetime, zone: ZoneInfo | None = None) -> str:
    """A date in figures and a short month: "7 Mar 2026"."""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return format_date(local, "medium", locale=date_locale())


def clock_time(value: datetime, zone: ZoneInfo) -> str:
    """The time of day at the site: "16:30"."""
    return format_time(value.astimezone(zone), "HH:mm", locale=date_locale())


def time_range(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """From when to when on one day: "16:30–18:30"."""
    return f"{clock_time(start, zone)}–{clock_time(end, zone)}"


def moment(value: datetime, zone: ZoneInfo | None = None) -> str:
    """Day and time: "Sat, 7 Mar 2026, 16:30"; without a zone in the value's own."""
    local = value.astimezone(zone or value.tzinfo)
    written = format_skeleton("yMMMEd", local, locale=date_locale())
    return f"{written}, {local:%H:%M}"


def long_moment(value: datetime, zone: ZoneInfo | None = None) -> str:
    """Day in full and time: "Saturday, 7 March 2026, 16:30"; zone as for `moment`."""
    local = value.astimezone(zone or value.tzinfo)
    return f"{format_date(local, 'full', locale=date_locale())}, {local:%H:%M}"


def date_line(starts: Sequence[datetime], zone: ZoneInfo) -> str:
    """All dates of a series in one line: "Saturdays, 7–28 March" in short.

    Args:
        starts: the meetings' beginnings, in order; may be empty.
        zone: the site's zone.
    """
    if not starts:
        return ""
    days = [start.astimezone(zone).date() for start in starts]
    locale = date_locale()
    if days[0] == days[-1]:
        return format_date(days[0], "full", locale=locale)
    span = format_interval(days[0], days[-1], "yMMMd", locale=locale)
    if len({d.weekday() for d in days}) > 1:
        return span
    weekday = format_date(days[0], "EEEE", locale=locale)
    return f"{weekday}, {span}"


def set_up_times(app: Flask) -> None:
    """Make the formats known to templates as filters."""
    for function in (
        day,
        short_day,
        clock_time,
        time_range,
        moment,
        long_moment,
        date_line,
    ):
        app.add_template_filter(function)
