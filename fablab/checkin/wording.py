"""What the door is told about a scan: what became of it and what to do now."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.roster import series_titles
from fablab.checkin.queries.scans import FoundMeeting
from fablab.checkin.services.scans import OPENS_BEFORE, Answer
from fablab.registrations.models import RegistrationStatus
from fablab.web.times import clock_time

MESSAGES = {
    ScanOutcome.STORED: _l("Stored."),
    ScanOutcome.DUPLICATE: _l("This scan was stored before."),
    ScanOutcome.ALREADY_PRESENT: _l("Stored. The pupil was checked in already."),
    ScanOutcome.NEEDS_ATTENTION: _l("Stored. A person should look at this scan."),
    ScanOutcome.UNKNOWN_CARD: _l("Kept for review: this card is not known."),
    ScanOutcome.REVOKED_CARD: _l("Stored. This card was replaced by a new one."),
    ScanOutcome.OUTSIDE_WINDOW: _l("Stored. It is far from the meeting’s time."),
    ScanOutcome.INVALID: _l("This scan could not be read."),
}


class Words:
    """Words the answers of one batch; looks titles up only where one is told.

    Args:
        answers: all of the batch.
        zone: the site's, for the times.
        language: the door's.
    """

    def __init__(
        self, answers: Sequence[Answer], *, zone: ZoneInfo, language: str
    ) -> None:
        self._zone = zone
        elsewhere = [where for each in answers if (where := _elsewhere(each))]
        series_ids = {meeting.series_id for meeting in elsewhere}
        self._titles = series_titles(series_ids, language) if series_ids else {}

    def __call__(self, answer: Answer) -> str:
        """What to tell about this one."""
        if answer.outcome is ScanOutcome.OUTSIDE_WINDOW:
            return self._untimely(answer)
        if answer.outcome is ScanOutcome.NEEDS_ATTENTION:
            return self._doubtful(answer)
        return str(MESSAGES[answer.outcome])

    def _untimely(self, answer: Answer) -> str:
        meeting = answer.subject.meeting if answer.subject else None
        if meeting is None or answer.at is None:
            return str(MESSAGES[answer.outcome])
        if answer.at < meeting.starts_at:
            opens = clock_time(meeting.starts_at - OPENS_BEFORE, self._zone)
            text = _("Stored. Too early: check-in opens at %(time)s.", time=opens)
            return str(text)
        ended = clock_time(meeting.ends_at, self._zone)
        return str(_("Stored. Too late: this meeting ended at %(time)s.", time=ended))

    def _doubtful(self, answer: Answer) -> str:
        if where := _elsewhere(answer):
            return str(
                _(
                    "Stored. This pupil is expected at “%(title)s”, "
                    "%(time)s, %(place)s.",
                    title=self._titles.get(where.series_id, ""),
                    time=clock_time(where.starts_at, self._zone),
                    place=where.place,
                )
            )
        registration = answer.subject.registration if answer.subject else None
        status = registration.status if registration else None
        if status is RegistrationStatus.CANCELLED:
            return str(_("Stored. This pupil was signed off. Ask the coordinator."))
        if status is RegistrationStatus.WAITLISTED:
            text = _("Stored. This pupil is on the waiting list. Ask the coordinator.")
            return str(text)
        return str(MESSAGES[answer.outcome])


def _elsewhere(answer: Answer) -> FoundMeeting | None:
    if answer.outcome is not ScanOutcome.NEEDS_ATTENTION or answer.subject is None:
        return None
    return None if answer.subject.matches else answer.subject.elsewhere
