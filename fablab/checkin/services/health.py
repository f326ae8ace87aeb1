"""Reading health notes: only around the meeting, and never without a trace."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fablab.audit.services import record_event
from fablab.checkin.queries.attendance import register_of
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.people.queries import read_health_note, with_health_note
from fablab.series.models import Meeting

OPEN_AROUND = timedelta(minutes=60)


class ReadNote(NamedTuple):
    """What the team must know about one pupil's health."""

    pupil: Pupil
    text: str


def may_read_health(meeting: Meeting, *, now: datetime) -> bool:
    """Whether it is time: an hour before the meeting until an hour after it."""
    return meeting.starts_at - OPEN_AROUND <= now < meeting.ends_at + OPEN_AROUND


def read_health_notes(
    *, meeting: Meeting, by: str, cipher: FieldCipher, now: datetime
) -> list[ReadNote]:
    """The notes of the meeting's pupils, by name; each one read goes into the journal.

    Args:
        meeting: one that the reader leads or runs.
        by: the public id of who reads.
        cipher: of this installation.
        now: the aware instant.

    Raises:
        NotFound: it is not the time of the meeting.
    """
    if not may_read_health(meeting, now=now):
        raise NotFound(
            N_(
                "Health notes can be read from an hour before the meeting "
                "until an hour after it."
            )
        )
    pupils = [line.registration.pupil for line in register_of(meeting)]
    noted = with_health_note({pupil.id for pupil in pupils})
    notes = []
    for pupil in pupils:
        text = read_health_note(pupil, cipher=cipher) if pupil.id in noted else None
        if text is None:
            continue
        record_event(
            actor=by,
            action="health_note.read",
            subject_kind="pupil",
            subject=pupil.public_id,
            now=now,
            details={"meeting": meeting.public_id},
        )
        notes.append(ReadNote(pupil, text))
    return notes
