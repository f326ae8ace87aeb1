"""One-time links: each opens what it is for, once, and nothing by being looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from fablab.accounts.models import LinkPurpose, OneTimeLink
from fablab.kernel.codes import hashed
from fablab.kernel.db import db, unit_of_work
from tests.accounts.factories import NOW
from tests.accounts.link_world import (
    ACTS,
    LASTS,
    PATHS,
    PURPOSES,
    Link,
    newer,
    open_link,
    press,
)
from tests.site.visits import changed_tables, dump
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]
ALL = list(PATHS)
MANY = 20


@pytest.fixture(autouse=True)
def now(clock_at: SetClock) -> None:
    clock_at(NOW)


def stored(link: Link) -> OneTimeLink:
    query = db.session.query(OneTimeLink).filter_by(token_hash=hashed(link.token))
    return query.one()


def statuses(browser: Browser, token: str) -> dict[str, set[int]]:
    """What looking and posting with this token is answered, everywhere."""
    csrf = browser.get("/sign-in").csrf_token
    return {
        act: {
            browser.get(PATHS[PURPOSES[act]].format(token)).status,
            browser.post(act.format(token), csrf_token=csrf, **answers).status,
        }
        for act, answers in ACTS.items()
    }


def test_every_address_that_takes_a_link_is_tried_here(app: Flask) -> None:
    taking = {rule.rule for rule in app.url_map.iter_rules() if "<link>" in rule.rule}

    assert taking == {act.format("<link>") for act in ACTS}
    assert set(PATHS) == set(LinkPurpose)


@pytest.mark.parametrize("purpose", ALL)
def test_a_link_opens_what_it_is_for_and_nothing_else(
    browser: Browser, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    assert browser.get(link.path).status == 200
    csrf = browser.get("/sign-in").csrf_token
    before = dump()

    for act, answers in ACTS.items():
        if PURPOSES[act] is not purpose:
            path = act.format(link.token)
            assert browser.get(PATHS[PURPOSES[act]].format(link.token)).status == 410
            assert browser.post(path, csrf_token=csrf, **answers).status == 410

    assert changed_tables(before) == set()
    assert press(browser, link, browser.get(link.path)).status == 303


@pytest.mark.parametrize("purpose", ALL)
def test_looking_changes_nothing_however_often_programs_do(
    app: Flask, browser: Browser, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    before = dump()

    for _ in range(3):
        assert browser.get(link.path).status == 200
        head = Context().run(app.test_client().head, link.path)
        assert (head.status_code, head.get_data()) == (200, b"")
        assert Context().run(app.test_client().options, link.path).status_code == 200

    assert changed_tables(before) == set()


@pytest.mark.parametrize("purpose", ALL)
def test_a_used_link_opens_nothing_any_more_wherever_it_is_sent(
    app: Flask, browser: Browser, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    other = Browser(app.test_client())
    opened = other.get(link.path)
    assert press(browser, link, browser.get(link.path)).status == 303
    before = dump()

    assert press(other, link, opened).status == 410
    assert set().union(*statuses(other, link.token).values()) == {410}
    assert changed_tables(before) == set()
    assert stored(link).used_at == NOW


@pytest.mark.parametrize("purpose", ALL)
def test_a_link_opens_until_the_second_it_expires(
    browser: Browser, clock_at: SetClock, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    page = browser.get(link.path)

    for seconds in (1, 0):
        clock_at(NOW + LASTS + timedelta(seconds=seconds))
        assert browser.get(link.path).status == 410
        assert press(browser, link, page).status == 410
    clock_at(NOW + LASTS - timedelta(seconds=1))
    assert browser.get(link.path).status == 200
    assert press(browser, link, page).status == 303


@pytest.mark.parametrize("purpose", ALL)
def test_a_newer_link_revokes_the_older(browser: Browser, purpose: LinkPurpose) -> None:
    link = open_link(purpose)
    page = browser.get(link.path)
    token = newer(purpose, link.account, link.subject)

    assert browser.get(link.path).status == 410
    assert press(browser, link, page).status == 410
    assert browser.get(PATHS[purpose].format(token)).status == 200


@pytest.mark.parametrize("purpose", ALL)
def test_a_link_with_one_letter_changed_opens_nothing(
    browser: Browser, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    token = link.token
    broken = {token[:-1], token + "A", token.swapcase(), token[::-1]}
    for at in (0, 7, 21, 42):
        other = "A" if token[at] != "A" else "B"
        broken.add(token[:at] + other + token[at + 1 :])
    before = dump()

    for wrong in broken - {token}:
        assert browser.get(PATHS[purpose].format(wrong)).status == 410

    assert changed_tables(before) == set()


@pytest.mark.parametrize("purpose", ALL)
def test_a_link_of_a_disabled_account_opens_nothing(
    browser: Browser, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    page = browser.get(link.path)
    with unit_of_work():
        link.account.disabled_at = NOW

    assert browser.get(link.path).status == 410
    assert press(browser, link, page).status == 410


@pytest.mark.parametrize("purpose", ALL)
def test_of_twenty_who_use_one_link_at_once_one_wins(
    app: Flask, purpose: LinkPurpose
) -> None:
    link = open_link(purpose)
    first = Browser(app.test_client())
    page = first.get(link.path)
    clients = [app.test_client() for _ in range(MANY)]
    for client in clients:
        first.lend_cookies(client)
    start = Barrier(MANY)

    def use(number: int) -> int:
        start.wait()
        return press(Browser(clients[number]), link, page).status

    with ThreadPoolExecutor(MANY) as many:
        found = sorted(many.map(use, range(MANY)))

    assert found == [303] + [410] * (MANY - 1)


@pytest.mark.parametrize("purpose", ALL)
def test_no_link_is_stored_as_it_is_mailed(purpose: LinkPurpose) -> None:
    link = open_link(purpose)

    kept = [row for name, rows in dump().items() if name != "letter" for row in rows]
    assert not any(link.token in row for row in kept)
    assert len(link.token) == 43
