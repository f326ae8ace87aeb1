"""Adding and changing pupils."""

from datetime import date, datetime

from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import known_pupil
from fablab.people.services.guardians import add_guardianship
from fablab.sites.models import School


def find_or_add_pupil(
    *,
    guardian: Guardian,
    given_name: str,
    family_name: str,
    birth_date: date,
    now: datetime,
    is_another: bool = False,
) -> tuple[Pupil, bool]:
    """The guardian's pupil of that name and birth date; a new one, flushed, if none.

    Only this guardian's own pupils are looked at: two families never share a row
    because two children share a name.

    Args:
        guardian: whose.
        given_name: as the pupil is called.
        family_name: the family's.
        birth_date: of the pupil.
        now: the aware instant.
        is_another: a child of the same name, born on the same day, is meant: always
            a new pupil.

    Returns:
        The pupil, and whether they are new.
    """
    known = None
    if not is_another:
        known = known_pupil(
            guardian=guardian,
            given_name=given_name,
            family_name=family_name,
            birth_date=birth_date,
        )
    if known is not None:
        return known, False
    pupil = Pupil(
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        created_at=now,
    )
    add_guardianship(guardian=guardian, pupil=pupil)
    return pupil, True


def change_school(*, pupil: Pupil, school: School | None, class_name: str) -> None:
    """Say which school and class the pupil goes to."""
    pupil.school = school
    pupil.class_name = class_name if school else ""
    db.session.flush()


def rename_pupil(*, pupil: Pupil, given_name: str, family_name: str) -> None:
    """Take over a new name; lists follow at once, issued certificates keep the old."""
    pupil.given_name, pupil.family_name = given_name, family_name
    db.session.flush()
