"""A family's calendar, for phones and mail programs that follow it (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.enums import STATUS

from fablab.family.queries.feed import FeedEntry
from fablab.series.exports import (
    EARLIEST,
    LATEST,
    PRODUCT,
    host_of,
    location_of,
)
from fablab.series.queries import text_of

ASK_AGAIN = timedelta(hours=1)


def family_calendar(
    entries: Iterable[FeedEntry],
    *,
    key: str,
    name: str,
    language: str,
    base_url: str,
    now: datetime,
) -> bytes:
    """An iCalendar file of a family's meetings: given names and titles, no more.

    What is not firm yet is tentative, what does not take place is cancelled. An entry
    keeps its UID for ever and its SEQUENCE grows with each change.

    Args:
        entries: the meetings, ordered by time.
        key: what tells this calendar from the installation's others; no secret.
        name: what it is called where it is shown.
        language: of titles, where they exist in it.
        base_url: the address of the installation.
        now: the aware instant of writing.
    """
    calendar = Calendar.new(
        prodid=PRODUCT,
        uid=f"{key}@{host_of(base_url)}",
        name=name,
        refresh_interval=ASK_AGAIN,
    )
    calendar.calendar_name = name
    for entry in entries:
        calendar.add_component(_event(entry, language, base_url, now))
    calendar.add_missing_timezones(first_date=EARLIEST, last_date=now.date() + LATEST)
    return bytes(calendar.to_ical())


def _event(entry: FeedEntry, language: str, base_url: str, now: datetime) -> Event:
    meeting, registration = entry.meeting, entry.registration
    changes = [at for at in (registration.placed_at, registration.cancelled_at) if at]
    series = registration.series
    text = text_of(series, language)
    zone = series.site.zone
    return Event.new(
        uid=f"{meeting.public_id}-{registration.public_id}@{host_of(base_url)}",
        sequence=meeting.sequence + len(changes),
        stamp=now,
        start=meeting.starts_at.astimezone(zone),
        end=meeting.ends_at.astimezone(zone),
        summary=f"{registration.pupil.given_name}: {text.title}",
        description=text.bring,
        location=location_of(meeting, series),
        status=_status(entry),
        url=f"{base_url}/family/registrations/{registration.public_id}",
    )


def _status(entry: FeedEntry) -> STATUS:
    if entry.is_off:
        return STATUS.CANCELLED
    return STATUS.CONFIRMED if entry.is_firm else STATUS.TENTATIVE
