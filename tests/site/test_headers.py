"""Security headers, cookies and hosts: the same on everything that is answered."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fablab.app import create_app
from fablab.config import Settings
from tests.conftest import settings_for
from tests.factories import make_series

SCRIPTS = "script-src 'self'; "
POLICY = (
    "default-src 'none'; " + SCRIPTS + "style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KIOSK_POLICY = POLICY.replace(SCRIPTS, "script-src 'self' 'wasm-unsafe-eval'; ")
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ON_THE_TABLET = ALWAYS | {
    "Content-Security-Policy": KIOSK_POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
STYLE = "/s/0/css/kit.css"
UNSAFE = {"Server", "X-Powered-By", "Access-Control-Allow-Origin"}
ANSWERS = {
    "/series/": (200, ALWAYS),
    "/there-is-no-such-page": (404, ALWAYS),
    "/sign-in/unknown": (410, ALWAYS),
    STYLE: (200, ALWAYS),
    "/s/0/there-is-no-such-file.css": (404, ALWAYS),
    "/api/v1/series": (200, ALWAYS),
    "/api/v1/series/unknown": (404, ALWAYS),
    "/api/v1/kiosk/roster": (401, ALWAYS),
    "/api/v1/openapi.json": (200, ALWAYS),
    "/live": (200, ALWAYS),
    "/kiosk/": (200, ON_THE_TABLET),
    "/kiosk/sw.js": (200, ON_THE_TABLET),
}
# Pages with a form to post need a cookie for their token; these have none.
WITHOUT_COOKIE = [
    "/",
    "/series/",
    "/series/?topic=robots&free=1",
    "/series.ics",
    "/verify",
    "/issuer",
    "/privacy",
    "/standards",
    "/kiosk/",
    "/there-is-no-such-page",
    STYLE,
    "/api/v1/series",
    "/api/v1/series?lang=pl",
    "/api/v1/openapi.json",
    "/live",
    "/ready",
]

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@on_sqlite
def test_links_to_other_languages_stay_on_the_site(client: FlaskClient) -> None:
    page = client.get("/\\evil.example/%3C")

    assert page.status_code == 404
    assert 'href="/%5Cevil.example/%3C?lang=de"' in page.text
    assert '"/\\' not in page.text


@pytest.mark.parametrize("path", ANSWERS)
def test_the_same_headers_are_on_every_answer(client: FlaskClient, path: str) -> None:
    status, golden = ANSWERS[path]

    with client.get(path) as answer:
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in golden} == golden
        assert UNSAFE & set(answer.headers.keys()) == set()
        assert "Strict-Transport-Security" not in answer.headers


@on_sqlite
@pytest.mark.parametrize("path", ["/series/", "/api/v1/series", STYLE])
def test_unknown_host_gets_a_static_text(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text == "Bad request: unknown host."


@on_sqlite
@pytest.mark.parametrize("path", WITHOUT_COOKIE)
def test_reading_sets_no_cookie(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.headers.getlist("Set-Cookie") == []


@on_sqlite
def test_reading_a_series_sets_no_cookie(client: FlaskClient) -> None:
    series = make_series()

    for path in (f"/series/{series.slug}", f"/series/{series.slug}.ics"):
        assert client.get(path).headers.getlist("Set-Cookie") == []


@on_sqlite
def test_choosing_a_language_sets_one_cookie(client: FlaskClient) -> None:
    cookies = client.get("/series/?lang=uk").headers.getlist("Set-Cookie")

    assert [cookie.split(";")[0] for cookie in cookies] == ["language=uk"]
    assert client.get("/series/?lang=uk").headers.getlist("Set-Cookie") == []


@pytest.fixture
def https_settings(tmp_path: Path) -> Settings:
    settings = settings_for(f"sqlite:///{tmp_path / 'https.sqlite'}", tmp_path)
    return Settings(**(vars(settings) | {"base_url": "https://localhost"}))


def test_cookies_are_bound_to_the_host_where_the_site_is_https(
    https_settings: Settings,
) -> None:
    client = create_app(https_settings).test_client()

    answer = client.get("/sign-in?lang=de", base_url="https://localhost")

    cookies = [
        {part.strip().partition("=")[0] for part in cookie.split(";")}
        for cookie in answer.headers.getlist("Set-Cookie")
    ]
    bound = {"Secure", "HttpOnly", "Path", "SameSite"}
    assert [cookie & {*bound, "Domain"} for cookie in cookies] == [bound, bound]
    names = {name for cookie in cookies for name in cookie if name.startswith("__")}
    assert names == {"__Host-session", "__Host-language"}
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
