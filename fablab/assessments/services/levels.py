"""Recording what a facilitator saw of the pupils of a meeting."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.assessments.errors import NotAChoice, NoteMissing
from fablab.assessments.models import Assessment, Dimension, ObservedLevel
from fablab.assessments.queries.levels import latest_levels, levels_before
from fablab.assessments.queries.photos import shown_work
from fablab.checkin.models import CAME
from fablab.checkin.queries.attendance import RegisterLine, register_of
from fablab.kernel.db import db
from fablab.kernel.errors import N_, Conflict, DomainError
from fablab.registrations.models import Registration
from fablab.series.models import Meeting

LEVELS = (1, 2, 3, 4)
NEEDS_NOTE = 4
JUMP = 2
"""A change of so many levels since an earlier meeting needs a note or a photo."""
NOTE_LENGTH = 500


class Answer(NamedTuple):
    """What somebody answered for one pupil.

    `registration` is a public id, `level` ordinal 1–4 or None for not observed. What a
    tablet sends has an id of its own and the aware instant when it was given.
    """

    registration: str
    level: int | None
    note: str = ""
    event_id: UUID | None = None
    at: datetime | None = None


Given: TypeAlias = tuple[Registration, Answer]


def is_here(line: RegisterLine) -> bool:
    """Whether the pupil is at the meeting, in time or late."""
    return line.attendance is not None and line.attendance.status in CAME


def record_levels(
    *,
    meeting: Meeting,
    dimension: Dimension,
    answers: Sequence[Answer],
    by: Account,
    now: datetime,
) -> int:
    """Store what one facilitator saw of these pupils in one dimension.

    An answer that says the same as before changes nothing, so that a form sent twice
    counts once; any other becomes a new assessment, and the earlier one stays. What a
    tablet sends is always kept, for it is known by its id.

    Returns:
        How many assessments were added.

    Raises:
        Conflict: the meeting was cancelled.
        NotAChoice: an unknown level, a pupil of another series, or one who is not here.
        NoteMissing: the highest level, or a jump, without a note or a photo.
    """
    given = _admitted(meeting, answers)
    if refusals := _missing_notes(meeting, dimension, given):
        raise NoteMissing({bare.registration: why for bare, why in refusals.items()})
    return _store(meeting, dimension, given, by=by, now=now)


def record_noted(
    *,
    meeting: Meeting,
    dimension: Dimension,
    answers: Sequence[Answer],
    by: Account,
    now: datetime,
) -> Collection[Answer]:
    """Store as `record_levels` does, but for what lacks a note: that is given back.

    Raises:
        Conflict: the meeting was cancelled.
        NotAChoice: an unknown level, a pupil of another series, or one who is not here.
    """
    given = _admitted(meeting, answers)
    bare = _missing_notes(meeting, dimension, given)
    noted = [(place, answer) for place, answer in given if answer not in bare]
    _store(meeting, dimension, noted, by=by, now=now)
    return bare.keys()


def refused_answers(
    *, meeting: Meeting, dimension: Dimension, answers: Sequence[Answer]
) -> Mapping[Answer, DomainError]:
    """All answers that `record_levels` would refuse, each with what to say of it."""
    lines = {line.registration.public_id: line for line in register_of(meeting)}
    strange = {
        answer: why
        for answer in answers
        if (why := _why_strange(answer, lines.get(answer.registration)))
    }
    rest = [
        (lines[answer.registration].registration, answer)
        for answer in answers
        if answer not in strange
    ]
    return strange | _missing_notes(meeting, dimension, rest)


def _admitted(meeting: Meeting, answers: Sequence[Answer]) -> Sequence[Given]:
    """Each answer with whom it is about, all of whom are here, one writer at a time."""
    _take_turn(meeting)
    if meeting.cancelled_at:
        raise Conflict(N_("This meeting was cancelled, so no levels can be saved."))
    lines = {line.registration.public_id: line for line in register_of(meeting)}
    for answer in answers:
        if why := _why_strange(answer, lines.get(answer.registration)):
            raise why
    return [(lines[answer.registration].registration, answer) for answer in answers]


def _take_turn(meeting: Meeting) -> None:
    db.session.execute(
        select(Meeting.id).where(Meeting.id == meeting.id).with_for_update()
    )


def _why_strange(answer: Answer, line: RegisterLine | None) -> DomainError | None:
    if line is None:
        return NotAChoice(
            N_(
                "One of the pupils is not in this workshop. "
                "Open the page again and choose from the list."
            )
        )
    if not is_here(line):
        return NotAChoice(
            N_(
                "%(name)s is not marked as here, so no level can be saved. "
                "Mark who is here first."
            ),
            name=line.registration.pupil.short_name,
        )
    if answer.level is not None and answer.level not in LEVELS:
        return NotAChoice(N_("Choose one of the levels, or “not observed”."))
    if len(answer.note) > NOTE_LENGTH:
        return NotAChoice(
            N_("Keep the note under %(max)s characters."), max=NOTE_LENGTH
        )
    return None


def _missing_notes(
    meeting: Meeting, dimension: Dimension, given: Sequence[Given]
) -> dict[Answer, DomainError]:
    """The answers that need a note, or a photo of the work, and have neither.

    Each with what to say.

    Source: rubric `fablab-cs-6` 1.0, rules of use.
    """
    before = levels_before(
        meeting,
        dimension_id=dimension.id,
        registration_ids=[registration.id for registration, _answer in given],
    )
    needed = [
        (registration, answer, reason)
        for registration, answer in given
        if not answer.note.strip()
        and (reason := _reason_for_note(answer.level, before.get(registration.id)))
    ]
    shown = _shown(meeting, dimension, [registration for registration, *_ in needed])
    return {
        answer: Conflict(reason, name=registration.pupil.short_name)
        for registration, answer, reason in needed
        if registration.id not in shown
    }


def _shown(
    meeting: Meeting, dimension: Dimension, registrations: Sequence[Registration]
) -> Collection[int]:
    ids = [registration.id for registration in registrations]
    if not ids:
        return ()
    return shown_work(meeting=meeting, dimension_id=dimension.id, registration_ids=ids)


def _reason_for_note(level: int | None, before: int | None) -> str | None:
    if level == NEEDS_NOTE:
        return N_(
            "%(name)s: the highest level needs a short note, or a photo of the work. "
            "What did you see?"
        )
    if level is not None and before is not None and abs(level - before) >= JUMP:
        return N_(
            "%(name)s: that is a jump of two levels or more since last time. "
            "It needs a short note, or a photo of the work. What did you see?"
        )
    return None


def _store(
    meeting: Meeting,
    dimension: Dimension,
    given: Sequence[Given],
    *,
    by: Account,
    now: datetime,
) -> int:
    said = {
        row.registration_id: (row.level, row.note)
        for row in latest_levels(
            registration_ids=[registration.id for registration, _answer in given],
            meeting_id=meeting.id,
            observer_id=by.id,
        )
        if row.dimension_id == dimension.id
    }
    added = 0
    for registration, (_id, level, note, event_id, at) in given:
        if event_id is None and said.get(registration.id) == (level, note):
            continue
        assessment = Assessment(
            meeting=meeting,
            registration=registration,
            assessed_by=by,
            assessed_at=at or now,
            received_at=now,
            note=note,
            event_id=event_id,
        )
        db.session.add(
            ObservedLevel(assessment=assessment, dimension=dimension, level=level)
        )
        added += 1
    db.session.flush()
    return added
