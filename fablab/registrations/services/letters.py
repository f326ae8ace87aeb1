"""The letters that a family gets about a registration, queued with what they tell."""

from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date

from fablab.accounts.links import make_link, recent_links
from fablab.accounts.models import Account, LinkPurpose
from fablab.kernel.codes import hashed
from fablab.kernel.errors import N_
from fablab.mail.services import queue_letter
from fablab.registrations.errors import TooManyLetters
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.queries import live_meetings, text_of

LINKS_ALLOWED = 12
LINKS_WITHIN = timedelta(hours=6)
FAMILY_PATH = "/family/"


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
    registration: Registration, *, lasts: timedelta, now: datetime
) -> None:
    """Mail the link under which the guardian checks, agrees and answers."""
    account = registration.registered_by.account
    token = make_link(
        purpose=LinkPurpose.CONSENT,
        subject=registration.public_id,
        account=account,
        now=now,
        lifetime=lasts,
    )
    queue_letter(
        to=account.email,
        language=account.language,
        template="confirm_registration",
        context=_facts(registration)
        | {
            "confirm_path": f"/consent/{token}",
            "hours": lasts // timedelta(hours=1),
            "waits": registration.status is RegistrationStatus.WAITLISTED,
        },
        dedupe=f"confirm_registration|{hashed(token)}",
        now=now,
    )


def tell_place(registration: Registration, *, now: datetime, again: str = "") -> None:
    """Tell the family that the pupil has the place, once, or once more if asked."""
    _tell("place_confirmed", registration, now=now, again=again)


def tell_waiting(registration: Registration, *, now: datetime, again: str = "") -> None:
    """Tell the family that the pupil is on the waiting list, once, or once more."""
    _tell("waiting_list", registration, now=now, again=again)


def _tell(
    template: str, registration: Registration, *, now: datetime, again: str
) -> None:
    account = registration.registered_by.account
    queue_letter(
        to=account.email,
        language=account.language,
        template=template,
        context=_facts(registration) | {"family_path": FAMILY_PATH},
        dedupe=f"{template}|{registration.public_id}{again}",
        now=now,
    )


def _facts(registration: Registration) -> dict[str, Any]:
    account, series = registration.registered_by.account, registration.series
    text, meetings = text_of(series, account.language), live_meetings(series)
    first = meetings[0] if meetings else None
    return {
        "name": account.name,
        "pupil": registration.pupil.given_name,
        "series": text.title,
        "bring": text.bring,
        "site": series.site.name,
        "address": f"{series.site.address}, {series.site.city}",
        "contact": series.site.contact_email,
        "place": first.place if first else "",
        "first_meeting": _day_and_time(
            first.starts_at.astimezone(series.site.zone), account.language
        )
        if first
        else "",
    }


def _day_and_time(local: datetime, language: str) -> str:
    """As the family's language writes it: "Dienstag, 8. Dezember 2026, 16:30"."""
    locale = "en_GB" if language == "en" else language
    return f"{format_date(local, 'full', locale=locale)}, {local:%H:%M}"
