"""Registering: from what a form says to a held place or a turn in the waiting list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import has_proven_address
from fablab.people.services import (
    change_guardian,
    change_school,
    find_or_add_guardian,
    find_or_add_pupil,
    write_health_note,
)
from fablab.registrations.errors import Clash, RegistrationClosed, WrongAge
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.places import (
    active_registration,
    agreement_of,
    availability_of,
    clashing_series,
    first_day,
    somebody_waits,
)
from fablab.registrations.services.letters import (
    ask_to_confirm,
    refuse_too_many_links,
    tell_place,
    tell_waiting,
)
from fablab.registrations.services.places import lock_series, take_place
from fablab.series.availability import State
from fablab.series.models import Series
from fablab.series.queries import live_meetings, text_of
from fablab.sites.models import School

HELD_FOR = timedelta(hours=48)
"""How long a place is kept for a guardian who has not agreed yet."""

_CLOSED = {
    State.UPCOMING: N_("Registration for this workshop has not opened yet."),
    State.RUNNING: N_("This workshop has begun and takes nobody new."),
    State.FINISHED: N_("This workshop is over."),
    State.CLOSED: N_("Registration for this workshop has closed."),
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a registration form says.

    `email` and `phone` (E.164) are normalised. `health_note` is None where the
    question was left open and empty where there is nothing to know.
    """

    given_name: str
    family_name: str
    birth_date: date
    school: School | None
    class_name: str
    health_note: str | None
    guardian_name: str
    email: str
    phone: str
    language: str


def request_registration(
    *,
    request: Request,
    series: Series,
    cipher: FieldCipher,
    signed_in_as: int | None,
    now: datetime,
) -> Registration:
    """Register the pupil that a form names, and mail the guardian what to do next.

    What is known of a family changes only if its guardian is signed in, or if nobody
    has ever proved to read the address: anybody could have sent the form. For the
    same reason a clash of dates is told here to signed-in guardians alone; others
    learn of it behind the mailed link.

    Args:
        request: what the form says.
        series: what the pupil is to take part in.
        cipher: seals the health note.
        signed_in_as: the row id of the account that sent the form, if one did.
        now: the aware instant.

    Raises:
        RegistrationClosed: the series takes nobody now.
        WrongAge: the pupil is too young or too old.
        Clash: the pupil has a place elsewhere at the same time.
        TooManyLetters: the address was sent too many links of late.
    """
    lock_series(series.id)
    guardian = find_or_add_guardian(
        email=request.email,
        name=request.guardian_name,
        phone=request.phone,
        language=request.language,
        now=now,
    )
    refuse_too_many_links(account=guardian.account, now=now)
    is_guardian = signed_in_as == guardian.account_id
    pupil = _take_over(
        request,
        guardian=guardian,
        trusted=is_guardian or not has_proven_address(guardian),
        cipher=cipher,
        now=now,
    )
    registration = register_pupil(
        pupil=pupil, series=series, guardian=guardian, now=now, tell_clash=is_guardian
    )
    _write_to_family(registration, now=now)
    return registration


def register_pupil(
    *,
    pupil: Pupil,
    series: Series,
    guardian: Guardian,
    now: datetime,
    tell_clash: bool = True,
) -> Registration:
    """Hold a place for the pupil or, where none is free, the next turn for one.

    Registering again changes nothing. Nobody overtakes: while somebody waits,
    newcomers wait too.

    Args:
        pupil: who is to take part, flushed.
        series: what they are to take part in.
        guardian: who registers them, and gets the letters.
        now: the aware instant, which is also the turn in the waiting list.
        tell_clash: refuse what is at the same time as another place.

    Returns:
        The pupil's active registration: the one they had, or a new, flushed one
        that is `HELD` for 48 hours or `WAITLISTED`.

    Raises:
        RegistrationClosed: the series takes nobody now.
        WrongAge: the pupil is too young or too old on the day of the first meeting.
        Clash: the pupil has a place elsewhere at the same time.
    """
    lock_series(series.id)
    refuse_unless_open(series, now=now)
    _refuse_wrong_age(pupil, series)
    if known := active_registration(pupil=pupil, series=series):
        return known
    if tell_clash:
        refuse_clash(pupil=pupil, series=series, language=guardian.account.language)
    has_place = not somebody_waits(series) and take_place(series)
    registration = Registration(
        series=series,
        pupil=pupil,
        registered_by=guardian,
        status=RegistrationStatus.HELD if has_place else RegistrationStatus.WAITLISTED,
        registered_at=now,
        held_until=now + HELD_FOR if has_place else None,
    )
    db.session.add(registration)
    db.session.flush()
    return registration


def refuse_unless_open(series: Series, *, now: datetime) -> None:
    """Say why a series takes nobody now.

    Raises:
        RegistrationClosed: too early, too late, cancelled or without meetings.
    """
    found = availability_of(series, now=now)
    if found.is_open and live_meetings(series) and not series.cancelled_at:
        return
    raise RegistrationClosed(_CLOSED.get(found.state, _CLOSED[State.CLOSED]))


def refuse_clash(*, pupil: Pupil, series: Series, language: str) -> None:
    """Keep a pupil from having to be in two places at once.

    Raises:
        Clash: the pupil has a place elsewhere at the same time; names the other.
    """
    other = clashing_series(pupil=pupil, series=series)
    if other is not None:
        raise Clash(
            N_(
                "%(name)s already has a place in “%(title)s” at the same time. "
                "Cancel that one first, or choose another workshop."
            ),
            name=pupil.given_name,
            title=text_of(other, language).title,
        )


def _refuse_wrong_age(pupil: Pupil, series: Series) -> None:
    day = first_day(series)
    if day is None:
        return
    age = pupil.age_on(day)
    if not series.age_min <= age <= series.age_max:
        raise WrongAge(
            N_(
                "This workshop is for ages %(youngest)s to %(oldest)s. "
                "What counts is the age on the first day, %(day)s."
            ),
            youngest=series.age_min,
            oldest=series.age_max,
            day=day,
        )


def _take_over(
    request: Request,
    *,
    guardian: Guardian,
    trusted: bool,
    cipher: FieldCipher,
    now: datetime,
) -> Pupil:
    pupil, is_new = find_or_add_pupil(
        guardian=guardian,
        given_name=request.given_name,
        family_name=request.family_name,
        birth_date=request.birth_date,
        now=now,
    )
    if trusted:
        change_guardian(
            guardian=guardian, name=request.guardian_name, phone=request.phone
        )
    if trusted or is_new:
        change_school(pupil=pupil, school=request.school, class_name=request.class_name)
        if request.health_note is not None:
            write_health_note(
                pupil=pupil, text=request.health_note, cipher=cipher, now=now
            )
    return pupil


def _write_to_family(registration: Registration, *, now: datetime) -> None:
    again = f"|{now:%Y%m%d%H}"
    if agreement_of(registration) is None:
        ask_to_confirm(registration, lasts=HELD_FOR, now=now)
    elif registration.status is RegistrationStatus.WAITLISTED:
        tell_waiting(registration, now=now, again=again)
    else:
        tell_place(registration, now=now, again=again)
