import pytest

from tests.support.wellmade import BadPage, check_page

GOOD = """<!doctype html>
<html lang="pl">
<head><meta charset="utf-8"><title>Zapisz się · FabLab</title>
<link rel="stylesheet" href="/static/web/main.css">
<link rel="canonical" href="https://fablab.example/series/"></head>
<body><main>
<h1>Zapisz
się</h1>
<a href="#name">Imię</a>
<form method="post" action="/register">
<input type="hidden" name="csrf_token" value="t">
<label for="name">Imię</label> <input id="name" name="name">
<label><input type="checkbox" name="yes"> Tak</label>
<span id="why">Dlaczego</span> <textarea name="why" aria-labelledby="why"></textarea>
<select name="topic" aria-label="Temat"><option>a<hr><option>b</select>
<button>Dalej</button>
</form>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>
<script type="module" src="/static/web/menu.js"></script>
</main></body></html>"""

BAD = {
    "not HTML5": ("<h1>Zapisz", "<p><div></p></div><h1>Zapisz"),
    "not exactly one h1": ("<main>", "<main><h1>Another</h1>"),
    "does not begin with the h1": ("<title>Zapisz", "<title>Lista: Zapisz"),
    "html has no lang": (' lang="pl"', ""),
    "is there 2 times": ("<main>", "<main><p id='name'></p>"),
    "leads nowhere": ('href="#name"', 'href="#nome"'),
    "refers to nothing": ('name="name"', 'name="name" aria-describedby="hint"'),
    "a field without a label: name": ('<label for="name">Imię</label>', ""),
    "a field without a label: yes": ("<label><input", "<label></label><input"),
    "a field without a label: topic": (' aria-label="Temat"', ""),
    "without a CSRF token": ('value="t"', 'value=""'),
    "style= on <h1>": ("<h1>", '<h1 style="color: red">'),
    "onclick= on <button>": ("<button>", '<button onclick="go()">'),
    "a javascript: address": ('href="#name"', 'href=" JavaScript:go()"'),
    "a <style> element": ("</title>", "</title><style>h1 {}</style>"),
    "an inline script": (' src="/static/web/menu.js"', ""),
    "<script> names another host": ('src="/static', 'src="//cdn.example/static'),
    "<link> names another host": ('href="/static', 'href="https://cdn.example/s'),
    "<form> names another host": ('action="', 'action="https://evil.example'),
}


def test_a_well_made_page_passes() -> None:
    assert check_page(GOOD).select("html[lang=pl]") != []


@pytest.mark.parametrize("fault", BAD)
def test_a_page_with_a_fault_is_refused_by_its_name(fault: str) -> None:
    old, new = BAD[fault]
    assert GOOD.count(old) >= 1
    page = GOOD.replace(old, new, 1)
    if fault == "a field without a label: yes":
        page = page.replace(" Tak</label>", " Tak", 1)

    with pytest.raises(BadPage, match=fault):
        check_page(page)


def test_the_word_for_an_error_may_come_before_the_title_on_a_422_only() -> None:
    page = GOOD.replace("<title>", "<title>Błąd: ")

    check_page(page, status=422)
    with pytest.raises(BadPage, match="does not begin with the h1"):
        check_page(page)
