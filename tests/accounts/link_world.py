"""One open link of every purpose, and how each is used on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose
from fablab.consent.services import load_texts
from fablab.kernel.db import unit_of_work
from fablab.people.models import Relation
from fablab.people.services.invitations import invite
from fablab.registrations.models import CancelReason
from fablab.registrations.services import cancel_registration
from tests.accounts.factories import NOW
from tests.factories import OPENING_DAY, make_guardian, make_pupil, make_series
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser, Page

LASTS = timedelta(hours=2)
PATHS = {
    LinkPurpose.SIGN_IN: "/sign-in/{}",
    LinkPurpose.CONSENT: "/consent/{}",
    LinkPurpose.OFFER: "/offer/{}",
    LinkPurpose.LEAVE_LIST: "/waiting/{}",
    LinkPurpose.INVITATION: "/invitation/{}",
}
"""Where a link of each purpose leads."""

ACTS = {
    "/sign-in/{}": {},
    "/consent/{}": {"agree": "y"},
    "/consent/{}/wait": {},
    "/consent/{}/decline": {},
    "/offer/{}": {"answer": "accept"},
    "/waiting/{}": {},
    "/invitation/{}": {"name": "Ben Novak", "language": "en"},
    "/invitation/{}/decline": {},
}
"""Every address that a one-time link can be sent to, and what its form would say."""
PURPOSES = {
    act: purpose
    for act in ACTS
    for purpose, path in PATHS.items()
    if act.startswith(path)
}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link as the mail holds it."""

    purpose: LinkPurpose
    token: str
    subject: str
    account: Account

    @property
    def path(self) -> str:
        """Its address."""
        return PATHS[self.purpose].format(self.token)


def open_link(purpose: LinkPurpose) -> Link:
    """An open link of that purpose, with what it is about."""
    with unit_of_work():
        load_texts(now=OPENING_DAY)
    account, subject = _MAKERS[purpose]()
    return Link(
        purpose=purpose,
        token=newer(purpose, account, subject),
        subject=subject,
        account=account,
    )


def newer(purpose: LinkPurpose, account: Account, subject: str) -> str:
    """The token of a link that replaces the earlier ones."""
    with unit_of_work():
        return make_link(
            purpose=purpose, subject=subject, account=account, now=NOW, lifetime=LASTS
        )


def press(browser: Browser, link: Link, page: Page) -> Page:
    """Press the button on the page of the link that uses it up."""
    if link.purpose is LinkPurpose.CONSENT:
        return browser.submit(page, form="form[action$='/decline']")
    if link.purpose is LinkPurpose.OFFER:
        return browser.submit(page, button="answer=accept")
    if link.purpose is LinkPurpose.INVITATION:
        return browser.submit(page, phone="+48 600 123 456")
    return browser.submit(page)


def _sign_in() -> tuple[Account, str]:
    account = make_guardian().account
    return account, account.public_id


def _held() -> tuple[Account, str]:
    registration = register(make_series())
    return registration.registered_by.account, registration.public_id


def _waiting(*, offered: bool) -> tuple[Account, str]:
    series = make_series(capacity=1)
    placed = agree_to(register(series))
    registration = agree_to(register(series, minutes=1), minutes=2)
    if offered:
        with unit_of_work():
            cancel_registration(
                registration=placed, reason=CancelReason.BY_STAFF, now=NOW
            )
    return registration.registered_by.account, registration.public_id


def _invitation() -> tuple[Account, str]:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    with unit_of_work():
        [invitation] = invite(
            pupils=[pupil],
            guardian=guardian,
            email="ben@example.org",
            name="Ben Novak",
            relation=Relation.FATHER,
            now=NOW,
        )
    return invitation.account, invitation.public_id


_MAKERS: dict[LinkPurpose, Callable[[], tuple[Account, str]]] = {
    LinkPurpose.SIGN_IN: _sign_in,
    LinkPurpose.CONSENT: _held,
    LinkPurpose.OFFER: lambda: _waiting(offered=True),
    LinkPurpose.LEAVE_LIST: lambda: _waiting(offered=False),
    LinkPurpose.INVITATION: _invitation,
}
