"""Who may use what: every route, for every role, with every kind of object."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fablab.accounts.access import PUBLIC, access_of
from fablab.accounts.matrix import ROLES, Right
from fablab.accounts.models import Role
from tests.site.conftest import restore_world
from tests.site.visits import (
    RELATIONS,
    SAFE,
    Visit,
    changed_tables,
    client_of,
    dump,
    fill,
    own_rules,
    send,
    unknown_parameters,
    visits,
)
from tests.site.world import World

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

# Reviewed: whoever adds to this list has thought about children's data.
OPEN_TO_ALL = {
    "reports.figures",
    "reports.figures_data",
    "reports.figures_file",
    "reports.figures_list",
    "accounts.enter_code",
    "accounts.enter_password",
    "accounts.language",
    "accounts.leave",
    "accounts.link_sent",
    "accounts.open_link",
    "accounts.set_up",
    "accounts.sign_in",
    "api-docs.openapi_json",
    "certificates.achievement",
    "certificates.issuer",
    "certificates.status_list",
    "certificates.verify",
    "certificates.verify_file",
    "certificates.verify_form",
    "certificates_api.credential",
    "certificates_api.show",
    "checkin.kiosk",
    "checkin.manifest",
    "checkin.service_worker",
    "assessments_api.assessments",
    "assessments_api.compass",
    "assessments_api.levels",
    "assessments_api.photos",
    "assessments_api.self_reports",
    "checkin_api.contacts",
    "checkin_api.enrol",
    "checkin_api.roster",
    "checkin_api.scans",
    "checkin_api.staff",
    "family.calendar_feed",
    "live",
    "privacy.plain_words",
    "privacy.standards",
    "ready",
    "registrations.consent",
    "registrations.decline",
    "registrations.decline_invitation",
    "registrations.declined",
    "registrations.invitation",
    "registrations.invitation_declined",
    "registrations.leave_list",
    "registrations.offer",
    "registrations.register",
    "registrations.register_check",
    "registrations.register_forget",
    "registrations.register_kept",
    "registrations.register_later",
    "registrations.register_resume",
    "registrations.register_step",
    "registrations.sent",
    "registrations.wait",
    "series.calendar",
    "series.calendar_of_all",
    "series.home",
    "series.index",
    "series.show",
    "series_api.index",
    "series_api.show",
    "static",
    "styleguide",
}

# Which objects a role reaches where it has the right at all.
REACH = {
    "anonymous": set[str](),
    "guardian": {"own"},
    "second_guardian": {"own"},
    "facilitator": {"own"},
    "coordinator": {"own", "sibling"},
    "other_coordinator": {"away"},
    "teacher": {"own"},
    "privacy_officer": set[str](),
    "administrator": set[str](),
}
# What one guardian has done is that guardian's to undo, though both see it.
OF_ONE_GUARDIAN = {
    "family.lift_barred",
    "family.remove_collector_page",
    "family.take_back",
}
HELD = {"second_guardian": Role.GUARDIAN, "other_coordinator": Role.COORDINATOR}

# Reading is written down where somebody looks at what is protected, and a tablet or a
# browser that comes back is seen; nothing else may change by a GET.
NOTED_BY_READING = {"audit_event", "kiosk", "sign_in"}

DONE = {200, 201, 303}
WORDED_REFUSALS = {409, 410, 422}
WITHOUT_TOKEN = 401  # the tablet's API, where the tablet has to prove itself


def test_every_endpoint_says_who_may_use_it(app: Flask) -> None:
    undeclared = [
        name
        for name in app.view_functions
        if access_of(app, name) != PUBLIC
        and not isinstance(access_of(app, name), Right)
    ]

    assert undeclared == []


def test_what_is_open_to_all_is_what_was_reviewed(app: Flask) -> None:
    opened = {name for name in app.view_functions if access_of(app, name) == PUBLIC}

    assert (sorted(opened - OPEN_TO_ALL), sorted(OPEN_TO_ALL - opened)) == ([], [])


def test_every_right_is_held_and_used(app: Flask) -> None:
    used = {access_of(app, name) for name in app.view_functions} - {PUBLIC}

    assert set(ROLES) == set(Right)
    assert sorted(set(Right) - used) == []


def test_every_parameter_has_objects_to_try(app: Flask) -> None:
    assert unknown_parameters(app) == []


@pytest.mark.parametrize("role", REACH)
def test_the_role_gets_what_is_its_own_and_nothing_else(
    app: Flask, world: World, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", value=False)
    faults = []
    for visit in visits(app, world):
        if _is_seen_by_anonymous(app, visit, role):
            continue
        answer = send(client_of(app, world, role), visit)
        expected = _expected(app, visit, role)
        if not _is_as(expected, answer):
            arrived = f"{answer.status_code} {answer.headers.get('Location', '')}"
            faults.append(f"{visit.words}: {arrived}, not {expected}")
        if visit.method not in SAFE and answer.status_code in DONE:
            restore_world(app)

    assert faults == []


@pytest.mark.parametrize("role", ["guardian", "facilitator", "coordinator"])
def test_the_role_has_something_to_see_and_something_not_to(
    app: Flask, world: World, role: str
) -> None:
    expected = {_expected(app, visit, role) for visit in visits(app, world)}

    assert expected == {"open", "forbidden", "not found"}


@pytest.mark.parametrize("role", sorted(set(REACH) - {"anonymous"}))
def test_no_page_names_pupils_who_are_no_matter_of_the_role(
    app: Flask, world: World, role: str
) -> None:
    strange = [r for r in RELATIONS if r not in REACH[role]]
    names = {getattr(world, relation).pupil_name for relation in strange}
    names |= {"guardian": {"Ben Novak"}, "second_guardian": {"Ana Novak"}}.get(
        role, set()
    )
    client, leaks, own = client_of(app, world, role), [], False
    for visit in visits(app, world):
        if visit.method == "GET" and access_of(app, visit.endpoint) != PUBLIC:
            text = send(client, visit).get_data().decode(errors="replace")
            leaks += [f"{visit.words} names {name}" for name in names if name in text]
            own = own or any(
                getattr(world, relation).pupil_name in text for relation in REACH[role]
            )

    assert own == bool(REACH[role])
    assert names != set()
    assert leaks == []


def _expected(app: Flask, visit: Visit, role: str) -> str:
    access = access_of(app, visit.endpoint)
    if access == PUBLIC:
        return "open"
    if role == "anonymous":
        return "sign-in"
    assert isinstance(access, Right)
    if HELD.get(role, role) not in ROLES[access]:
        return "forbidden"
    reached = visit.relation is None or visit.relation in REACH[role]
    if role == "second_guardian" and visit.endpoint in OF_ONE_GUARDIAN:
        reached = False
    return "open" if reached else "not found"


def _is_seen_by_anonymous(app: Flask, visit: Visit, role: str) -> bool:
    """Whether another family's or site's public page needs no second look."""
    is_public = access_of(app, visit.endpoint) == PUBLIC
    return is_public and role != "anonymous" and visit.relation not in {None, "own"}


def _is_as(expected: str, answer: TestResponse) -> bool:
    status, target = answer.status_code, answer.headers.get("Location")
    if expected == "sign-in":
        return (status, target) == (303, "/sign-in")
    if expected == "open":
        open_statuses = DONE | WORDED_REFUSALS
        if answer.request.path.startswith("/api/v1/kiosk/"):
            open_statuses.add(WITHOUT_TOKEN)
        return status in open_statuses
    return status == {"forbidden": 403, "not found": 404}[expected]


@pytest.mark.parametrize("role", REACH)
def test_reading_changes_nothing(app: Flask, world: World, role: str) -> None:
    client, faults = client_of(app, world, role), []
    before = dump()
    for visit in visits(app, world):
        if visit.method != "GET" or _expected(app, visit, role) != "open":
            continue
        if _is_seen_by_anonymous(app, visit, role):
            continue
        send(client, visit)
        if changed := changed_tables(before) - NOTED_BY_READING:
            faults.append(f"{visit.words} changes {sorted(changed)}")
            restore_world(app)

    assert faults == []


@pytest.mark.parametrize("role", ["anonymous", "guardian", "coordinator"])
def test_nothing_is_written_without_a_csrf_token(
    app: Flask, world: World, role: str
) -> None:
    client, before = client_of(app, world, role), dump()
    answers = {
        visit.words: send(client, visit).status_code
        for visit in visits(app, world)
        if visit.method not in SAFE and not visit.path.startswith("/api/")
    }

    assert answers == dict.fromkeys(answers, 400)
    assert len(answers) > 10
    assert changed_tables(before) == set()


def test_the_api_asks_for_no_csrf_token(app: Flask, world: World) -> None:
    client = client_of(app, world, "anonymous")
    answers = {
        visit.words: send(client, visit).status_code
        for visit in visits(app, world)
        if visit.method not in SAFE and visit.path.startswith("/api/")
    }

    assert [words for words, status in answers.items() if status == 400] == []
    assert len(answers) >= 2


def test_a_method_that_no_rule_takes_is_refused(app: Flask, world: World) -> None:
    client = client_of(app, world, "anonymous")
    taken: dict[str, set[str]] = {}
    for rule in own_rules(app):
        taken.setdefault(rule.rule, set()).update(rule.methods or ())
    answers = {
        f"{method} {rule}": send(client, Visit("", method, fill(rule, world.own), None))
        for rule, methods in taken.items()
        for method in {"POST", "PUT", "PATCH", "DELETE"} - methods
    }

    served = [
        w for w, answer in answers.items() if answer.status_code not in {400, 405}
    ]
    assert served == []
