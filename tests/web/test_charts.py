"""Pictures of figures: what they show, and what they keep to themselves."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

Draw: TypeAlias = Callable[..., object]


@pytest.fixture
def draw(app: Flask) -> Iterator[Draw]:
    """Calls a macro by its name, in English."""
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        module = app.jinja_env.get_template("components/charts.html").module
        yield lambda macro, *args: getattr(module, macro)(*args)


def picture(markup: object) -> Tag:
    found = BeautifulSoup(str(markup), "html.parser").select_one("svg[role=img]")
    assert found is not None
    return found


def parts(markup: object) -> list[tuple[str, float]]:
    """Class and width of each part."""
    return [
        (" ".join(one["class"]), float(str(one["width"])))
        for one in picture(markup).select("rect")
    ]


def test_a_stacked_bar_gives_each_level_its_share_and_its_ticks(draw: Draw) -> None:
    bar = draw("stacked_bar", [6, 0, 3, 3], "six, three and three")

    assert parts(bar) == [("l1", 118), ("l3", 58), ("l4", 58)]
    assert [len(picture(bar).select(f".t{level}")) for level in (1, 2, 3, 4)] == [
        1,
        0,
        3,
        4,
    ]
    assert picture(bar).get_text(strip=True) == "six, three and three"


def test_withheld_counts_leave_no_trace_in_the_picture(draw: Draw) -> None:
    bar = draw("stacked_bar", [None, None, 9, 5], "not shown")

    assert parts(bar) == [("withheld", 238)]


def test_withheld_pieces_are_hatched_within_their_edges(draw: Draw) -> None:
    pieces = [
        {"shade": 4, "begin": 0, "length": 50},
        {"shade": -1, "begin": 50, "length": 50},
    ]

    bar = draw("bar", pieces, "half is not shown")

    assert parts(bar) == [("blank", 118), ("withheld", 118)]
    (hatch,) = picture(bar).select(".hatch")
    ends = [float(x) for x in re.findall(r"[ML]([\d.-]+) ", str(hatch["d"]))]
    assert len(ends) == 2 * 17
    assert min(ends) >= 121
    assert max(ends) <= 239


def test_without_words_of_its_own_a_picture_is_hidden_from_listeners(
    draw: Draw,
) -> None:
    (svg,) = BeautifulSoup(str(draw("bar", [])), "html.parser").select("svg")

    assert svg["aria-hidden"] == "true"
    assert svg.select("title") == []


def test_nobody_is_a_line_and_no_bar(draw: Draw) -> None:
    bar = draw("stacked_bar", [0, 0, 0, 0], "no levels")

    assert parts(bar) == []
    assert len(picture(bar).select(".nobody")) == 1


def test_dots_tell_not_observed_from_not_watched_and_from_the_lowest(
    draw: Draw,
) -> None:
    strip = picture(draw("dot_strip", [1, 0, None, 4], "seen twice"))

    assert [" ".join(one["class"]) for one in strip.select("rect, circle")] == [
        "l1",
        "unseen",
        "dot",
        "l4",
    ]


def test_a_bar_never_leaves_its_track(draw: Draw) -> None:
    assert parts(draw("number_bar", 9, 12, "")) == [("track", 238), ("l3", 178.5)]
    assert parts(draw("number_bar", 13, 12, "")) == [("track", 238), ("l3", 238)]
    assert parts(draw("number_bar", 0, 0, "")) == [("track", 238)]
    assert parts(draw("number_bar", None, 12, "")) == [("withheld", 238)]


def test_the_table_beside_says_the_same_in_numbers(draw: Draw) -> None:
    labels = {1: "A", 2: "B", 3: "C", 4: "D"}
    rows = [("First", [0, 7, 5, 0], "words"), ("Last", [None] * 4, "not shown")]

    table = BeautifulSoup(
        str(draw("level_table", "T", "M", rows, labels)), "html.parser"
    )

    assert [
        [cell.get_text(strip=True) for cell in row.select(".num")]
        for row in table.select("tr")
    ] == [["A", "B", "C", "D"], ["0", "7", "5", "0"], ["–not shown"] * 4]
