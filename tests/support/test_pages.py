import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from tests.support.pages import Browser, Page
from tests.support.wellmade import BadPage

FORM = """
<form action="/sign-out" method="post"><input type="hidden" name="csrf_token" value="t">
<button>Sign out</button></form>
<main><h1>Form</h1>
<form method="post" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="t">
<label>Name <input name="name" value="Mira"></label>
<label>Old <input name="old" value="x" disabled></label>
<label>Note <textarea name="note">
two
lines</textarea></label>
<label><input type="checkbox" name="agree"> I agree</label>
<label><input type="checkbox" name="news" value="yes" checked> News</label>
<label><input type="checkbox" name="day" value="mon"> Monday</label>
<label><input type="checkbox" name="day" value="tue" checked> Tuesday</label>
<label><input type="radio" name="answer" value="yes"> Yes</label>
<label><input type="radio" name="answer" value="no"> No</label>
<label>Age <select name="age"><option value="">?</option><option>8</option></select>
</label>
<label>File <input type="file" name="file"></label>
<button name="do" value="save">Save</button>
<button name="do" value="drop" formaction="/drop">Throw away</button>
</form>
<a href="/file">Your <b>card</b></a> <a href="/away">Away</a></main>
"""


def _html(main: str) -> str:
    head = "<!doctype html><html lang=en><head><title>Form</title></head>"
    return f"{head}<body>{main}</body></html>"


@pytest.fixture
def browser() -> Browser:
    app = Flask(__name__)

    @app.get("/form")
    def form() -> str:
        return _html(FORM)

    @app.post("/<path:path>")
    def sent(path: str) -> ResponseReturnValue:
        files = {name: file.read().decode() for name, file in request.files.items()}
        lists = request.form.to_dict(flat=False)
        return {"path": path, "lang": str(request.accept_languages)} | lists | files

    @app.get("/away")
    def away() -> ResponseReturnValue:
        return redirect("/form", 303)

    @app.get("/around")
    def around() -> ResponseReturnValue:
        return redirect("/around", 303)

    @app.get("/bad")
    def bad() -> str:
        return "<h1>No doctype</h1>"

    @app.get("/file")
    def file() -> ResponseReturnValue:
        return b"%PDF", {"Content-Type": "application/pdf"}

    return Browser(app.test_client())


@pytest.fixture
def form(browser: Browser) -> Page:
    return browser.get("/form", "uk")


def _sent(page: Page) -> Any:  # noqa: ANN401 - JSON
    return json.loads(page.data)


PREFILLED = {
    "path": "form",
    "lang": "uk",
    "csrf_token": ["t"],
    "name": ["Mira"],
    "note": ["two\nlines"],
    "news": ["yes"],
    "day": ["tue"],
    "age": [""],
    "do": ["save"],
}


def test_prefilled_answers_are_kept(browser: Browser, form: Page) -> None:
    assert _sent(browser.submit(form, name="Mira")) == PREFILLED


def test_every_kind_of_field_can_be_answered(browser: Browser, form: Page) -> None:
    page = browser.submit(
        form,
        button="Throw away",
        name="Jan",
        note="",
        agree=True,
        news=False,
        day=["mon", "tue"],
        answer="no",
        age="8",
        file=(BytesIO(b"photo"), "photo.png"),
    )

    assert _sent(page) == {
        "path": "drop",
        "lang": "uk",
        "csrf_token": ["t"],
        "name": ["Jan"],
        "note": [""],
        "agree": ["on"],
        "day": ["mon", "tue"],
        "answer": ["no"],
        "age": ["8"],
        "file": "photo",
        "do": ["drop"],
    }


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"shoe": "42"}, "no form on /form takes"),
        ({"old": "y"}, "the form has no field"),
        ({"answer": "maybe"}, "cannot be chosen"),
        ({"age": "99"}, "cannot be chosen"),
        ({"day": True}, "which of"),
        ({"button": "Buy"}, "no form on /form takes"),
    ],
)
def test_what_no_browser_could_send_is_refused(
    browser: Browser, form: Page, answers: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(AssertionError, match=refusal):
        browser.submit(form, **answers)


def test_a_form_can_be_named(browser: Browser, form: Page) -> None:
    page = browser.submit(form, "form[action='/sign-out']")

    assert _sent(page) == {"path": "sign-out", "lang": "uk", "csrf_token": ["t"]}


def test_links_are_followed_by_their_words(browser: Browser, form: Page) -> None:
    assert browser.click(form, "Your card").data == b"%PDF"
    assert browser.click(form, "Away").location == "/form"
    assert browser.click(form, "Away", follow=True).text("h1") == "Form"
    with pytest.raises(AssertionError, match="leads to nowhere"):
        browser.click(form, "Your badge")
    with pytest.raises(AssertionError, match="leads to"):
        browser.click(form, "a")


def test_bad_pages_circles_and_pages_for_files_are_refused(browser: Browser) -> None:
    with pytest.raises(BadPage, match="expected-doctype"):
        browser.get("/bad")
    with pytest.raises(AssertionError, match="for ever"):
        browser.get("/around", follow=True)
    with pytest.raises(AssertionError, match="is a page, not a file"):
        browser.download("/form")
    assert browser.download("/file") == b"%PDF"
