"""Registering: from what a form says to held places or turns in the waiting list."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError
from fablab.people.models import Guardian, Pupil
from fablab.registrations.errors import AlreadyRegistered, Rule, SignUpRefused
from fablab.registrations.models import (
    Registration,
    RegistrationGroup,
    RegistrationStatus,
    Starter,
)
from fablab.registrations.queries.places import active_registration, agreement_of
from fablab.registrations.services.eligibility import (
    TO_A_STRANGER,
    TO_HAVE_A_PLACE,
    TO_REGISTER,
    refusals,
    refuse_unless_eligible,
)
from fablab.registrations.services.families import (
    Family,
    find_or_add_family,
    known_child,
    take_over,
)
from fablab.registrations.services.groups import (
    group_behind,
    new_group,
    take_places_together,
)
from fablab.registrations.services.holds import ANSWER_WITHIN, CONFIRM_WITHIN
from fablab.registrations.services.letters import (
    ask_to_confirm,
    refuse_too_many_links,
    tell_place,
    tell_waiting,
)
from fablab.registrations.services.networks import refuse_too_many_from_here
from fablab.registrations.services.places import lock_series, take_places
from fablab.registrations.services.sign_up import SignUp
from fablab.series.models import Series


def request_registrations(
    *,
    request: SignUp,
    series: Series,
    cipher: FieldCipher,
    signed_in_as: int | None,
    now: datetime,
    network: str = "",
) -> list[Registration]:
    """Register the children that a form names, and mail the guardian what to do next.

    What is known of a family changes only if its guardian is signed in, or if nobody
    has ever proved to read the address: anybody could have sent the form. For the
    same reason what a child has here already, a clash of dates for example, is told to
    signed-in guardians alone; others learn of it behind the mailed link.

    Args:
        request: what the form says.
        series: what the children are to take part in; site, texts, meetings loaded.
        cipher: seals the health notes.
        signed_in_as: the row id of the account that sent the form, if one did.
        now: the aware instant.
        network: where the form came from, sealed as `network_of` does.

    Returns:
        One active registration for each child, in the form's order: `HELD` for an
        hour (for a guardian who is signed in, 48 hours) or `WAITLISTED`; one that a
        child had already stays as it is. What is new goes to the database in one
        flush, with the commit.

    Raises:
        SignUpRefused: some children cannot be registered; holds every reason.
        UnknownGroup: the code is no group's of this series.
        NoRoomForGroup: the friends have places, and there are not enough left.
        DecidesNothing: the guardian may look at the pupil's things only.
        TooManyLetters: the address was sent too many links of late.
        TooManyFromHere: the network has too much that nobody has confirmed.
    """
    lock_series(series.id)
    with db.session.no_autoflush:  # nothing here asks for what is new
        family = find_or_add_family(request, signed_in_as=signed_in_as, now=now)
        if not family.is_here:
            refuse_too_many_from_here(series=series, network=network)
        if not family.is_new:
            refuse_too_many_links(account=family.guardian.account, now=now)
        known = [known_child(child, family) for child in request.children]
        _refuse_some(request, known, series=series, is_here=family.is_here, now=now)
    pupils = take_over(
        request,
        known,
        family=family,
        cipher=cipher,
        today=now.astimezone(series.site.zone).date(),
        now=now,
    )
    registrations = _register_all(
        request, pupils, known, family=family, series=series, now=now
    )
    for registration in registrations:
        if registration.confirmed_at is None:
            registration.network = network
    return registrations


def register_pupil(
    *,
    pupil: Pupil,
    series: Series,
    guardian: Guardian,
    now: datetime,
    overrides: Collection[str] = frozenset(),
    started_by: Starter = Starter.GUARDIAN,
) -> Registration:
    """Hold a place for a pupil we know or, where none is free, the next turn for one.

    Registering again changes nothing. Nobody overtakes: while somebody waits,
    newcomers wait too.

    Args:
        pupil: who is to take part, flushed.
        series: what they are to take part in.
        guardian: who registers them, and gets the letters; their address is proven.
        now: the aware instant, which is also the turn in the waiting list.
        overrides: each `Rule` that staff set aside; capacity is not among them.
        started_by: who filled the form in.

    Returns:
        The pupil's active registration: the one they had, or a new, flushed one
        that is `HELD` for 48 hours or `WAITLISTED`.

    Raises:
        DomainError: the one reason against it.
        SeveralReasons: there are more.
    """
    lock_series(series.id)
    if known := active_registration(pupil=pupil, series=series):
        return known
    refuse_unless_eligible(
        pupil=pupil,
        series=series,
        now=now,
        language=guardian.account.language,
        rules=(TO_A_STRANGER | TO_HAVE_A_PLACE).difference(overrides),
    )
    registration = _new(
        pupil=pupil,
        series=series,
        guardian=guardian,
        has_place=take_places(series, past_queue=Rule.QUEUE in overrides),
        started_by=started_by,
        is_confirmed=True,
        now=now,
    )
    db.session.flush()
    return registration


def _refuse_some(
    request: SignUp,
    known: Sequence[Pupil | None],
    *,
    series: Series,
    is_here: bool,
    now: datetime,
) -> None:
    """Collect what speaks against each child.

    Raises:
        SignUpRefused: something does.
    """
    by_child: list[list[DomainError]] = []
    seen: set[tuple[str, str, date]] = set()
    for child, pupil in zip(request.children, known, strict=True):
        reasons = refusals(
            pupil=pupil or child,
            series=series,
            now=now,
            language=request.language,
            rules=TO_REGISTER if is_here else TO_A_STRANGER,
        )
        names = child.given_name.casefold(), child.family_name.casefold()
        if (*names, child.birth_date) in seen:
            reasons.append(_entered_twice(child.given_name))
        seen.add((*names, child.birth_date))
        by_child.append(reasons)
    if any(by_child):
        raise SignUpRefused(by_child)


def _entered_twice(name: str) -> DomainError:
    return AlreadyRegistered(
        N_("You have entered %(name)s twice. Take one of the two out."), name=name
    )


def _register_all(
    request: SignUp,
    pupils: Sequence[Pupil],
    known: Sequence[Pupil | None],
    *,
    family: Family,
    series: Series,
    now: datetime,
) -> list[Registration]:
    before = _active([pupil for pupil in known if pupil is not None], series)
    coming = [pupil for pupil in pupils if pupil not in before]
    with db.session.no_autoflush:  # nor does this
        group, places = _places_for(request, len(coming), series=series, now=now)
    after = {
        pupil: _new(
            pupil=pupil,
            series=series,
            guardian=family.guardian,
            has_place=has_place,
            started_by=request.starter,
            is_confirmed=family.is_here,
            group=group,
            now=now,
        )
        for pupil, has_place in zip(coming, places, strict=True)
    }
    found = before | after
    for pupil in pupils:
        _write_to_family(found[pupil], is_new=pupil in after, now=now)
    return [found[pupil] for pupil in pupils]


def _places_for(
    request: SignUp, number: int, *, series: Series, now: datetime
) -> tuple[RegistrationGroup | None, list[bool]]:
    """The group that the children come in, and whether each of them gets a place.

    Raises:
        UnknownGroup: the code is no group's of this series.
        NoRoomForGroup: the friends have places, and there are not enough left.
    """
    group = None
    if request.group_code:
        group = group_behind(request.group_code, series=series)
    if number and (group is not None or (request.together and number > 1)):
        has_places = take_places_together(number, series=series, group=group)
        return group or new_group(series=series, now=now), [has_places] * number
    places = [take_places(series)] if number else []
    while len(places) < number:
        places.append(places[-1] and take_places(series))
    return None, places


def _active(pupils: Sequence[Pupil], series: Series) -> dict[Pupil, Registration]:
    if not pupils:
        return {}
    found = db.session.scalars(
        select(Registration).where(
            Registration.series_id == series.id,
            Registration.pupil_id.in_([pupil.id for pupil in pupils]),
            Registration.cancelled_at.is_(None),
        )
    )
    return {registration.pupil: registration for registration in found}


def _new(
    *,
    pupil: Pupil,
    series: Series,
    guardian: Guardian,
    has_place: bool,
    started_by: Starter,
    is_confirmed: bool,
    now: datetime,
    group: RegistrationGroup | None = None,
) -> Registration:
    registration = Registration(
        series=series,
        pupil=pupil,
        registered_by=guardian,
        status=RegistrationStatus.HELD if has_place else RegistrationStatus.WAITLISTED,
        registered_at=now,
        held_until=now + _kept_for(is_confirmed=is_confirmed) if has_place else None,
        confirmed_at=now if is_confirmed else None,
        started_by=started_by,
        group=group,
    )
    db.session.add(registration)
    return registration


def _kept_for(*, is_confirmed: bool) -> timedelta:
    return ANSWER_WITHIN if is_confirmed else CONFIRM_WITHIN


def _write_to_family(
    registration: Registration, *, is_new: bool, now: datetime
) -> None:
    again = f"|{now:%Y%m%d%H}"
    if is_new or agreement_of(registration) is None:
        ask_to_confirm(registration, lasts=ANSWER_WITHIN, now=now, is_first=is_new)
    elif registration.status is RegistrationStatus.WAITLISTED:
        tell_waiting(registration, now=now, again=again)
    else:
        tell_place(registration, now=now, again=again)
