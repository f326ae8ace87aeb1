"""Who answers for a pupil whose two records become one."""

from fablab.kernel.db import db
from fablab.people.models import Guardianship, Pupil, Relation, Standing
from fablab.privacy.queries.merging import guardianships_of

_STRICTEST_FIRST = (Standing.NO_CONTACT, Standing.INFORMED, Standing.EQUAL)


def join_guardianships(keep: Pupil, gone: Pupil) -> None:
    """Let the guardians of both answer for the one that stays; limits go along.

    Call it when nobody answers for one record only in part and there are not too
    many: `refusals_to_merge` says so.
    """
    known = {row.guardian_id: row for row in guardianships_of(keep)}
    for row in guardianships_of(gone):
        twin = known.get(row.guardian_id)
        if twin is None:
            _take_over(row, keep)
        else:
            _join(row, twin)
    db.session.flush()


def _take_over(row: Guardianship, keep: Pupil) -> None:
    if row.ended_at is None and row.relation is not Relation.SELF:
        taken = {other.slot for other in guardianships_of(keep) if not other.ended_at}
        row.slot = 1 if 1 not in taken else 2
    row.pupil = keep
    db.session.flush()


def _join(row: Guardianship, twin: Guardianship) -> None:
    """Of one guardian's two rows the stricter one stays, in the twin's place."""
    stays, goes = sorted(
        (twin, row),
        key=lambda one: (_STRICTEST_FIRST.index(one.standing), one is not twin),
    )
    keep, slot, relation = twin.pupil, twin.slot, twin.relation
    contact = [
        (one.emergency_name, one.emergency_phone)
        for one in (twin, row)
        if one.emergency_phone
    ]
    db.session.delete(goes)
    db.session.flush()
    stays.pupil, stays.slot, stays.relation = keep, slot, relation
    if contact:
        stays.emergency_name, stays.emergency_phone = contact[0]
    db.session.flush()
