"""Noting who read about which pupil: the journal, and through it the family, knows."""

from collections.abc import Sequence
from datetime import datetime

from fablab.accounts.queries import Actor
from fablab.audit.services import Noted, record_events
from fablab.reports.queries.reading import READ, Form
from fablab.reports.queries.sharing import SharedSchool


def note_reading(
    schools: Sequence[SharedSchool], *, form: Form, actor: Actor, now: datetime
) -> None:
    """Write one line for each pupil into the journal, in the transaction of reading.

    Args:
        schools: with the pupils whose data were handed out.
        form: in which form.
        actor: the teacher who reads.
        now: the aware instant.
    """
    record_events(
        [
            Noted(pupil.public_id, {"form": form.value, "school": school.public_id})
            for school in schools
            for pupil in school.pupils
        ],
        actor=actor.public_id,
        action=READ,
        subject_kind="pupil",
        now=now,
    )
