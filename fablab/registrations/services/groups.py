"""Siblings and friends who come together or not at all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from fablab.audit.services import record_event
from fablab.kernel.codes import grouped, new_group_code, tidy
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.errors import (
    NoRoomForGroup,
    RegistrationOver,
    UnknownGroup,
)
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Registration,
    RegistrationGroup,
    RegistrationStatus,
)
from fablab.registrations.services.places import lock_series, take_places
from fablab.series.models import Series


def new_group(*, series: Series, now: datetime) -> RegistrationGroup:
    """An empty group with a code of its own, not flushed."""
    group = RegistrationGroup(code=new_group_code(), series=series, made_at=now)
    db.session.add(group)
    return group


def group_behind(code: str, *, series: Series) -> RegistrationGroup:
    """The group whose code a family typed; capitals, spaces and hyphens do not matter.

    Raises:
        UnknownGroup: no group has the code, it is another series', or it was split.
    """
    typed = tidy(code)
    group = db.session.scalar(
        select(RegistrationGroup).where(RegistrationGroup.code == typed)
    )
    if group is None:
        raise UnknownGroup(
            N_(
                "We do not know the group code %(code)s. Compare it with your "
                "friends’ code, or leave the box empty to register without them."
            ),
            code=grouped(typed[:20], 4),
        )
    if group.series_id != series.id:
        raise UnknownGroup(
            N_(
                "The group code %(code)s belongs to another workshop. "
                "Register there, or leave the box empty to register without friends."
            ),
            code=grouped(typed, 4),
        )
    if not group.together:
        raise UnknownGroup(
            N_(
                "The group %(code)s no longer stays together, so nobody can join it. "
                "Leave the box empty to register without it."
            ),
            code=grouped(typed, 4),
        )
    return group


def take_places_together(
    number: int, *, series: Series, group: RegistrationGroup | None
) -> bool:
    """Take places for all newcomers of a group, or for none; says whether.

    Who joins friends that wait, waits with them. Call it with the series locked.

    Args:
        number: how many newcomers there are.
        series: where.
        group: whom they join; None for friends or siblings who begin a group.

    Raises:
        NoRoomForGroup: the friends have places, and there is none for the newcomers.
    """
    members = set(_statuses(group)) if group is not None else set()
    if RegistrationStatus.WAITLISTED in members:
        return False
    if take_places(series, number):
        return True
    if members & TAKES_A_PLACE:
        raise NoRoomForGroup(
            N_(
                "Your friends already have their places, and there is none left to "
                "join them. Register without the group code to wait for a place."
            )
        )
    return False


def make_group(*, registration: Registration, now: datetime) -> RegistrationGroup:
    """The group of a registration: its own one, or a new one that friends can join.

    Raises:
        RegistrationOver: the registration was cancelled.
    """
    _refuse_if_over(registration)
    if registration.group is None or not registration.group.together:
        registration.group = new_group(series=registration.series, now=now)
        db.session.flush()
    return registration.group


def join_group(*, registration: Registration, code: str) -> RegistrationGroup:
    """Let a pupil who is registered already come with friends.

    Who waits joins friends who wait, and takes the turn of the last of them; who has a
    place joins friends who have theirs.

    Raises:
        UnknownGroup: no group has the code, it is another series', or it was split.
        NoRoomForGroup: one side waits and the other has places.
        RegistrationOver: the registration was cancelled.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    _refuse_if_over(registration)
    group = group_behind(code, series=registration.series)
    if registration.group_id == group.id:
        return group
    waits = registration.status is RegistrationStatus.WAITLISTED
    members = set(_statuses(group))
    if waits and members & TAKES_A_PLACE:
        raise NoRoomForGroup(
            N_(
                "Your friends already have their places. "
                "%(name)s keeps the turn in the waiting list."
            ),
            name=registration.pupil.given_name,
        )
    if not waits and RegistrationStatus.WAITLISTED in members:
        raise NoRoomForGroup(
            N_(
                "%(name)s has a place already, and your friends still wait for "
                "theirs. A place cannot wait for them."
            ),
            name=registration.pupil.given_name,
        )
    registration.group = group
    db.session.flush()
    return group


def leave_group(*, registration: Registration) -> None:
    """Let a pupil go on alone, with the turn of the day they registered."""
    lock_series(registration.series_id)
    db.session.refresh(registration)
    registration.group = None
    db.session.flush()


def split_for_staff(*, registration: Registration, by: str, now: datetime) -> None:
    """Split the group of a registration, if it has one that is not split yet.

    Args:
        registration: one of the group's.
        by: the public id of the account that splits it, for the journal.
        now: the aware instant.
    """
    if registration.group is None or not registration.group.together:
        return
    split_group(group=registration.group)
    record_event(
        actor=by,
        action="group.split",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
    )


def split_group(*, group: RegistrationGroup) -> None:
    """Let each of the group go on alone; only because a family has asked for it."""
    lock_series(group.series_id)
    group.together = False
    db.session.flush()


def _statuses(group: RegistrationGroup) -> Sequence[RegistrationStatus]:
    return db.session.scalars(
        select(Registration.status).where(
            Registration.group_id == group.id, Registration.cancelled_at.is_(None)
        )
    ).all()


def _refuse_if_over(registration: Registration) -> None:
    if registration.cancelled_at is not None:
        raise RegistrationOver(
            N_(
                "This registration was cancelled, by the family or because it was "
                "not confirmed in time. You are welcome to register again."
            )
        )
