"""Families that wait, and letters that reach them, for tests."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from fablab.kernel.db import db, unit_of_work
from fablab.mail.delivery import send_due_letters
from fablab.mail.models import Letter
from fablab.registrations.models import CancelReason, Registration, RegistrationStatus
from fablab.registrations.services import (
    Child,
    SignUp,
    cancel_registration,
    request_registrations,
)
from fablab.registrations.services.groups import new_group
from fablab.series.models import Series
from fablab.series.queries import get_series
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY, make_guardian, make_pupil
from tests.registrations.factories import agree_to, register

HELD, PLACED, WAITLISTED, OFFERED, CANCELLED = (
    RegistrationStatus.HELD,
    RegistrationStatus.PLACED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.CANCELLED,
)
SetClock = Callable[[datetime], None]


def at(*, minutes: float = 0, hours: float = 0) -> datetime:
    """So long after the opening day began."""
    return OPENING_DAY + timedelta(minutes=minutes, hours=hours)


def sign_up(
    series: Series, *names: str, email: str = "ana@example.org", minutes: int = 0
) -> list[Registration]:
    """Let somebody who is not signed in fill in the form for these children."""
    children = tuple(
        Child(given_name=name, family_name="Novak", birth_date=date(2014, 5, 17))
        for name in names or ("Mira",)
    )
    with unit_of_work():
        return request_registrations(
            request=SignUp(
                guardian_name="Ana Novak",
                email=email,
                phone="+48600123456",
                language="en",
                children=children,
            ),
            series=get_series(series.slug),
            cipher=current_installation().cipher,
            signed_in_as=None,
            now=at(minutes=minutes),
        )


def deliver(clock_at: SetClock, now: datetime) -> int:
    """Let all letters that are due leave at this instant."""
    clock_at(now)
    return send_due_letters()


def fill(series: Series) -> list[Registration]:
    """Give every place of the series to somebody."""
    return [agree_to(register(series)) for _ in range(series.capacity)]


def wait(
    series: Series, *, minutes: int, name: str = "Jan", agreed: bool = True
) -> Registration:
    """Let one pupil of a family of their own wait for a place."""
    registration = register(series, make_pupil(name), minutes=minutes)
    return agree_to(registration, minutes=minutes) if agreed else registration


def wait_together(
    series: Series, *minutes: int, siblings: bool = False
) -> list[Registration]:
    """Let pupils wait in one group, each since then; of one family if `siblings`."""
    with unit_of_work():
        group = new_group(series=series, now=at())
    guardian = make_guardian() if siblings else None
    members = []
    for turn in minutes:
        pupil = make_pupil(f"Child {turn}", guardian=guardian)
        member = register(series, pupil, minutes=turn)
        with unit_of_work():
            member.group = group
        members.append(agree_to(member, minutes=turn))
    return members


def cancel(registration: Registration, *, minutes: int = 60) -> None:
    """Let the family give it up."""
    with unit_of_work():
        cancel_registration(
            registration=registration,
            reason=CancelReason.BY_FAMILY,
            now=at(minutes=minutes),
        )


def letters(template: str) -> list[Letter]:
    """The letters of that template, in their order."""
    found = db.session.query(Letter).filter_by(template=template)
    return found.order_by(Letter.id).all()


def states(*registrations: Registration) -> list[RegistrationStatus]:
    """Where they stand, read anew."""
    db.session.expire_all()
    return [one.status for one in registrations]
