"""Reading what staff must know of a pupil's health."""

import json
from collections.abc import Collection

from sqlalchemy import select

from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import HealthNote, HealthTopic, Pupil


def has_health_note(pupil: Pupil) -> bool:
    """Whether staff must know something about the pupil's health."""
    return pupil.id in with_health_note([pupil.id])


def with_health_note(pupil_ids: Collection[int]) -> set[int]:
    """Those of the pupils about whose health staff must know something."""
    found = db.session.scalars(
        select(HealthNote.pupil_id).where(HealthNote.pupil_id.in_(pupil_ids))
    )
    return set(found)


def read_health_note(pupil: Pupil, *, cipher: FieldCipher) -> str | None:
    """What staff must know about the pupil's health, decrypted; None if nothing."""
    note = db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))
    if note is None:
        return None
    return cipher.unseal(note.sealed, context=health_note_context(note))


def read_health_topics(pupil: Pupil, *, cipher: FieldCipher) -> list[HealthTopic]:
    """What the note is about, as it was ticked; in the order of `HealthTopic`."""
    note = db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))
    if note is None or note.topics_sealed is None:
        return []
    ticked = json.loads(
        cipher.unseal(note.topics_sealed, context=health_topics_context(note))
    )
    return [topic for topic in HealthTopic if topic.value in ticked]


def health_note_context(note: HealthNote) -> str:
    """What a sealed note is bound to, so that it opens in no other row."""
    return f"health_note|{note.public_id}"


def health_topics_context(note: HealthNote) -> str:
    """What the sealed topics of a note are bound to."""
    return f"health_topics|{note.public_id}"
