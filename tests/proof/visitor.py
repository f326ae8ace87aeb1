"""A browser without a page: cookies, hidden fields and forms over one connection."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
NAME = re.compile(r"\bname=\"([^\"]*)\"")
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back: `location` is the path that a redirect names, or empty."""

    status: int
    text: str
    location: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page, its token and key among them."""
        found = {}
        for field in HIDDEN.findall(self.text):
            name, value = NAME.search(field), VALUE.search(field)
            if name:
                found[html.unescape(name[1])] = html.unescape(value[1] if value else "")
        return found


class Visitor:
    """Visits one server; keeps its cookies.

    Several may share a connection, one after the other. Every method raises OSError
    where the server goes away; the next request connects anew.
    """

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {
            "Host": f"localhost:{self._connection.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = FORM_TYPE
        try:
            self._connection.request(method, path, body, headers)
            found = self._connection.getresponse()
            text = found.read().decode()
        except HTTPException as error:
            self._connection.close()
            raise ConnectionError(str(error)) from error
        except OSError:
            self._connection.close()
            raise
        for line in found.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        location = urlsplit(found.headers.get("Location", ""))
        query = f"?{location.query}" if location.query else ""
        return Answer(found.status, text, location.path + query)
