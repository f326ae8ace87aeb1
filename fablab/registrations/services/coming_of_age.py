"""Coming of age: the letter before the 18th birthday, and the day itself."""

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy import func, select

from fablab.kernel.db import db
from fablab.mail.services import queue_letter
from fablab.people.models import OF_AGE, Guardian, Pupil
from fablab.people.queries import guardians_to_tell, has_proven_address, home_site
from fablab.people.queries.invitations import slots_taken
from fablab.people.services.guardians import OWN_SLOT
from fablab.people.services.own_account import (
    TOLD_BEFORE,
    let_decide_alone,
    pupils_waiting_to_decide,
)
from fablab.registrations.models import Registration
from fablab.series.models import Meeting

FEBRUARY, LEAP_DAY = 2, 29


def tell_of_coming_of_age(*, now: datetime) -> None:
    """From 14 days before the 18th birthday on, write to the guardians, once each.

    Only of pupils who take part or wait, in a series that is not over.
    """
    today = local_today(now)
    for pupil in _soon_of_age(today, now=now):
        for guardian in guardians_to_tell(pupil):
            if has_proven_address(guardian):
                _write(pupil, guardian, now=now)


def settle_coming_of_age(*, now: datetime) -> None:
    """From the birthday on, pupils with an account of their own decide alone."""
    today = local_today(now)
    for pupil in pupils_waiting_to_decide():
        let_decide_alone(pupil=pupil, today=today, now=now)


def local_today(now: datetime) -> date:
    """The date on the clock of the installation's first FabLab."""
    site = home_site()
    return now.astimezone(site.zone if site else UTC).date()


def eighteenth_birthday(birth_date: date) -> date:
    """The day on which somebody is of age; 1 March for those born on 29 February."""
    if (birth_date.month, birth_date.day) == (FEBRUARY, LEAP_DAY):
        return date(birth_date.year + OF_AGE, FEBRUARY + 1, 1)
    return birth_date.replace(year=birth_date.year + OF_AGE)


def _soon_of_age(today: date, *, now: datetime) -> list[Pupil]:
    youngest = today + TOLD_BEFORE
    around = (
        _years_before(today) - timedelta(days=1),
        _years_before(youngest) + timedelta(days=1),
    )
    still_on = (
        select(Registration.pupil_id)
        .join(Meeting, Meeting.series_id == Registration.series_id)
        .where(Registration.cancelled_at.is_(None), Meeting.cancelled_at.is_(None))
        .group_by(Registration.pupil_id)
        .having(func.max(Meeting.ends_at) > now)
    )
    found = db.session.scalars(
        select(Pupil).where(Pupil.birth_date.between(*around), Pupil.id.in_(still_on))
    )
    return [
        pupil
        for pupil in found
        if today < eighteenth_birthday(pupil.birth_date) <= youngest
        and OWN_SLOT not in slots_taken(pupil)
    ]


def _years_before(day: date) -> date:
    return day - timedelta(days=round(OF_AGE * 365.25))


def _write(pupil: Pupil, guardian: Guardian, *, now: datetime) -> None:
    account = guardian.account
    locale = "en_GB" if account.language == "en" else account.language
    day = format_date(eighteenth_birthday(pupil.birth_date), "long", locale=locale)
    queue_letter(
        to=account.email,
        language=account.language,
        template="coming_of_age",
        context={
            "name": account.name,
            "pupil": pupil.given_name,
            "day": day,
            "account_path": f"/family/pupils/{pupil.public_id}/own-account",
        },
        dedupe=f"coming_of_age|{pupil.public_id}|{guardian.public_id}",
        now=now,
    )
