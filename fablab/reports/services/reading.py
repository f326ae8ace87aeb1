"""Noting who read about which pupil: the journal, and through it the family, knows."""

from collections.abc import Sequence
from datetime import datetime

from fablab.accounts.queries import Actor
from fablab.audit.services import Noted, record_events
from fablab.reports.queries.reading import PRINTED, READ, Form
from fablab.reports.queries.sharing import SharedSchool
from fablab.reports.queries.sheets import FamilySheet


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


def note_printing(
    sheets: Sequence[FamilySheet], *, actor: Actor, now: datetime
) -> None:
    """Write one line for each pupil whose sheet was handed out to staff.

    Args:
        sheets: what was handed out.
        actor: who of the staff has it.
        now: the aware instant.
    """
    record_events(
        [
            Noted(
                sheet.registration.pupil.public_id,
                {"form": Form.SHEETS.value, "site": sheet.series.site_slug},
            )
            for sheet in sheets
        ],
        actor=actor.public_id,
        action=PRINTED,
        subject_kind="pupil",
        now=now,
    )
