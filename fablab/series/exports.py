"""Calendars that a phone or a mail program can follow (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event
from icalendar.enums import STATUS

from fablab.series.models import Meeting, Series
from fablab.series.queries import text_of

EARLIEST = date(2020, 1, 1)
LATEST = timedelta(days=5 * 366)
PRODUCT = "-//Youngster FabLab//Meetings//EN"


def calendar_of(
    meetings: Iterable[Meeting],
    *,
    key: str,
    name: str,
    language: str,
    base_url: str,
    now: datetime,
) -> bytes:
    """An iCalendar file of these meetings, with the rules of their time zones.

    A meeting keeps its UID for ever and its SEQUENCE grows with each change, so a
    calendar that is followed moves the entry instead of adding one.

    Args:
        meetings: their series with site and texts loaded.
        key: what tells this calendar from the installation's others.
        name: what it is called where it is shown.
        language: of titles and summaries, where they exist in it.
        base_url: the address of the installation.
        now: the aware instant of writing.
    """
    uid = f"{key}@{host_of(base_url)}"
    calendar = Calendar.new(prodid=PRODUCT, uid=uid, name=name)
    calendar.calendar_name = name
    for meeting in meetings:
        calendar.add_component(_event(meeting, language, base_url, now))
    calendar.add_missing_timezones(first_date=EARLIEST, last_date=now.date() + LATEST)
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, language: str, base_url: str, now: datetime) -> Event:
    series = meeting.series
    text = text_of(series, language)
    title = meeting.titles.get(text.language, "")
    return Event.new(
        uid=f"{meeting.public_id}@{host_of(base_url)}",
        sequence=meeting.sequence,
        stamp=now,
        start=meeting.starts_at.astimezone(series.site.zone),
        end=meeting.ends_at.astimezone(series.site.zone),
        summary=f"{text.title}: {title}" if title else text.title,
        description=text.summary,
        location=location_of(meeting, series),
        status=STATUS.CANCELLED if meeting.cancelled_at else STATUS.CONFIRMED,
        url=f"{base_url}/series/{series.slug}",
    )


def location_of(meeting: Meeting, series: Series) -> str:
    """Room, site and address in one line."""
    site = series.site
    parts = (meeting.place, site.name, site.address, site.city)
    return ", ".join(part for part in parts if part)


def host_of(base_url: str) -> str:
    """The host in an address, which makes the UIDs of an installation its own."""
    return base_url.partition("://")[2].partition("/")[0].partition(":")[0]
