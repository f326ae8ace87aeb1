"""Free places go to those who wait, in their order: offered, taken or given on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.models import Letter
from fablab.mail.outbox import waiting
from fablab.people.models import Guardian, Guardianship
from fablab.registrations.errors import (
    NoFreePlace,
    NotAgreedYet,
    OfferOver,
    Rule,
)
from fablab.registrations.models import (
    CancelReason,
    Override,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.line import line_of
from fablab.registrations.queries.places import (
    agreement_of,
    clashing_series,
    overridden_rules,
    series_to_fill,
)
from fablab.registrations.services.closing import SYSTEM, close_registration
from fablab.registrations.services.eligibility import check_again
from fablab.registrations.services.letters import (
    OFFER,
    deciding_ids,
    tell_family,
    tell_offer,
    tell_place,
)
from fablab.registrations.services.places import lock_series, take_places
from fablab.series.models import Meeting, Series
from fablab.series.queries import live_meetings, text_of

AT_ONCE = 200


def offer_free_places(*, series: Series, now: datetime) -> None:
    """Offer what is free to those who wait longest; call it with the series locked.

    Nobody overtakes: while a group is next that does not fit, everybody waits with it.
    Who could not come, for a place elsewhere at the same time, is told so once and
    keeps the turn, and the place goes on.
    """
    if not offers_are_made(series, now=now):
        return
    free = free_places(series)
    if free <= 0:
        return
    for unit in line_of(series):
        members = unit.registrations
        if not unit.is_ready or _is_blocked(members, now=now):
            continue
        if len(members) > free:
            return
        _offer(members, until=_deadline(series, now=now), now=now)
        free -= len(members)
        if not free:
            return


def offers_are_made(series: Series, *, now: datetime) -> bool:
    """Whether free places are offered by themselves: not in the last hours before."""
    meetings = live_meetings(series)
    if series.cancelled_at is not None or not meetings:
        return False
    cut_off = timedelta(hours=series.site.offers_end_hours)
    return now < meetings[0].starts_at - cut_off


def free_places(series: Series) -> int:
    """How many places nobody has, read live."""
    left = select(Series.capacity - Series.places_taken).where(Series.id == series.id)
    return db.session.scalars(left).one()


def fill_new_places(*, now: datetime) -> None:
    """Let waiting lists move up where a series was given more places.

    Made for a job that runs every minute; call it in a unit of work.
    """
    found = series_to_fill()
    lock_series(*(series.id for series in found))
    for series in found:
        offer_free_places(series=series, now=now)


def offer_by_hand(
    *, registration: Registration, by: Account, reason: str, now: datetime
) -> Registration:
    """Offer a free place out of turn, or in the last hours: staff decide, and say why.

    Args:
        registration: of somebody who waits and whose guardian has agreed.
        by: who decides.
        reason: why; kept with the rules that were set aside.
        now: the aware instant.

    Raises:
        NotAgreedYet: no guardian has agreed to taking part, or the pupil waits no more.
        NoFreePlace: every place is taken.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    series = registration.series
    waits = registration.status is RegistrationStatus.WAITLISTED
    if not waits or agreement_of(registration) is None:
        raise NotAgreedYet(
            N_("Only who waits and has agreed to taking part can be offered a place.")
        )
    rules = rules_against_offer(registration, now=now)
    if rules:
        db.session.add(
            Override(
                registration=registration,
                rules=[str(rule) for rule in rules],
                reason=reason,
                by=by,
                at=now,
            )
        )
        record_event(
            actor=by.public_id,
            action="registration.overridden",
            subject_kind="registration",
            subject=registration.public_id,
            now=now,
            details={"rules": [str(rule) for rule in rules]},
        )
    _offer([registration], until=_deadline(series, now=now), now=now)
    return registration


def rules_against_offer(registration: Registration, *, now: datetime) -> list[Rule]:
    """What staff would set aside by offering this registration a free place now."""
    series = registration.series
    first = next((unit for unit in line_of(series) if unit.is_ready), None)
    rules = []
    if first is None or first.registrations != (registration,):
        rules.append(Rule.QUEUE)
    if not offers_are_made(series, now=now):
        rules.append(Rule.CUT_OFF)
    if clashing_series(pupil=registration.pupil, series=series, sure_only=True):
        rules.append(Rule.OVERLAP)
    return rules


def accept_offer(
    *, registration: Registration, guardian: Guardian, now: datetime
) -> Registration:
    """Take the offered place, and those of the siblings who wait for the same.

    Taking it again changes nothing. What could have changed since is looked at again.

    Args:
        registration: what is offered.
        guardian: who decides for the pupil.
        now: the aware instant.

    Raises:
        OfferOver: the time to answer is over, or the offer went to somebody else.
        DomainError: a pupil cannot have the place, as `check_again` says.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    if registration.status is RegistrationStatus.PLACED:
        return registration
    refuse_unless_offered(registration, now=now)
    theirs = offered_together(registration, guardian=guardian)
    for one in theirs:
        check_again(registration=one, language=guardian.account.language, now=now)
    for one in theirs:
        one.status = RegistrationStatus.PLACED
        one.held_until = None
        one.placed_at = now
        db.session.flush()
        tell_place(one, now=now)
    return registration


def decline_offer(*, registration: Registration, by: Guardian, now: datetime) -> None:
    """Give the offered place on, and those of the siblings; the next are offered them.

    Args:
        registration: what is offered; nothing happens once it is cancelled.
        by: who decides for the pupil.
        now: the aware instant.

    Raises:
        OfferOver: there is no offer any more.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    if registration.cancel_reason is CancelReason.OFFER_DECLINED:
        return
    refuse_unless_offered(registration, now=now)
    account = by.account.public_id
    for one in offered_together(registration, guardian=by):
        close_registration(one, reason=CancelReason.OFFER_DECLINED, now=now, by=account)
        tell_family("registration_cancelled", one, now=now, besides=account)
    offer_free_places(series=registration.series, now=now)


def lapse_offers(*, now: datetime) -> int:
    """End the offers that nobody answered in time, tell the families, offer anew.

    Made for a job that runs every minute; call it in a unit of work.

    Returns:
        How many offers lapsed.
    """
    due = (
        select(Registration)
        .where(
            Registration.status == RegistrationStatus.OFFERED,
            Registration.held_until <= now,
            or_(Registration.asked_at.is_not(None), ~_offer_waits(), _has_begun(now)),
        )
        .order_by(Registration.series_id, Registration.id)
        .limit(AT_ONCE)
    )
    lock_series(*{row.series_id for row in db.session.scalars(due)})
    found = db.session.scalars(
        due.with_for_update(of=Registration).execution_options(populate_existing=True)
    ).all()
    for registration in found:
        close_registration(
            registration, reason=CancelReason.OFFER_LAPSED, now=now, by=SYSTEM
        )
        tell_family("offer_lapsed", registration, now=now)
    for series in {one.series_id: one.series for one in found}.values():
        offer_free_places(series=series, now=now)
    return len(found)


def start_offer_clock(subject: str, *, now: datetime) -> None:
    """The letter with the offer was delivered: from now on the time to answer runs.

    Args:
        subject: the public id of the registration, or the first of several siblings.
        now: the aware instant.
    """
    registration = db.session.scalar(
        select(Registration).where(Registration.public_id == subject)
    )
    if registration is None:
        return
    until = _deadline(registration.series, now=now)
    db.session.execute(
        update(Registration)
        .where(
            Registration.id.in_([one.id for one in _of_the_family(registration)]),
            Registration.status == RegistrationStatus.OFFERED,
            Registration.asked_at.is_(None),
        )
        .values(asked_at=now, held_until=until)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def refuse_unless_offered(registration: Registration, *, now: datetime) -> None:
    """Say why there is nothing to answer any more.

    Raises:
        OfferOver: the offer was answered, has lapsed, or was never made.
    """
    if registration.status is RegistrationStatus.OFFERED:
        until = registration.held_until
        if until is None or now < until or _letter_is_on_its_way(registration):
            return
    raise OfferOver(
        N_(
            "This offer is over: it was answered already, or its time has run out. "
            "You are welcome to register again."
        )
    )


def offered_together(
    registration: Registration, *, guardian: Guardian
) -> list[Registration]:
    """The offers that are answered with this one: those of the siblings beside it."""
    return [
        one
        for one in _offered_in_group(registration)
        if one.id == registration.id or guardian.id in deciding_ids(one.pupil)
    ]


def _of_the_family(registration: Registration) -> list[Registration]:
    """What is offered with this one to any guardian who decides for both pupils."""
    deciding = deciding_ids(registration.pupil)
    return [
        one
        for one in _offered_in_group(registration)
        if one.id == registration.id or deciding & deciding_ids(one.pupil)
    ]


def _offered_in_group(registration: Registration) -> Sequence[Registration]:
    group = registration.group
    if group is None or not group.together:
        return [registration]
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.group_id == group.id,
            Registration.status == RegistrationStatus.OFFERED,
        )
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def _offer(members: Sequence[Registration], *, until: datetime, now: datetime) -> None:
    series = members[0].series
    if not take_places(series, len(members), past_queue=True):
        raise NoFreePlace(N_("Every place is taken: there is none to offer."))
    for registration in members:
        registration.status = RegistrationStatus.OFFERED
        registration.held_until = until
        registration.asked_at = None
        registration.blocked_at = None
    db.session.flush()
    tell_offer(members, now=now)


def _deadline(series: Series, *, now: datetime) -> datetime:
    """Until when an offer of now can be answered, at the latest when the series begins.

    What staff offer by hand after that ends with the last meeting.
    """
    meetings = live_meetings(series)
    until = now + timedelta(hours=series.site.offer_hours)
    if not meetings:
        return until
    begun = now >= meetings[0].starts_at
    return min(until, meetings[-1].ends_at if begun else meetings[0].starts_at)


def _is_blocked(members: Sequence[Registration], *, now: datetime) -> bool:
    """Whether one of them has a place elsewhere at the same time; tells that once."""
    blocked = False
    for registration in members:
        if Rule.OVERLAP in overridden_rules(registration):
            continue
        others = clashing_series(
            pupil=registration.pupil, series=registration.series, sure_only=True
        )
        if not others:
            continue
        blocked = True
        if registration.blocked_at is None:
            registration.blocked_at = now
            language = registration.registered_by.account.language
            tell_family(
                "offer_clashes",
                registration,
                now=now,
                stamp=f"{now:%Y%m%d%H%M%S}",
                other=text_of(others[0], language).title,
            )
    return blocked


def _letter_is_on_its_way(registration: Registration) -> bool:
    waits = select(Registration.id).where(
        Registration.id == registration.id,
        Registration.asked_at.is_(None),
        _offer_waits(),
    )
    return db.session.scalar(waits) is not None


def _offer_waits() -> ColumnElement[bool]:
    """What holds while a letter with the offer, or that of a sibling, waits."""
    sibling, ours, theirs = (
        aliased(Registration),
        aliased(Guardianship),
        aliased(Guardianship),
    )
    shares_a_guardian = exists().where(
        ours.pupil_id == Registration.pupil_id,
        ours.ended_at.is_(None),
        theirs.pupil_id == sibling.pupil_id,
        theirs.ended_at.is_(None),
        ours.guardian_id == theirs.guardian_id,
    )
    return exists().where(
        Letter.subject == sibling.public_id,
        Letter.template == OFFER,
        waiting(),
        or_(
            sibling.id == Registration.id,
            and_(sibling.group_id == Registration.group_id, shares_a_guardian),
        ),
    )


def _has_begun(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Meeting.series_id == Registration.series_id,
        Meeting.cancelled_at.is_(None),
        Meeting.starts_at <= now,
    )
