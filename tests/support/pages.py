"""A person with a browser: reads pages, follows links, fills in forms."""

from contextvars import Context
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers, MultiDict

from fablab.kernel.db import db
from tests.support import forms
from tests.support.wellmade import OWN_HOSTS, check_page, words

MAX_REDIRECTS = 5


@dataclass(frozen=True)
class Page:
    """An answer of the site; `soup` is empty unless it is HTML."""

    url: str
    lang: str | None
    status: int
    headers: Headers
    data: bytes
    soup: BeautifulSoup

    @property
    def location(self) -> str:
        """Where the answer sends the browser, empty if nowhere."""
        return self.headers.get("Location", "")

    @property
    def csrf_token(self) -> str:
        """The token of the page's forms, to post what no form would."""
        return self.value("[name=csrf_token]")

    def one(self, selector: str) -> Tag:
        """The first tag that matches; there must be one."""
        found = self.soup.select_one(selector)
        assert found is not None, f"no {selector} on {self.url}"
        return found

    def value(self, selector: str) -> str:
        """The value of a field."""
        return str(self.one(selector).get("value", ""))

    def text(self, selector: str) -> str:
        """The words of the first tag that matches."""
        return words(self.one(selector))

    def texts(self, selector: str) -> list[str]:
        """The words of every tag that matches, in the order of the page."""
        return [words(tag) for tag in self.soup.select(selector)]


class Browser:
    """Fetches pages and refuses any that is not well made."""

    def __init__(self, client: FlaskClient, lang: str | None = None) -> None:
        self._client = client
        self._lang = lang

    def carry_session(self, **values: str) -> None:
        """Put values into the cookie that keeps the browser's session."""

        def put() -> None:
            with self._client.session_transaction() as session:
                session.update(values)

        Context().run(put)

    def lend_cookies(self, client: FlaskClient) -> None:
        """Let another client be the same browser, to press a button twice at once."""
        for name in ("session", "draft"):
            cookie = self._client.get_cookie(name)
            if cookie is not None:
                client.set_cookie(name, cookie.value)

    def get(self, url: str, lang: str | None = None, *, follow: bool = False) -> Page:
        """Open a page, if wished in a language and where it redirects to."""
        page = self._fetch(url, lang=lang or self._lang)
        return self._arrive(page) if follow else page

    def post(self, url: str, lang: str | None = None, **data: Any) -> Page:  # noqa: ANN401 - any answer
        """Send what no form of the site would send."""
        return self._fetch(url, lang=lang or self._lang, method="POST", data=data)

    def submit(
        self,
        page: Page,
        form: str = "",
        button: str = "",
        *,
        follow: bool = False,
        **answers: Any,  # noqa: ANN401 - see forms.fill_in
    ) -> Page:
        """Fill in a form of the page and send it.

        Args:
            page: where the form is.
            form: its selector; without one, the first form that has all the answers
                (and the button), POST forms and those in main first.
            button: the text, name or name=value of the button to press, else the first.
            follow: go where the answer redirects to.
            **answers: by field name, see `forms.fill_in`; the rest stays prefilled.
        """
        filled = _find_form(page, form, button, answers)
        pressed = (
            forms.find_button(filled, button)
            if button
            else filled.select_one(forms.BUTTONS)
        )
        sent = forms.fill_in(filled, answers, button=pressed)
        action = (pressed and pressed.get("formaction")) or filled.get("action")
        url = urljoin(page.url, str(action or ""))
        if str(filled.get("method", "get")).lower() == "post":
            data: MultiDict[str, Any] = MultiDict(sent)
            answer = self._fetch(url, lang=page.lang, method="POST", data=data)
        else:
            path = urlsplit(url)._replace(query=urlencode(sent)).geturl()
            answer = self._fetch(path, lang=page.lang)
        return self._arrive(answer) if follow else answer

    def click(self, page: Page, text: str, *, follow: bool = False) -> Page:
        """Follow the one link with these words, or else the one containing them."""
        links = page.soup.select("a[href]")
        found = [link for link in links if words(link) == text]
        found = found or [link for link in links if text in words(link)]
        addresses = {str(link["href"]) for link in found}
        assert len(addresses) == 1, f"{text!r} leads to {addresses or 'nowhere'}"
        return self.get(urljoin(page.url, addresses.pop()), page.lang, follow=follow)

    def download(self, url: str, lang: str | None = None) -> bytes:
        """Fetch a file: anything but a page."""
        page = self.get(url, lang)
        assert page.status == 200, f"{url} answers {page.status}"
        assert page.headers.get_all("Content-Type") != [], f"{url} has no type"
        assert not _is_html(page.headers), f"{url} is a page, not a file"
        return page.data

    def _arrive(self, page: Page) -> Page:
        for _ in range(MAX_REDIRECTS):
            if not page.location:
                return page
            target = urlsplit(urljoin(page.url, page.location))
            assert (target.hostname or "") in OWN_HOSTS, f"sent to {page.location}"
            path = target._replace(scheme="", netloc="").geturl()
            page = self._fetch(path, lang=page.lang)
        raise AssertionError(f"sent around for ever, last to {page.location}")

    def _fetch(self, url: str, *, lang: str | None, **request: Any) -> Page:  # noqa: ANN401 - as the client
        headers = {"Accept-Language": lang} if lang else {}
        # A context of its own, as in the real server: nothing of the test leaks in.
        answer = Context().run(self._client.open, url, headers=headers, **request)
        if has_app_context():
            db.session.rollback()  # the test is to see what the request wrote
        data = answer.get_data()
        answer.close()
        soup = BeautifulSoup("", "html.parser")
        if _is_html(answer.headers) and not 300 <= answer.status_code < 400:
            soup = check_page(data.decode(), status=answer.status_code)
        return Page(url, lang, answer.status_code, answer.headers, data, soup)


def _is_html(headers: Headers) -> bool:
    return headers.get("Content-Type", "").startswith("text/html")


def _find_form(page: Page, selector: str, button: str, answers: dict[str, Any]) -> Tag:
    if selector:
        return page.one(selector)
    order = ["main form[method=post i]", "form[method=post i]", "main form", "form"]
    candidates = [form for each in order for form in page.soup.select(each)]
    for form in candidates:
        names = {str(field["name"]) for field in form.select("[name]")}
        if answers.keys() <= names and (not button or forms.has_button(form, button)):
            return form
    raise AssertionError(f"no form on {page.url} takes {sorted(answers)} {button}")
