"""Reading what families said beforehand: who will not come to which meeting."""

from collections.abc import Collection

from sqlalchemy import select

from fablab.checkin.models import AbsenceNotice
from fablab.kernel.db import db


def announced_absences(registration_ids: Collection[int]) -> set[tuple[int, int]]:
    """The meetings that these registrations will miss, as far as we were told.

    Returns:
        Row ids of meeting and registration, in one statement.
    """
    if not registration_ids:
        return set()
    found = db.session.execute(
        select(AbsenceNotice.meeting_id, AbsenceNotice.registration_id).where(
            AbsenceNotice.registration_id.in_(registration_ids)
        )
    )
    return {(row[0], row[1]) for row in found}
