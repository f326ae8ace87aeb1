"""What the coordinator can send once more, and when a letter goes by itself."""

from collections.abc import Sequence
from datetime import datetime

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.mail.services import queue_letter
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.desk import Case
from fablab.registrations.services.holds import ANSWER_WITHIN, REMIND_BEFORE
from fablab.registrations.services.letters import (
    ask_to_confirm,
    refuse_too_many_links,
)


def send_again(*, case: Case, by: Account, now: datetime) -> None:
    """Mail the guardian once more what is to be answered, with a way to do so.

    Args:
        case: whom to write to, about whom.
        by: who asks for it.
        now: the aware instant.

    Raises:
        TooManyLetters: the address was sent too many links of late.
    """
    account = case.guardian.account
    refuse_too_many_links(account=account, now=now)
    waiting = [one for one in case.to_agree if one.registered_by_id == case.guardian.id]
    for registration in waiting:
        ask_to_confirm(registration, lasts=ANSWER_WITHIN, now=now)
    if not waiting:
        queue_letter(
            to=account.email,
            language=account.language,
            template="questions_open",
            context={
                "name": account.name,
                "pupil": case.pupil.given_name,
                "site": case.site.name,
                "contact": case.site.contact_email,
                "family_path": f"/family/pupils/{case.pupil.public_id}",
            },
            dedupe=f"questions_open|{case.pupil.public_id}"
            f"|{case.guardian.public_id}|{now:%Y%m%d%H%M}",
            now=now,
        )
    record_event(
        actor=by.public_id,
        action="consent.letter_sent_again",
        subject_kind="pupil",
        subject=case.pupil.public_id,
        now=now,
        details={"guardian": case.guardian.public_id},
    )


def ends_at(registration: Registration) -> datetime | None:
    """When a registration that nobody has agreed to ends by itself."""
    if registration.status is not RegistrationStatus.WAITLISTED:
        return registration.held_until
    began = (
        registration.asked_at or registration.confirmed_at or registration.registered_at
    )
    return began + ANSWER_WITHIN


def next_reminder(
    registrations: Sequence[Registration], *, now: datetime
) -> datetime | None:
    """When a letter next reminds the family of one of these, if one still will.

    Each is reminded of once, a day before it ends; a place that is held for an hour
    only, until the address is confirmed, is not.
    """
    reminders = [
        max(ends - REMIND_BEFORE, now)
        for one in registrations
        if (ends := ends_at(one)) is not None
        and ends > now
        and one.reminded_at is None
        and (one.confirmed_at or one.status is RegistrationStatus.WAITLISTED)
    ]
    return min(reminders, default=None)
