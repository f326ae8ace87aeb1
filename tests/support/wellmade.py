"""What holds on every page of the site, whatever it shows."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag

OWN_HOSTS = {"", "localhost", "127.0.0.1"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
REFUSED_FORMS = {409, 422, 429, 503}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list")

# html5lib is of 2020: a rule between options is allowed since.
ALLOWED_SINCE = {("unexpected-start-tag-in-select", "hr")}


class BadPage(AssertionError):
    """A page that must not reach a person."""


def words(tag: Tag) -> str:
    """The text of a tag with its white space made one space each."""
    return " ".join(tag.get_text().split())


def check_page(html: str, *, status: int = 200) -> BeautifulSoup:
    """Refuse a page that is not well made.

    Returns:
        The parsed page.

    Raises:
        BadPage: names every fault it has.
    """
    soup = BeautifulSoup(html, "html.parser")
    faults = [
        *_html5_faults(html),
        *_heading_faults(soup, status=status),
        *_id_faults(soup),
        *_form_faults(soup),
        *_inline_faults(soup),
        *_host_faults(soup),
    ]
    if faults:
        raise BadPage("\n".join(faults))
    return soup


def _html5_faults(html: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    lines = html.splitlines()
    for (line, _column), code, details in parser.errors:
        if (code, (details or {}).get("name")) not in ALLOWED_SINCE:
            near = lines[line - 1].strip() if 0 < line <= len(lines) else ""
            yield f"not HTML5: {code} {details or ''} in line {line}: {near}"


def _heading_faults(soup: BeautifulSoup, *, status: int) -> Iterator[str]:
    if not soup.select("html[lang]:not([lang=''])"):
        yield "html has no lang"
    headings = [words(h1) for h1 in soup.select("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"not exactly one h1 with words in it: {headings}"
        return
    title = words(soup.title) if soup.title else ""
    after_error = title.partition(": ")[2] if status in REFUSED_FORMS else ""
    if not title.startswith(headings[0]) and not after_error.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the h1 {headings[0]!r}"


def _id_faults(soup: BeautifulSoup) -> Iterator[str]:
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    for name, times in ids.items():
        if times > 1:
            yield f"the id {name!r} is there {times} times"
    for attribute in REFERENCES:
        for tag in soup.select(f"[{attribute}]"):
            for name in str(tag[attribute]).split():
                if name not in ids:
                    yield f"{attribute}={name!r} refers to nothing"
    for link in soup.select("a[href^='#']"):
        if str(link["href"])[1:] not in ids:
            yield f"the link {link['href']!r} leads nowhere"


def _form_faults(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.select("form"):
        token = form.select_one("[name=csrf_token]")
        if str(form.get("method", "")).lower() == "post" and not (
            token and token.get("value")
        ):
            yield f"a POST form without a CSRF token: {form.get('action', '')!r}"
    for field in soup.select("input, select, textarea"):
        if field.get("type") not in UNLABELLED_TYPES and not _label(soup, field):
            yield f"a field without a label: {field.get('name') or field.get('id')}"


def _label(soup: BeautifulSoup, field: Tag) -> str:
    labels = [
        *(tag for tag in soup.select("label[for]") if tag["for"] == field.get("id")),
        *field.find_parents("label"),
        *(soup.find_all(id=str(field.get("aria-labelledby", "")).split())),
    ]
    named = [words(tag) for tag in labels]
    return "".join([*named, str(field.get("aria-label", "")).strip()])


def _inline_faults(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.select("*"):
        for attribute, value in tag.attrs.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{attribute}= on <{tag.name}>, which the CSP blocks"
            if str(value).strip().lower().startswith("javascript:"):
                yield f"a javascript: address on <{tag.name}>"
    if soup.select("style"):
        yield "a <style> element, which the CSP blocks"
    for script in soup.select("script:not([src])"):
        if script.get("type") not in {"application/json", "application/ld+json"}:
            yield "an inline script, which the CSP blocks"


def _host_faults(soup: BeautifulSoup) -> Iterator[str]:
    fetching = "[src], [srcset], [poster], link[href]:not([rel~=canonical], "
    fetching += "[rel~=alternate]), form[action], object[data], use[href]"
    for tag in soup.select(fetching):
        for attribute in ("src", "srcset", "poster", "href", "action", "data"):
            for address in str(tag.get(attribute, "")).split(","):
                if (urlsplit(address.strip()).hostname or "") not in OWN_HOSTS:
                    yield f"<{tag.name}> names another host: {address.strip()}"
