"""Two guardians are two subjects: neither ever reads the other's contact data.

Every address of the URL map is visited as each of them, and every letter and file that
they can reach is searched for what the other one entered.
"""

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from pypdf import PdfReader

from fablab.accounts.models import Account
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.rendering import render_letter
from fablab.people.models import Guardian, Guardianship
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services import cancel_registration
from fablab.web.current import current_settings
from tests.people.factories import make_collector
from tests.site.visits import client_of, send, visits
from tests.site.world import NOW, World, make_world
from tests.support.pages import Browser

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

SECRETS = {
    "guardian": ("first.canary@example.org", "+48600111001", "Prima Canary"),
    "second_guardian": ("second.canary@example.org", "+48600222002", "Seconda Canary"),
}
COLLECTORS = {"guardian": "+48600111003", "second_guardian": "+48600222004"}
OTHER = {"guardian": "second_guardian", "second_guardian": "guardian"}


@pytest.fixture
def world(app: Flask, clock_at: Callable[[datetime], None]) -> World:
    """The world of every role, with canaries in all that a guardian enters."""
    assert app
    clock_at(NOW)
    world = make_world()
    for role, name in (("guardian", "Ana Novak"), ("second_guardian", "Ben Novak")):
        _plant(role, name)
    return world


def _plant(role: str, name: str) -> None:
    account = db.session.query(Account).filter_by(name=name).one()
    guardian = db.session.query(Guardian).filter_by(account=account).one()
    guardianship = db.session.query(Guardianship).filter_by(guardian=guardian).one()
    with unit_of_work():
        account.email, guardian.phone, _ = SECRETS[role]
        guardianship.emergency_name = SECRETS[role][2]
        guardianship.emergency_phone = guardian.phone[:-1] + "9"
    make_collector(guardianship.pupil, guardian, "Halina Kos", phone=COLLECTORS[role])


def secrets_of(role: str) -> list[str]:
    """All that this guardian entered, as pages, files and programs write it."""
    email, phone, emergency = SECRETS[role]
    numbers = [phone, phone[:-1] + "9", COLLECTORS[role]]
    spaced = [f"{n[3:6]} {n[6:9]} {n[9:]}" for n in numbers]
    return [email, emergency, *(n[3:] for n in numbers), *spaced]


def words_in(data: bytes, content_type: str) -> str:
    """What a person or a program can read in the answer."""
    if "pdf" in content_type:
        pages = PdfReader(io.BytesIO(data)).pages
        return "\n".join(page.extract_text() for page in pages)
    return data.decode(errors="replace").replace("\r\n ", "")


def answers(app: Flask, world: World, role: str) -> Iterator[tuple[str, str]]:
    """Whatever the role gets at any address of its own; by how it is called."""
    client = client_of(app, world, role)
    for visit in visits(app, world):
        if visit.method == "GET" and visit.relation in {None, "own"}:
            if visit.endpoint in _FOR_LINK_HOLDERS:
                continue
            answer = send(client, visit)
            yield visit.words, words_in(answer.data, answer.content_type)


_FOR_LINK_HOLDERS = {"registrations.consent", "accounts.open_link"}
"""Opened by whoever was mailed the link: here the first guardian."""


@pytest.mark.parametrize("role", OTHER)
def test_no_page_and_no_file_holds_the_other_guardians_contact_data(
    app: Flask, world: World, role: str
) -> None:
    other, leaks, reached = secrets_of(OTHER[role]), [], set()
    for words, text in answers(app, world, role):
        leaks += [f"{words} holds {secret}" for secret in other if secret in text]
        reached |= {secret for secret in secrets_of(role) if secret in text}

    assert leaks == []
    assert reached >= {SECRETS[role][0], SECRETS[role][2]}


@pytest.mark.parametrize("role", OTHER)
def test_no_letter_holds_the_other_guardians_contact_data(
    world: World, role: str
) -> None:
    with unit_of_work():
        registration = db.session.query(Registration).filter_by(
            public_id=world.own.registration
        )
        cancel_registration(
            registration=registration.one(),
            reason=CancelReason.BY_STAFF,
            now=NOW,
            by="staff",
        )

    letters = db.session.query(Letter).filter_by(to=SECRETS[role][0]).all()
    texts = [_whole(letter) for letter in letters]

    assert texts != []
    assert [s for s in secrets_of(OTHER[role]) for text in texts if s in text] == []


def _whole(letter: Letter) -> str:
    rendered = render_letter(
        letter.template,
        context=letter.context,
        language=letter.language,
        settings=current_settings(),
    )
    return (
        f"{rendered.subject}{rendered.text}{rendered.html}{json.dumps(letter.context)}"
    )


@pytest.mark.parametrize("role", OTHER)
def test_the_calendar_holds_nothing_of_the_other_guardian(
    app: Flask, world: World, role: str
) -> None:
    client = client_of(app, world, role)
    browser = Browser(client)
    page = browser.get("/family/calendar")
    address = [text for text in page.data.decode().split('"') if ".ics" in text]
    if not address:
        page = browser.submit(page, follow=True)
        address = [text for text in page.data.decode().split('"') if ".ics" in text]
    path = "/family/calendar/" + address[0].rpartition("/")[2]

    text = words_in(browser.download(path), "text/calendar")

    assert "Mira" in text
    assert [secret for secret in secrets_of(OTHER[role]) if secret in text] == []


def test_the_one_who_is_asked_reads_nothing_of_who_asks_but_the_name(
    app: Flask, world: World
) -> None:
    page = Browser(app.test_client()).get(f"/invitation/{world.own.invitation}")

    text = page.data.decode()
    assert "Ana Novak" in text
    assert [s for s in secrets_of("guardian") if s in text] == []
