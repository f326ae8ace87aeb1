"""The public contract of the design, from outside: what tools of others build on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from fablab.accounts.models import Role
from fablab.certificates.models import Certificate
from fablab.certificates.services import issue_certificates
from fablab.checkin.models import Attendance, AttendanceStatus, Card
from fablab.config import LANGUAGES
from fablab.kernel.codes import new_certificate_code
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Series
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_code,
    make_place,
    make_token,
)
from tests.factories import OPENING_DAY, make_account, make_series, make_site, saved
from tests.series.factories import take_places
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]

LISTED = {
    *("slug", "title", "summary", "topic", "site", "language", "age_min", "age_max"),
    *("starts_on", "ends_on", "meetings", "capacity", "places_left", "registration"),
    "url",
}
ON_THE_ROSTER = {
    *("registration", "name", "card_hashes", "flags", "safety_line", "state"),
    *("collectors", "alone_from"),
}
PROBLEM = "application/problem+json"
PATHS = {
    "/api/v1/series": {"get"},
    "/api/v1/series/{slug}": {"get"},
    "/api/v1/kiosk/enrol": {"post"},
    "/api/v1/kiosk/roster": {"get"},
    "/api/v1/kiosk/scans": {"post"},
    "/api/v1/kiosk/staff": {"post"},
    "/api/v1/kiosk/assessments": {"post"},
    "/api/v1/kiosk/contacts/{registration}": {"get"},
    "/api/v1/kiosk/levels": {"get"},
    "/api/v1/kiosk/compass": {"get"},
    "/api/v1/kiosk/self-reports": {"post"},
    "/api/v1/kiosk/photos": {"post"},
    "/api/v1/certificates/{code}": {"get"},
    "/api/v1/credentials/{code}": {"get"},
}
OUTCOMES = {
    *("stored", "duplicate", "already_present", "needs_attention", "unknown_card"),
    *("revoked_card", "outside_window", "invalid"),
}
PUBLIC_PAGES = [
    "/",
    "/series/",
    "/series/{slug}",
    "/series/{slug}/register",
    "/sign-in",
    "/verify",
    "/verify/unknown",
    "/verify/file",
    "/issuer",
    "/achievements/{slug}",
    "/kiosk/",
    "/privacy",
    "/standards",
    "/styleguide",
    "/there-is-no-such-page",
]
UNUSABLE = {
    "topic": "knitting",
    "age": "ten-ish",
    "from": "next-week",
    "site": "atlantis",
    "free": "perhaps",
}


on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def on_opening_day(clock_at: SetClock) -> None:
    clock_at(OPENING_DAY)


@pytest.fixture
def at_the_meeting(clock_at: SetClock) -> None:
    clock_at(MEETING_AT)


def body_of(answer: TestResponse, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json
    assert isinstance(body, dict)
    return body


def assert_problem(answer: TestResponse, status: int) -> None:
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    body = body_of(answer, status)
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    assert body["detail"] != ""


# Series


@pytest.mark.usefixtures("on_opening_day")
def test_list_of_series_holds_these_keys_and_values(client: FlaskClient) -> None:
    starts = (
        datetime(2026, 10, 3, 8, tzinfo=UTC),
        datetime(2026, 10, 10, 8, tzinfo=UTC),
    )
    series = make_series(starts=starts)
    make_series(title="Not yet", published_at=None)

    answer = client.get("/api/v1/series")

    assert answer.mimetype == "application/json"
    (item,) = body_of(answer)["items"]
    assert item.keys() == LISTED
    assert item["registration"].keys() == {"opens_at", "closes_at", "open"}
    assert (item["slug"], item["title"]) == (series.slug, "Laser-cut lamps")
    assert (item["topic"], item["site"]) == ("laser-cutting", "bielsko-biala")
    assert (item["age_min"], item["age_max"], item["language"]) == (10, 14, "pl")
    assert (item["starts_on"], item["ends_on"]) == ("2026-10-03", "2026-10-10")
    assert (item["meetings"], item["capacity"], item["places_left"]) == (2, 12, 12)
    assert item["registration"]["open"] is True
    assert item["url"].endswith(f"/series/{series.slug}")
    for key in ("opens_at", "closes_at"):
        assert datetime.fromisoformat(item["registration"][key]).tzinfo is not None


@pytest.mark.usefixtures("on_opening_day")
def test_one_series_adds_its_description_and_its_meetings(client: FlaskClient) -> None:
    series = make_series()

    item = body_of(client.get(f"/api/v1/series/{series.slug}"))

    assert item.keys() == LISTED | {"description"}
    (meeting,) = item["meetings"]
    assert meeting.keys() == {"starts_at", "ends_at", "place", "title"}
    assert datetime.fromisoformat(meeting["starts_at"]) == MEETING_AT
    assert meeting["place"] == "Room 2"


@pytest.mark.usefixtures("on_opening_day")
def test_unknown_and_unpublished_series_are_the_same_to_outsiders(
    client: FlaskClient,
) -> None:
    draft = make_series(published_at=None)

    for slug in ("unknown", draft.slug):
        assert_problem(client.get(f"/api/v1/series/{slug}"), 404)
        assert client.get(f"/series/{slug}").status_code == 404
        assert client.get(f"/series/{slug}.ics").status_code == 404
        assert client.get(f"/series/{slug}/register").status_code == 404


@pytest.mark.usefixtures("on_opening_day")
def test_place_that_is_taken_shows_on_the_next_request(
    client: FlaskClient, browser: Browser
) -> None:
    series = make_series(capacity=2)
    path = f"/series/{series.slug}"
    left, pages = [], []

    for taken in range(3):
        take_places(series, taken)
        left.append(body_of(client.get(f"/api/v1{path}"))["places_left"])
        pages.append(
            (browser.get(path).text("main"), browser.get("/series/").text("main"))
        )

    assert left == [2, 1, 0]
    assert len(set(pages)) == 3
    assert len({listed for _page, listed in pages}) == 3


@on_sqlite
@pytest.mark.usefixtures("on_opening_day")
@pytest.mark.parametrize(("name", "value"), UNUSABLE.items())
def test_unusable_filter_is_named_and_ignored(
    browser: Browser, name: str, value: str
) -> None:
    series = make_series()

    page = browser.get(f"/series/?{name}={value}")

    assert page.status == 200
    assert value in page.text("main")
    assert page.soup.select(f"main a[href='/series/{series.slug}']") != []


@on_sqlite
@pytest.mark.usefixtures("on_opening_day")
@pytest.mark.parametrize(
    "query",
    [
        "q=lamp",
        "q=LAMPS",
        "topic=laser-cutting",
        "age=12",
        "from=2026-10-03",
        "site=bielsko-biala",
        "free=1",
        "q=lamp&topic=laser-cutting&age=10&from=2026-09-01&free=1",
        "utm_source=poster",
    ],
)
def test_filter_keeps_what_fits(browser: Browser, query: str) -> None:
    series = make_series()

    page = browser.get(f"/series/?{query}")

    assert page.soup.select(f"main a[href='/series/{series.slug}']") != []


@on_sqlite
@pytest.mark.usefixtures("on_opening_day")
@pytest.mark.parametrize(
    "query",
    [
        "q=robot",
        "topic=robots",
        "age=9",
        "age=15",
        "from=2026-10-04",
        "site=ventosa",
        "free=1",
    ],
)
def test_filter_drops_what_does_not_fit(browser: Browser, query: str) -> None:
    series = make_series(capacity=1)
    make_series(site=make_site("ventosa"), title="Elsewhere")
    take_places(series, 1)

    page = browser.get(f"/series/?{query}")

    assert page.soup.select(f"main a[href='/series/{series.slug}']") == []


@pytest.mark.usefixtures("on_opening_day")
def test_calendars_hold_every_meeting_once(client: FlaskClient) -> None:
    starts = (MEETING_AT, MEETING_AT + timedelta(days=7))
    series = make_series(starts=starts)
    make_series(title="Robots")

    of_one = client.get(f"/series/{series.slug}.ics")
    of_all = client.get("/series.ics")

    assert (of_one.mimetype, of_all.mimetype) == ("text/calendar", "text/calendar")
    events = Calendar.from_ical(of_one.data).walk("VEVENT")
    assert sorted(event.decoded("DTSTART") for event in events) == list(starts)
    every = [str(e["UID"]) for e in Calendar.from_ical(of_all.data).walk("VEVENT")]
    assert (len(every), len(set(every))) == (3, 3)
    assert {str(event["UID"]) for event in events} < set(every)
    assert b"Ana" not in of_all.data


# Languages


@on_sqlite
@pytest.mark.usefixtures("on_opening_day")
@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_every_public_page_speaks_the_language_that_was_asked_for(
    app: Flask, path: str
) -> None:
    address = path.format(slug=make_series().slug)

    for lang in LANGUAGES:
        page = Browser(app.test_client()).get(f"{address}?lang={lang}")
        assert page.one("html")["lang"] == lang
        assert page.headers["Content-Language"] == lang


@on_sqlite
@pytest.mark.usefixtures("on_opening_day")
def test_language_is_asked_for_then_remembered_then_the_browsers(app: Flask) -> None:
    def lang_of(path: str, accept: str) -> object:
        return browser.get(path, lang=accept).one("html")["lang"]

    browser = Browser(app.test_client())
    assert lang_of("/series/", "uk,de;q=0.5") == "uk"
    assert lang_of("/series/", "fr") == "en"  # the installation's
    assert lang_of("/series/?lang=de", "uk") == "de"
    assert lang_of("/series/", "uk") == "de"
    assert lang_of("/series/?lang=xx", "uk") == "de"


# The tablet


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def scan(**fields: object) -> dict[str, Any]:
    own = {"id": str(uuid4()), "seq": 1, "kind": "in", "how": "camera"}
    return own | {"at": MEETING_AT.isoformat(), "meeting": None} | fields


def post_scans(client: FlaskClient, token: str, body: object) -> TestResponse:
    return client.post("/api/v1/kiosk/scans", json=body, headers=bearer(token))


def outcome_of(client: FlaskClient, event: object) -> str:
    body = {"sent_at": MEETING_AT.isoformat(), "events": [event]}
    (result,) = body_of(post_scans(client, make_token(), body))["results"]
    assert result.keys() == {"id", "outcome", "message"}
    if isinstance(event, dict):
        assert result["id"] == event["id"]
    assert result["message"] != ""
    return str(result["outcome"])


@pytest.mark.usefixtures("at_the_meeting")
def test_code_enrols_one_tablet(client: FlaskClient) -> None:
    body = {"code": make_code(), "name": "Front door"}

    enrolled = client.post("/api/v1/kiosk/enrol", json=body)

    assert body_of(enrolled, 201).keys() == {"token", "site", "expires_at"}
    assert_problem(client.post("/api/v1/kiosk/enrol", json=body), 410)
    unknown = {"code": "FL" + "3" * 14, "name": "Front door"}
    assert_problem(client.post("/api/v1/kiosk/enrol", json=unknown), 410)
    expired = {"code": make_code(now=MEETING_AT - timedelta(days=2)), "name": "Door"}
    assert_problem(client.post("/api/v1/kiosk/enrol", json=expired), 410)


@pytest.mark.usefixtures("at_the_meeting")
def test_tablet_without_a_valid_token_gets_nothing(client: FlaskClient) -> None:
    for headers in ({}, bearer("wrong")):
        assert_problem(client.get("/api/v1/kiosk/roster", headers=headers), 401)
        sent = client.post("/api/v1/kiosk/scans", json={}, headers=headers)
        assert_problem(sent, 401)


@pytest.mark.usefixtures("at_the_meeting")
def test_roster_holds_these_keys_and_no_others(client: FlaskClient) -> None:
    registration = make_place()
    make_card(registration.pupil)

    roster = body_of(client.get("/api/v1/kiosk/roster", headers=bearer(make_token())))

    assert roster.keys() == {"site", "sent_at", "expires_at", "meetings"}
    assert roster["site"].keys() == {"slug", "name", "time_zone"}
    (meeting,) = roster["meetings"]
    wanted = {"id", "series", "title", "starts_at", "ends_at", "place", "people"}
    assert meeting.keys() == wanted
    (person,) = meeting["people"]
    assert person.keys() == ON_THE_ROSTER
    assert (person["name"], person["state"]) == ("Mira N.", "expected")
    assert set(person["flags"]) <= {"health", "pick_up", "no_photo"}
    assert [len(bytes.fromhex(one)) for one in person["card_hashes"]] == [32]


def _stored(client: FlaskClient) -> str:
    return outcome_of(client, scan(card=make_card(make_place().pupil).code))


def _duplicate(client: FlaskClient) -> str:
    event = scan(registration=make_place().public_id)
    outcome_of(client, event)
    return outcome_of(client, event)


def _already_present(client: FlaskClient) -> str:
    named = {"registration": make_place().public_id}
    outcome_of(client, scan(**named))
    return outcome_of(client, scan(**named))


def _needs_attention(client: FlaskClient) -> str:
    return outcome_of(client, scan(registration=make_place().public_id, meeting="else"))


def _unknown_card(client: FlaskClient) -> str:
    return outcome_of(client, scan(card="no card at all"))


def _revoked_card(client: FlaskClient) -> str:
    card: Card = make_card(make_place().pupil)
    with unit_of_work():
        card.revoked_at = MEETING_AT
    return outcome_of(client, scan(card=card.code))


def _outside_window(client: FlaskClient) -> str:
    place = make_place()
    return outcome_of(
        client,
        scan(
            registration=place.public_id,
            meeting=first_meeting(place.series).public_id,
            at=(MEETING_AT - timedelta(hours=5)).isoformat(),
        ),
    )


def _invalid(client: FlaskClient) -> str:
    return outcome_of(client, scan(card="a", registration="b"))


CASES = {
    "stored": _stored,
    "duplicate": _duplicate,
    "already_present": _already_present,
    "needs_attention": _needs_attention,
    "unknown_card": _unknown_card,
    "revoked_card": _revoked_card,
    "outside_window": _outside_window,
    "invalid": _invalid,
}


def test_every_outcome_has_a_case() -> None:
    assert CASES.keys() == OUTCOMES


@pytest.mark.usefixtures("at_the_meeting")
@pytest.mark.parametrize("outcome", CASES)
def test_scan_has_this_outcome(client: FlaskClient, outcome: str) -> None:
    assert CASES[outcome](client) == outcome


@pytest.mark.usefixtures("at_the_meeting")
@pytest.mark.parametrize("item", [None, 7, "scan", [], {}, {"id": 1}, {"kind": "in"}])
def test_bad_item_never_refuses_the_batch(client: FlaskClient, item: object) -> None:
    good = scan(registration=make_place().public_id)
    body = {"sent_at": MEETING_AT.isoformat(), "events": [item, good]}

    results = body_of(post_scans(client, make_token(), body))["results"]

    assert [one["outcome"] for one in results] == ["invalid", "stored"]


@pytest.mark.usefixtures("at_the_meeting")
def test_only_the_envelope_can_be_refused(client: FlaskClient) -> None:
    token, sent_at = make_token(), MEETING_AT.isoformat()

    unreadable: list[object] = [
        [],
        {},
        {"events": []},
        {"sent_at": "now", "events": []},
    ]
    for body in unreadable:
        assert_problem(post_scans(client, token, body), 422)
    too_many = {"sent_at": sent_at, "events": [None] * 501}
    assert_problem(post_scans(client, token, too_many), 413)
    just_enough = {"sent_at": sent_at, "events": [None] * 500}
    assert len(body_of(post_scans(client, token, just_enough))["results"]) == 500


@pytest.mark.usefixtures("at_the_meeting")
def test_api_needs_no_cookie_and_no_origin(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/kiosk/enrol",
        json={"code": make_code(), "name": "Door"},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 201
    assert answer.headers.getlist("Set-Cookie") == []


# Certificates


def make_certificate() -> Certificate:
    """A valid certificate of a pupil who was there."""
    registration = make_place()
    series = registration.series
    _attend(registration, series)
    coordinator = make_account(Role.COORDINATOR, site=series.site)
    with unit_of_work():
        (certificate,) = issue_certificates(
            series=series,
            issued_by=coordinator,
            now=MEETING_AT + timedelta(days=1),
            mails=False,
        )
    return certificate


def _attend(registration: Registration, series: Series) -> None:
    meeting = first_meeting(series)
    saved(
        Attendance(
            meeting=meeting,
            registration=registration,
            status=AttendanceStatus.PRESENT,
            came_at=meeting.starts_at,
        )
    )


def status_of(client: FlaskClient, code: str) -> str:
    body = body_of(client.get(f"/api/v1/certificates/{code}"))
    shown = client.get(f"/verify/{code}")
    assert (shown.status_code, shown.mimetype) == (200, "text/html")
    return str(body["status"])


@pytest.mark.usefixtures("at_the_meeting")
def test_certificate_is_valid_until_it_is_replaced_or_revoked(
    client: FlaskClient,
) -> None:
    certificate = make_certificate()
    code = certificate.code
    statuses = [status_of(client, code)]

    with unit_of_work():
        certificate.revoked_at = MEETING_AT
    statuses.append(status_of(client, code))
    with unit_of_work():
        certificate.revoked_at = None
        certificate.replaced_at = MEETING_AT
    statuses.append(status_of(client, code))

    assert statuses == ["valid", "revoked", "replaced"]


@pytest.mark.usefixtures("at_the_meeting")
def test_unknown_number_is_an_answer_too(client: FlaskClient) -> None:
    for code in (new_certificate_code(), "unknown", "ÄÖÜ", "3" * 500):
        assert status_of(client, code) == "unknown"


@pytest.mark.usefixtures("at_the_meeting")
def test_number_is_understood_as_it_is_printed(client: FlaskClient) -> None:
    code = make_certificate().code
    groups = [code[start : start + 5] for start in range(0, len(code), 5)]

    assert len(code) == 25
    for typed in ("-".join(groups), " ".join(groups).lower()):
        assert status_of(client, typed) == "valid"


# The description, and what the operator asks


def test_description_holds_every_path(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")

    description = body_of(answer)
    assert description["openapi"].startswith("3.1.")
    methods = {
        path: {name for name in item if name in {"get", "post", "put", "delete"}}
        for path, item in description["paths"].items()
    }
    assert methods == PATHS


def test_errors_of_the_api_are_problems(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/there-is-no-such-path"), 404)
    assert_problem(client.delete("/api/v1/series"), 405)


def test_process_says_that_it_lives_and_whether_it_can_serve(
    client: FlaskClient,
) -> None:
    ready = body_of(client.get("/ready"))

    assert client.get("/live").status_code == 200
    assert ready.keys() == {"status", "checks"}
    assert ready["status"] in {"ready", "degraded"}
    assert ready["checks"]["database"]["state"] == "ok"
