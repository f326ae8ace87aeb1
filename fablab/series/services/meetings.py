"""The meetings of a series: weekly ones by a rule, and each on its own."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.series.errors import IsPublished, MeetingsOverlap, WrongTimes
from fablab.series.models import Meeting, Series

MOST_WEEKS = 40
Span = tuple[datetime, datetime]


def weekly(
    *, first_day: date, starts: time, ends: time, weeks: int, zone: ZoneInfo
) -> list[Span]:
    """Beginning and end of a meeting on the same weekday for some weeks.

    The clock at the site shows the same time each week, also after it was put forward
    or back; a time that the change skips is the hour after it.

    Raises:
        WrongTimes: it would end before it begins, or there are no or too many weeks.
    """
    if starts >= ends:
        raise WrongTimes(N_("A meeting must end later than it begins."))
    if not 1 <= weeks <= MOST_WEEKS:
        raise WrongTimes(N_("Choose between 1 and %(most)s meetings."), most=MOST_WEEKS)
    days = [first_day + timedelta(weeks=number) for number in range(weeks)]
    spans = [
        (
            datetime.combine(day, starts, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, ends, tzinfo=zone).astimezone(UTC),
        )
        for day in days
    ]
    if any(starts_at >= ends_at for starts_at, ends_at in spans):
        raise WrongTimes(N_("A meeting must end later than it begins."))
    return spans


def add_meetings(
    *, series: Series, spans: list[Span], place: str, actor: Actor, now: datetime
) -> list[Meeting]:
    """Add meetings to a draft.

    Raises:
        IsPublished: families know the dates already.
        MeetingsOverlap: two would be at the same time.
    """
    _refuse_if_published(series)
    added = []
    for starts_at, ends_at in spans:
        _refuse_overlap(series, starts_at, ends_at)
        meeting = Meeting(
            series=series, starts_at=starts_at, ends_at=ends_at, place=place
        )
        db.session.add(meeting)
        added.append(meeting)
    db.session.flush()
    _record(actor, "meetings.added", series.slug, now, count=len(added))
    return added


def change_meeting(
    *, meeting: Meeting, span: Span, place: str, actor: Actor, now: datetime
) -> None:
    """Move a meeting; calendars that follow the series will show it where it is now.

    Raises:
        WrongTimes: it has begun, or it would be over already.
        MeetingsOverlap: another meeting of the series is at that time.
    """
    starts_at, ends_at = span
    series = meeting.series
    if series.published_at and (meeting.starts_at <= now or starts_at <= now):
        raise WrongTimes(
            N_(
                "Only meetings that are still to come can be moved, "
                "and not into the past."
            )
        )
    _refuse_overlap(series, starts_at, ends_at, but=meeting)
    if (starts_at, ends_at, place) == (
        meeting.starts_at,
        meeting.ends_at,
        meeting.place,
    ):
        return
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place
    meeting.sequence += 1
    db.session.flush()
    _record(actor, "meeting.changed", meeting.public_id, now)


def remove_meeting(*, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """Take a meeting out of a draft.

    Raises:
        IsPublished: families know the dates already.
    """
    _refuse_if_published(meeting.series)
    public_id = meeting.public_id
    db.session.delete(meeting)
    db.session.flush()
    _record(actor, "meeting.removed", public_id, now)


def _refuse_if_published(series: Series) -> None:
    if series.published_at:
        raise IsPublished(
            N_(
                "The workshop is published, and families have planned with its dates. "
                "You can move a meeting, but neither add nor remove one."
            )
        )


def _refuse_overlap(
    series: Series,
    starts_at: datetime,
    ends_at: datetime,
    but: Meeting | None = None,
) -> None:
    for other in series.meetings:
        if other is but or other.cancelled_at is not None:
            continue
        if starts_at < other.ends_at and other.starts_at < ends_at:
            raise MeetingsOverlap(
                N_("There is a meeting at that time already: %(day)s."),
                day=other.starts_at.astimezone(series.site.zone),
            )


def _record(
    actor: Actor, action: str, subject: str, now: datetime, **details: int
) -> None:
    record_event(
        actor=actor.public_id,
        action=action,
        subject_kind=action.partition(".")[0].rstrip("s"),
        subject=subject,
        now=now,
        details=dict(details),
    )
