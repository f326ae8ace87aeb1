"""Agreeing: the guardian's yes to taking part, and the answers to what is optional."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from fablab.accounts.models import Account
from fablab.consent.models import ConsentText, Evidence, Route
from fablab.consent.services import record_consent
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import Guardian
from fablab.registrations.errors import RegistrationOver
from fablab.registrations.models import Agreement, Registration, RegistrationStatus
from fablab.registrations.queries.places import agreement_of
from fablab.registrations.services.eligibility import check_again
from fablab.registrations.services.letters import tell_place, tell_waiting
from fablab.registrations.services.offers import offer_free_places
from fablab.registrations.services.places import lock_series


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A yes or no to one text, which also names the purpose.

    A yes to leaving alone says from which day, and from what local time.
    """

    text: ConsentText
    answer: bool
    from_day: date | None = None
    from_time: time | None = None


def refuse_if_over(registration: Registration) -> None:
    """Say so if there is nothing left to agree to.

    Raises:
        RegistrationOver: the registration was cancelled.
    """
    if registration.cancelled_at is not None:
        raise RegistrationOver(
            N_(
                "This registration was cancelled, by the family or because it was "
                "not confirmed in time. You are welcome to register again."
            )
        )


def agree(
    *,
    registration: Registration,
    guardian: Guardian,
    agreement: ConsentText,
    answers: Iterable[Answer],
    route: Route,
    now: datetime,
    entered_by: Account | None = None,
    evidence: Evidence | None = None,
) -> Registration:
    """Keep the guardian's agreement and answers; a held place becomes theirs.

    Who waits keeps waiting, with an agreement that lets them move up. Agreeing again
    adds the answers only.

    Args:
        registration: what is agreed to.
        guardian: who agrees and answers, for themself only.
        agreement: the words that were agreed to.
        answers: what was answered of the optional purposes; left open counts as no.
        route: how the answers reached us.
        now: the aware instant.
        entered_by: who took them down, where the guardian did not press the button.
        evidence: the scan or signature, where the route is paper or tablet.

    Raises:
        RegistrationOver: the registration was cancelled.
        DomainError: the pupil cannot have the place, as `check_again` says.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    refuse_if_over(registration)
    pupil = registration.pupil
    if registration.status is RegistrationStatus.HELD:
        language = guardian.account.language
        check_again(registration=registration, language=language, now=now)
    if agreement_of(registration) is None:
        db.session.add(
            Agreement(
                registration=registration,
                guardian=guardian,
                text=agreement,
                agreed_at=now,
                route=route,
                entered_by=entered_by,
                evidence=evidence,
            )
        )
    for given in answers:
        record_consent(
            guardian=guardian,
            pupil=pupil,
            text=given.text,
            answer=given.answer,
            route=route,
            now=now,
            entered_by=entered_by,
            evidence=evidence,
            from_day=given.from_day,
            from_time=given.from_time,
        )
    _settle(registration, now=now)
    return registration


def _settle(registration: Registration, *, now: datetime) -> None:
    registration.confirmed_at = registration.confirmed_at or now
    registration.network = ""
    if registration.status is RegistrationStatus.HELD:
        registration.status = RegistrationStatus.PLACED
        registration.held_until = None
        registration.placed_at = now
        db.session.flush()
        tell_place(registration, now=now)
    elif registration.status is RegistrationStatus.WAITLISTED:
        db.session.flush()
        offer_free_places(series=registration.series, now=now)
        if registration.status is RegistrationStatus.WAITLISTED:
            tell_waiting(registration, now=now)
    db.session.flush()
