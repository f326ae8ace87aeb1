"""Reading health notes: only around the meeting, and never without a trace."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fablab.audit.services import record_event
from fablab.checkin.queries.attendance import register_of
from fablab.consent.models import Purpose
from fablab.consent.queries import allowed
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import HealthTopic, Pupil
from fablab.people.queries import (
    read_health_note,
    read_health_topics,
    with_health_note,
)
from fablab.series.models import Meeting

OPEN_AROUND = timedelta(minutes=60)


class ReadNote(NamedTuple):
    """What the team must know about one pupil's health."""

    pupil: Pupil
    text: str
    topics: Sequence[HealthTopic] = ()


def may_read_health(meeting: Meeting, *, now: datetime) -> bool:
    """Whether it is time: an hour before the meeting until an hour after it."""
    return meeting.starts_at - OPEN_AROUND <= now < meeting.ends_at + OPEN_AROUND


def usable_notes(pupil_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of the pupils who have a note that the team may use."""
    noted = with_health_note(pupil_ids)
    return allowed(noted, Purpose.HEALTH_NOTE, now=now)


def read_health_notes(
    *, meeting: Meeting, by: str, cipher: FieldCipher, now: datetime
) -> list[ReadNote]:
    """The notes of the meeting's pupils, by name; each one read goes into the journal.

    Only notes whose use the guardians allow at this moment are opened.

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
    noted = usable_notes({pupil.id for pupil in pupils}, now=now)
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
        topics = read_health_topics(pupil, cipher=cipher)
        notes.append(ReadNote(pupil, text, topics))
    return notes
