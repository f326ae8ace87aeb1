"""Keeping what staff must know of a pupil's health."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from fablab.audit.services import record_event
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import HealthNote, HealthTopic, Pupil
from fablab.people.queries import health_note_context, health_topics_context


def write_health_note(
    *,
    pupil: Pupil,
    text: str,
    topics: Collection[HealthTopic] = (),
    cipher: FieldCipher,
    now: datetime,
    is_first: bool = False,
) -> None:
    """Keep what staff must know about the pupil's health, sealed; empty removes it.

    Args:
        pupil: whose health it is about.
        text: the words; they replace those that were there.
        topics: what it is about, for a first look.
        cipher: of this installation.
        now: the aware instant.
        is_first: nothing can have been kept so far, because the pupil is new.
    """
    if not text and not topics:
        if not is_first:
            remove_health_note(pupil=pupil)
        return
    note = None if is_first else _note_of(pupil)
    if note is None:
        note = HealthNote(pupil=pupil, sealed=b"", written_at=now)
        db.session.add(note)
    note.sealed = cipher.seal(text, context=health_note_context(note))
    note.topics_sealed = cipher.seal(
        json.dumps(sorted(topics)), context=health_topics_context(note)
    )
    note.written_at = now


def change_health_note(
    *,
    pupil: Pupil,
    text: str,
    topics: Collection[HealthTopic] = (),
    by: str,
    cipher: FieldCipher,
    now: datetime,
) -> None:
    """Write or remove the note as `write_health_note` does, and say who did so.

    Args:
        pupil: whose health it is about.
        text: the words; empty removes the note.
        topics: what it is about, for a first look.
        by: the public id of the account that writes.
        cipher: of this installation.
        now: the aware instant.
    """
    write_health_note(pupil=pupil, text=text, topics=topics, cipher=cipher, now=now)
    record_event(
        actor=by,
        action="health_note.written" if text else "health_note.removed",
        subject_kind="pupil",
        subject=pupil.public_id,
        now=now,
    )


def _note_of(pupil: Pupil) -> HealthNote | None:
    return db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))


def remove_health_note(*, pupil: Pupil) -> bool:
    """Delete the note for good; returns whether there was one."""
    gone = db.session.scalars(
        delete(HealthNote)
        .where(HealthNote.pupil_id == pupil.id)
        .returning(HealthNote.id)
    )
    return bool(gone.all())
