"""Changing what is known of a pupil, where registrations depend on it."""

from datetime import date, datetime

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_, Conflict
from fablab.people.models import Pupil
from fablab.people.services.pupils import rename_pupil
from fablab.registrations.queries.guardians import coming_series
from fablab.registrations.queries.places import first_day
from fablab.registrations.services.eligibility import fits_age
from fablab.series.queries import text_of


class WrongAgeThen(Conflict):
    """With that birth date the pupil would not be of the age of a series."""


def change_pupil(
    *,
    pupil: Pupil,
    given_name: str,
    family_name: str,
    birth_date: date,
    language: str,
    by: str,
    now: datetime,
) -> None:
    """Take over a pupil's name and birth date; coming lists follow at once.

    Args:
        pupil: whose.
        given_name: as the pupil is called.
        family_name: the family's.
        birth_date: when the pupil was born.
        language: in which a series is named.
        by: the public id of the account that changes it.
        now: the aware instant.

    Raises:
        WrongAgeThen: the pupil has a place, or a turn, in a series for another age.
    """
    if birth_date != pupil.birth_date:
        _refuse_wrong_age(pupil, birth_date, language=language, now=now)
    rename_pupil(pupil=pupil, given_name=given_name, family_name=family_name)
    pupil.birth_date = birth_date
    db.session.flush()
    record_event(
        actor=by,
        action="pupil.changed",
        subject_kind="pupil",
        subject=pupil.public_id,
        now=now,
    )


def _refuse_wrong_age(
    pupil: Pupil, birth_date: date, *, language: str, now: datetime
) -> None:
    for series in coming_series(pupil, now=now):
        first = first_day(series)
        if first is not None and not fits_age(birth_date, series, first=first):
            raise WrongAgeThen(
                N_(
                    "With this birth date %(name)s would not be of the age for "
                    "“%(series)s”. Please call the FabLab: together we find out what "
                    "is right."
                ),
                name=pupil.given_name,
                series=text_of(series, language).title,
            )
