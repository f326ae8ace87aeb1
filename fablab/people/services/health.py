"""Keeping what staff must know of a pupil's health."""

from datetime import datetime

from sqlalchemy import delete, select

from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import HealthNote, Pupil
from fablab.people.queries import health_note_context


def write_health_note(
    *, pupil: Pupil, text: str, cipher: FieldCipher, now: datetime
) -> None:
    """Keep what staff must know about the pupil's health, sealed; empty removes it."""
    if not text:
        remove_health_note(pupil=pupil)
        return
    note = db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))
    if note is None:
        note = HealthNote(pupil=pupil, sealed=b"", written_at=now)
        db.session.add(note)
    note.sealed = cipher.seal(text, context=health_note_context(note))
    note.written_at = now
    db.session.flush()


def remove_health_note(*, pupil: Pupil) -> bool:
    """Delete the note for good; returns whether there was one."""
    gone = db.session.scalars(
        delete(HealthNote)
        .where(HealthNote.pupil_id == pupil.id)
        .returning(HealthNote.id)
    )
    return bool(gone.all())
