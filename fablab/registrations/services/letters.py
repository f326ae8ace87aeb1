"""The letters that a family gets about a registration, queued with what they tell.

What is only told goes to every guardian in contact, once for each decision. A link to
act goes to those alone who may decide, each with a link of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from babel.lists import format_list
from sqlalchemy import select

from fablab.accounts.links import make_link, recent_links
from fablab.accounts.models import Account, LinkPurpose
from fablab.kernel.codes import hashed
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.services import is_queued, queue_letter
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.queries import guardians_to_tell, may_decide
from fablab.registrations.errors import TooManyLetters
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.queries import live_meetings, text_of

LINKS_ALLOWED = 12
LINKS_WITHIN = timedelta(hours=6)
FAMILY_PATH = "/family/"
CONFIRM, REMINDER, OFFER = "confirm_registration", "reminder_to_agree", "offer"
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def refuse_too_many_links(*, account: Account, now: datetime) -> None:
    """Keep strangers from filling somebody's mailbox.

    Raises:
        TooManyLetters: twelve links were mailed in the last six hours.
    """
    sent = recent_links(
        purpose=LinkPurpose.CONSENT, account=account, since=now - LINKS_WITHIN
    )
    if sent >= LINKS_ALLOWED:
        raise TooManyLetters(
            N_(
                "We have sent many letters to this address today. "
                "Please open those first, and try again in a few hours."
            )
        )


def ask_to_confirm(
    registration: Registration,
    *,
    lasts: timedelta,
    now: datetime,
    is_first: bool = False,
) -> None:
    """Mail the link under which the guardian checks, agrees and answers.

    Args:
        registration: that was just made; a place that is held for it ends soon.
        lasts: how long the link opens, from the moment it is delivered.
        now: the aware instant.
        is_first: no such link was ever made for the registration.
    """
    held = registration.held_until
    _mail_consent_link(
        CONFIRM,
        registration,
        lasts=lasts,
        now=now,
        waits=registration.status is RegistrationStatus.WAITLISTED,
        is_first=is_first,
        minutes=(held - now) // _MINUTE if held and held - now < _HOUR * 2 else 0,
    )


def remind_to_agree(
    registration: Registration, *, ends: datetime, now: datetime
) -> None:
    """Mail a fresh link to a guardian who has not answered yet.

    Args:
        registration: that lacks the agreement.
        ends: until when there is time to answer.
        now: the aware instant.
    """
    _mail_consent_link(
        REMINDER,
        registration,
        lasts=ends - now,
        now=now,
        waits=registration.status is RegistrationStatus.WAITLISTED,
    )


def tell_family(
    template: str,
    registration: Registration,
    *,
    now: datetime,
    stamp: str = "",
    besides: str = "",
    **facts: object,
) -> None:
    """Tell every guardian in contact, once for each decision.

    Args:
        template: the name of the letter.
        registration: what it is about.
        now: the aware instant.
        stamp: tells this decision from earlier ones of the kind; the same stamp is
            told once.
        besides: the public id of an account that needs no letter: its owner sees it
            on the page.
        facts: what the letter needs besides what all letters of a registration say;
            `…_path` becomes a whole address.
    """
    for guardian in guardians_to_tell(registration.pupil):
        if guardian.account.public_id != besides:
            _tell(template, registration, guardian, now=now, stamp=stamp, facts=facts)


def tell_place(registration: Registration, *, now: datetime, again: str = "") -> None:
    """Tell the family that the pupil has the place, once, or once more if asked."""
    since = registration.placed_at
    stamp = f"{since:%Y%m%d%H%M%S}" if since else ""
    tell_family("place_confirmed", registration, now=now, stamp=stamp + again)


def tell_waiting(registration: Registration, *, now: datetime, again: str = "") -> None:
    """Tell the family that the pupil is on the waiting list, once, or once more.

    Whoever may decide finds a link in it to leave the list.
    """
    template = "waiting_list"
    deciding = deciding_ids(registration.pupil)
    for guardian in guardians_to_tell(registration.pupil):
        key = f"{template}|{registration.public_id}|{guardian.public_id}|{again}"
        facts = {"leave_path": ""}
        if guardian.id in deciding and not is_queued(key):
            facts["leave_path"] = _leave_path(registration, guardian, now=now)
        _tell(template, registration, guardian, now=now, stamp=again, facts=facts)


def tell_offer(registrations: Sequence[Registration], *, now: datetime) -> None:
    """Mail the offer of places, with a link of their own to all who may decide.

    Args:
        registrations: offered now, one or more of one group.
        now: the aware instant.
    """
    for guardian, theirs in _by_guardian(registrations):
        first = theirs[0]
        token = make_link(
            purpose=LinkPurpose.OFFER,
            subject=first.public_id,
            account=guardian.account,
            now=now,
            lifetime=link_lasts(first, now=now),
        )
        until = first.held_until or now
        language = guardian.account.language
        _queue(
            OFFER,
            first,
            guardian,
            now=now,
            key=hashed(token),
            facts={
                "pupil": together([one.pupil.given_name for one in theirs], language),
                "offer_path": f"/offer/{token}",
                "hours": max(1, (until - now) // _HOUR),
            },
        )


def link_lasts(registration: Registration, *, now: datetime) -> timedelta:
    """How long the link of an offer opens: as long as there are meetings to come to.

    An offer that is over is refused in words that say so, which a dead link could not.
    """
    meetings = live_meetings(registration.series)
    ends = max([meeting.ends_at for meeting in meetings], default=now)
    return max(ends, registration.held_until or now) - now


def together(names: Sequence[str], language: str) -> str:
    """Several names as one speaks of them: "Mira and Jan"."""
    return format_list(list(names), style="standard", locale=language)


def deciding_ids(pupil: Pupil) -> set[int]:
    """The row ids of the guardians who may decide for the pupil."""
    found = db.session.scalars(
        select(Guardianship.guardian_id).where(
            Guardianship.pupil_id == pupil.id, may_decide()
        )
    )
    return set(found)


def _by_guardian(
    registrations: Sequence[Registration],
) -> list[tuple[Guardian, list[Registration]]]:
    found: dict[int, tuple[Guardian, list[Registration]]] = {}
    for registration in registrations:
        deciding = deciding_ids(registration.pupil)
        for guardian in guardians_to_tell(registration.pupil):
            if guardian.id in deciding:
                theirs = found.setdefault(guardian.id, (guardian, []))
                theirs[1].append(registration)
    return list(found.values())


def _leave_path(
    registration: Registration, guardian: Guardian, *, now: datetime
) -> str:
    token = make_link(
        purpose=LinkPurpose.LEAVE_LIST,
        subject=registration.public_id,
        account=guardian.account,
        now=now,
        lifetime=link_lasts(registration, now=now),
    )
    return f"/waiting/{token}"


def _mail_consent_link(
    template: str,
    registration: Registration,
    *,
    lasts: timedelta,
    now: datetime,
    is_first: bool = False,
    **facts: object,
) -> None:
    guardian = registration.registered_by
    token = make_link(
        purpose=LinkPurpose.CONSENT,
        subject=registration.public_id,
        account=guardian.account,
        now=now,
        lifetime=lasts,
        is_first=is_first,
    )
    _queue(
        template,
        registration,
        guardian,
        now=now,
        key=hashed(token),
        facts={"confirm_path": f"/consent/{token}", "hours": max(1, lasts // _HOUR)}
        | facts,
    )


def _tell(
    template: str,
    registration: Registration,
    guardian: Guardian,
    *,
    now: datetime,
    stamp: str,
    facts: Mapping[str, object],
) -> None:
    _queue(
        template,
        registration,
        guardian,
        now=now,
        key=f"{registration.public_id}|{guardian.public_id}|{stamp}",
        facts=facts,
        is_new=False,
    )


def _queue(
    template: str,
    registration: Registration,
    guardian: Guardian,
    *,
    now: datetime,
    key: str,
    facts: Mapping[str, object],
    is_new: bool = True,
) -> None:
    account = guardian.account
    queue_letter(
        to=account.email,
        language=account.language,
        template=template,
        context=_facts(registration, account) | dict(facts),
        dedupe=f"{template}|{key}",
        now=now,
        subject=registration.public_id,
        is_new=is_new,
    )


def _facts(registration: Registration, account: Account) -> dict[str, Any]:
    """What every letter of a registration may say; `…_at` is worded as it is sent."""
    series = registration.series
    text, meetings = text_of(series, account.language), live_meetings(series)
    first = meetings[0] if meetings else None
    return {
        "family_path": FAMILY_PATH,
        "name": account.name,
        "pupil": registration.pupil.given_name,
        "series": text.title,
        "bring": text.bring,
        "site": series.site.name,
        "address": f"{series.site.address}, {series.site.city}",
        "contact": series.site.contact_email,
        "again_path": f"/series/{series.slug}",
        "place": first.place if first else "",
        "first_meeting_at": first.starts_at.astimezone(series.site.zone).isoformat()
        if first
        else "",
    }
