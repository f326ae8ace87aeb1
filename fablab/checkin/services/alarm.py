"""The alarm: a meeting is over and somebody is still inside. Nobody is checked out."""

from datetime import datetime

from fablab.checkin.queries.inside import StillInside, all_still_inside, staff_to_alarm
from fablab.mail.services import queue_letter
from fablab.series.queries import text_of


def raise_alarms(*, now: datetime) -> None:
    """Write to the staff of each meeting that somebody has not left, once each.

    Names of pupils do not leave the house: the letter says how many, and where to
    look. Made for a job that runs every minute; call it in a unit of work.
    """
    for found in all_still_inside(now=now):
        _write_to_staff(found, now=now)


def _write_to_staff(found: StillInside, *, now: datetime) -> None:
    meeting, series = found.meeting, found.meeting.series
    for account in staff_to_alarm(series, now=now):
        queue_letter(
            to=account.email,
            language=account.language,
            template="still_inside",
            context={
                "name": account.name,
                "series": text_of(series, account.language).title,
                "site": series.site.name,
                "count": found.count,
                "ended_at": meeting.ends_at.astimezone(series.site.zone).isoformat(),
                "inside_path": "/staff/inside",
            },
            dedupe=f"still_inside|{meeting.public_id}|{account.public_id}",
            now=now,
        )
