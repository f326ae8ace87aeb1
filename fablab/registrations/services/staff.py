"""What a coordinator does: register by hand, end a series, let it run with few."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError, SeveralReasons
from fablab.people.models import Guardian, Pupil
from fablab.registrations.errors import CannotDecide, IsOver, ReasonNeeded, Rule
from fablab.registrations.models import (
    CancelReason,
    Override,
    Registration,
    RegistrationStatus,
    Starter,
)
from fablab.registrations.services.closing import close_registration
from fablab.registrations.services.eligibility import refusals
from fablab.registrations.services.ending import cancel_registration
from fablab.registrations.services.families import (
    find_or_add_family,
    known_child,
    take_over,
)
from fablab.registrations.services.holds import ANSWER_WITHIN
from fablab.registrations.services.letters import (
    ask_to_confirm,
    deciding_ids,
    tell_family,
)
from fablab.registrations.services.offers import (
    free_places,
    offer_by_hand,
    rules_against_offer,
)
from fablab.registrations.services.places import lock_series
from fablab.registrations.services.registering import register_pupil
from fablab.registrations.services.sign_up import Newcomer, SignUp
from fablab.series.models import Series
from fablab.series.queries import live_meetings

ALL_SERIES = "/series/"
MAY_BE_SET_ASIDE = frozenset({Rule.AGE, Rule.CLOSED, Rule.OVERLAP, Rule.LIMIT})
"""What a coordinator may decide otherwise; the number of places is not among it."""


def register_by_hand(
    *,
    pupil: Pupil,
    guardian: Guardian,
    series: Series,
    set_aside: Collection[str],
    reason: str,
    by: Account,
    now: datetime,
) -> Registration:
    """Register a pupil for their family, by telephone for example, or after the end.

    The guardian gets the usual letter to agree. Where no place is free the pupil waits
    like everybody: that is never set aside.

    Args:
        pupil: who is to take part, flushed.
        guardian: one of theirs, who gets the letter.
        series: what they are to take part in; site, texts and meetings are loaded.
        set_aside: the `Rule`s that the coordinator decides otherwise.
        reason: why; needed as soon as a rule is set aside that would refuse.
        by: who decides.
        now: the aware instant.

    Raises:
        IsOver: the series has ended or was cancelled.
        ReasonNeeded: a rule is set aside without a reason.
        DomainError: the one reason against it that is left.
        SeveralReasons: there are more.
    """
    lock_series(series.id)
    found = reasons_against(pupil=pupil, series=series, now=now, language=by.language)
    left = [one for one in found if rule_of(one) not in MAY_BE_SET_ASIDE & {*set_aside}]
    if left:
        raise left[0] if len(left) == 1 else SeveralReasons(left)
    rules = sorted({rule_of(one) for one in found})
    if rules and not reason.strip():
        raise _no_reason()
    registration = register_pupil(
        pupil=pupil,
        series=series,
        guardian=guardian,
        now=now,
        overrides=frozenset(rules),
        started_by=Starter.STAFF,
    )
    if rules:
        _note_override(registration, rules, reason=reason.strip(), by=by, now=now)
    record_event(
        actor=by.public_id,
        action="registration.made_by_hand",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
    )
    ask_to_confirm(registration, lasts=ANSWER_WITHIN, now=now)
    return registration


def register_new_family(
    *,
    request: SignUp,
    series: Series,
    cipher: FieldCipher,
    set_aside: Collection[str],
    reason: str,
    by: Account,
    now: datetime,
) -> Registration:
    """Register the one child of a family that a coordinator writes down.

    Who is known already, by address, name and birth date, stays as they are.

    Args:
        request: what the coordinator wrote, with one child.
        series: what they are to take part in; site, texts and meetings are loaded.
        cipher: seals what is to be sealed.
        set_aside: as for `register_by_hand`, which also says what is raised.
        reason: why.
        by: who decides.
        now: the aware instant.
    """
    lock_series(series.id)
    family = find_or_add_family(request, signed_in_as=None, now=now)
    known = [known_child(child, family) for child in request.children]
    if known[0] and family.guardian.id not in deciding_ids(known[0]):
        raise CannotDecide(
            N_("%(name)s may not decide for this child. Choose the other guardian."),
            name=family.guardian.account.name,
        )
    today = now.astimezone(series.site.zone).date()
    pupils = take_over(
        request, known, family=family, cipher=cipher, today=today, now=now
    )
    db.session.flush()
    return register_by_hand(
        pupil=pupils[0],
        guardian=family.guardian,
        series=series,
        set_aside=set_aside,
        reason=reason,
        by=by,
        now=now,
    )


def reasons_against(
    *, pupil: Pupil | Newcomer, series: Series, now: datetime, language: str
) -> list[DomainError]:
    """Every reason against registering the pupil now, all rules at once.

    Raises:
        IsOver: the series has ended or was cancelled.
    """
    _refuse_if_over(series, now=now)
    return refusals(pupil=pupil, series=series, now=now, language=language)


def rule_of(refusal: DomainError) -> str:
    """The rule that refuses; empty for what cannot be set aside."""
    return str(getattr(refusal, "rule", ""))


def cancel_series(*, series: Series, by: Account, now: datetime) -> int:
    """End a series that will not take place; every family is told once.

    All registrations are cancelled, nobody moves up, and it stays so. Done once only:
    a second press, another tab or a job finds nothing left to do.

    Args:
        series: of the coordinator's site.
        by: who cancels it.
        now: the aware instant.

    Returns:
        How many registrations were cancelled by it.

    Raises:
        IsOver: its last meeting is over.
    """
    lock_series(series.id)
    db.session.refresh(series)
    if series.cancelled_at is not None:
        return 0
    _refuse_if_over(series, now=now)
    series.cancelled_at = now
    db.session.flush()
    found = active_in(series)
    for registration in found:
        close_registration(
            registration,
            reason=CancelReason.SERIES_CANCELLED,
            now=now,
            by=by.public_id,
        )
        tell_family("series_cancelled", registration, now=now, series_path=ALL_SERIES)
    record_event(
        actor=by.public_id,
        action="series.cancelled",
        subject_kind="series",
        subject=series.slug,
        now=now,
        details={"registrations": len(found)},
    )
    return len(found)


def offer_place(
    *, registration: Registration, reason: str, by: Account, now: datetime
) -> None:
    """Offer a free place by hand; out of turn, or too late, with a reason only.

    Args:
        registration: of somebody who waits and whose guardian has agreed.
        reason: why, where that sets a rule aside.
        by: who decides.
        now: the aware instant.

    Raises:
        ReasonNeeded: it sets a rule aside, and nobody would know why.
        Conflict: there is nothing to offer, or nobody to offer it to.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    waits = registration.status is RegistrationStatus.WAITLISTED
    is_free = free_places(registration.series) > 0
    against = waits and is_free and rules_against_offer(registration, now=now)
    if against and not reason.strip():
        raise _no_reason()
    offer_by_hand(registration=registration, by=by, reason=reason.strip(), now=now)


def cancel_by_staff(
    *, registration: Registration, note: str, by: Account, now: datetime
) -> None:
    """End one registration; the note says why, to other staff and not to the family.

    Args:
        registration: what ends; one that has ended stays as it is.
        note: why.
        by: who cancels it.
        now: the aware instant.

    Raises:
        ReasonNeeded: nobody would know why.
    """
    if not note.strip():
        raise ReasonNeeded(N_("Write why, so that others here can understand it."))
    cancel_registration(
        registration=registration,
        reason=CancelReason.BY_STAFF,
        now=now,
        by=by.public_id,
    )
    if registration.cancel_reason is CancelReason.BY_STAFF:
        registration.cancel_note = registration.cancel_note or note.strip()
        db.session.flush()


def run_anyway(*, series: Series, by: Account, now: datetime) -> None:
    """Decide that a series takes place though too few pupils come; asked once."""
    lock_series(series.id)
    db.session.refresh(series)
    if series.min_pupils is None or series.cancelled_at is not None:
        return
    record_event(
        actor=by.public_id,
        action="series.runs_anyway",
        subject_kind="series",
        subject=series.slug,
        now=now,
        details={"needed": series.min_pupils, "taken": series.places_taken},
    )
    series.min_pupils = None
    db.session.flush()


def active_in(series: Series) -> Sequence[Registration]:
    """The registrations of a series that are not cancelled, read anew."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.series_id == series.id,
            Registration.status != RegistrationStatus.CANCELLED,
        )
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    ).all()


def _no_reason() -> ReasonNeeded:
    return ReasonNeeded(N_("Write why you decide otherwise: others will read it."))


def _refuse_if_over(series: Series, *, now: datetime) -> None:
    meetings = live_meetings(series)
    if series.cancelled_at is not None:
        raise IsOver(N_("This workshop was cancelled."))
    if meetings and now >= max(meeting.ends_at for meeting in meetings):
        raise IsOver(N_("This workshop is over."))


def _note_override(
    registration: Registration,
    rules: Sequence[str],
    *,
    reason: str,
    by: Account,
    now: datetime,
) -> None:
    db.session.add(
        Override(
            registration=registration, rules=list(rules), reason=reason, by=by, at=now
        )
    )
    record_event(
        actor=by.public_id,
        action="registration.overridden",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
        details={"rules": list(rules)},
    )
