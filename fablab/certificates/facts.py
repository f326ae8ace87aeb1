"""What a certificate would say of a pupil, drawn up from what is known today."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from fablab.certificates.models import ProjectMark
from fablab.certificates.snapshot import Snapshot
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from fablab.series.queries import text_of

HALF_HOUR = 30


def draw_up(
    registration: Registration,
    *,
    attended: Sequence[Meeting],
    held: Sequence[Meeting],
    mark: ProjectMark | None,
    issuer: str,
    now: datetime,
) -> Snapshot:
    """The facts in the language of who registered the pupil, or the nearest to it.

    Args:
        registration: series, site, texts and pupil are read from it.
        attended: the meetings the pupil came to.
        held: those that took place, by time; one at least.
        mark: the project that was seen, if one was.
        issuer: whose name stands on the paper.
        now: the aware instant of issuing.
    """
    pupil, series = registration.pupil, registration.series
    site = series.site
    language = registration.registered_by.account.language
    text = text_of(series, language)
    places = {meeting.place for meeting in held}
    return Snapshot(
        language=language,
        pupil=pupil.full_name,
        initials=f"{pupil.given_name[:1]}. {pupil.family_name[:1]}.",
        series=text.title,
        topic=series.topic.value,
        done=tuple(filter(None, map(str.strip, text.achievement.splitlines()))),
        meetings_attended=len(attended),
        meetings_held=len(held),
        hours=_hours(attended),
        first_on=held[0].starts_at.astimezone(site.zone).date(),
        last_on=held[-1].starts_at.astimezone(site.zone).date(),
        place=places.pop() if len(places) == 1 else "",
        site=site.name,
        city=site.city,
        time_zone=site.time_zone,
        issuer=issuer,
        issued_on=now.astimezone(site.zone).date(),
        project_on=shown_on(mark) if mark and series.project_needed else None,
    )


def shown_on(mark: ProjectMark) -> date:
    """The local day of the meeting at which the project was seen."""
    zone = mark.registration.series.site.zone
    return mark.meeting.starts_at.astimezone(zone).date()


def _hours(meetings: Collection[Meeting]) -> float:
    """The meetings' clock hours together, rounded to halves, a quarter upwards."""
    seconds = sum((m.ends_at - m.starts_at).total_seconds() for m in meetings)
    return (seconds / 60 + HALF_HOUR / 2) // HALF_HOUR / 2
