"""The public API of series, to the letter."""

import json
from typing import Any

from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Series
from tests.factories import make_series
from tests.series.factories import make_finished, make_full, take_places, write_text
from tests.support.pages import Browser


def read(browser: Browser, path: str, lang: str | None = None) -> Any:  # noqa: ANN401 -- JSON
    """The answer, which is JSON."""
    page = browser.get(f"/api/v1{path}", lang)
    assert page.headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in page.headers
    return json.loads(page.data)


def test_the_list_has_exactly_these_keys(browser: Browser) -> None:
    series = make_series(title="Night lamp", capacity=12)
    take_places(series, 5)

    assert read(browser, "/series") == {
        "items": [
            {
                "slug": series.slug,
                "title": "Night lamp",
                "summary": "Draw it, cut it, light it.",
                "topic": "laser-cutting",
                "site": "bielsko-biala",
                "language": "pl",
                "age_min": 10,
                "age_max": 14,
                "starts_on": "2026-10-03",
                "ends_on": "2026-10-03",
                "meetings": 1,
                "capacity": 12,
                "places_left": 7,
                "registration": {
                    "opens_at": "2026-08-01T00:00:00+00:00",
                    "closes_at": "2026-09-30T22:00:00+00:00",
                    "open": True,
                },
                "url": f"http://localhost/series/{series.slug}",
            }
        ]
    }


def test_one_series_has_its_description_and_meetings_too(browser: Browser) -> None:
    series = make_series(title="Night lamp")
    with unit_of_work():
        db.session.get_one(Series, series.id).meetings[0].titles = {"en": "Sketching"}

    item = read(browser, "/series")["items"][0]

    assert read(browser, f"/series/{series.slug}") == item | {
        "description": "Six afternoons at the laser.",
        "meetings": [
            {
                "starts_at": "2026-10-03T08:00:00+00:00",
                "ends_at": "2026-10-03T10:00:00+00:00",
                "place": "Room 2",
                "title": "Sketching",
            }
        ],
    }


def test_the_list_has_every_published_series(browser: Browser) -> None:
    full, finished = make_full(), make_finished()
    make_series(published_at=None)

    items = read(browser, "/series")["items"]

    assert [
        (item["slug"], item["places_left"], item["registration"]["open"])
        for item in items
    ] == [(full.slug, 0, True), (finished.slug, 12, False)]


def test_the_language_is_the_one_asked_for(browser: Browser) -> None:
    series = make_series(title="Night lamp")
    write_text(series, "de", "Nachtlampe")
    path = f"/series/{series.slug}"

    assert read(browser, path, "de")["title"] == "Nachtlampe"
    assert read(browser, f"{path}?lang=de")["title"] == "Nachtlampe"
    assert read(browser, "/series?lang=de", "pl")["items"][0]["title"] == "Nachtlampe"
    assert read(browser, f"{path}?lang=xx")["title"] == "Night lamp"


def test_an_unknown_series_is_problem_json(browser: Browser) -> None:
    page = browser.get("/api/v1/series/nothing")

    assert page.headers["Content-Type"] == "application/problem+json"
    assert json.loads(page.data) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "We do not have this workshop, or not any more. "
        "Have a look at the others in the list.",
    }


def test_the_description_of_the_api_has_both(browser: Browser) -> None:
    document = read(browser, "/openapi.json")

    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    shared = set(schemas["SeriesItem"]["required"]) - {"meetings"}
    assert shared == set(schemas["SeriesDetails"]["required"]) - {
        "meetings",
        "description",
    }
    for path, schema in {
        "/api/v1/series": "SeriesList",
        "/api/v1/series/{slug}": "SeriesDetails",
    }.items():
        answer = document["paths"][path]["get"]["responses"]["200"]
        assert answer["content"]["application/json"]["schema"] == {
            "$ref": f"#/components/schemas/{schema}"
        }
