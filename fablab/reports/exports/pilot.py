"""Published figures as open data: one table, and a description of it.

The description follows Data Package 1.0 (Frictionless Standards): the table's columns
with what each holds, so that a program can read it without asking.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fablab.assessments.statistics import Shown
from fablab.reports.figures import Counts, Figures, Growth

COLUMNS = (
    ("table", "string", "What is counted: pupils, attendance or growth"),
    ("domain", "string", "Growth only: creativity or self_reliance"),
    ("dimension", "string", "Growth only: the dimension's code in its rubric"),
    ("when", "string", "Growth only: first or last observation of the same places"),
    (
        "group",
        "string",
        "Age in years, share of meetings attended, or levels; or total",
    ),
    ("unit", "string", "pupils, places (one pupil in one series) or per cent"),
    ("value", "string", "The figure; empty where it is withheld; <10 or >90 are open"),
    ("withheld", "boolean", "Whether the figure is left out to protect pupils"),
)
_MIDNIGHT_1980 = (1980, 1, 1, 0, 0, 0)

Row = tuple[str, str, str, str, str, str, str, str]


def open_data(figures: Figures, *, name: str, url: str, published: datetime) -> bytes:
    """A zip with `figures.csv` and `datapackage.json`, equal for equal figures.

    Args:
        figures: as they were published.
        name: what the package is called: lower case letters, figures and dashes.
        url: where the figures are shown.
        published: the aware instant of publishing.
    """
    description = _package(figures, name=name, url=url, published=published)
    texts = {
        "figures.csv": _table(figures),
        "datapackage.json": json.dumps(description, ensure_ascii=False, indent=2),
    }
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for path, text in texts.items():
            archive.writestr(ZipInfo(path, _MIDNIGHT_1980), text, ZIP_DEFLATED)
    return file.getvalue()


def _table(figures: Figures) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading for heading, _kind, _meaning in COLUMNS])
    writer.writerows(_rows(figures))
    return text.getvalue()


def _rows(figures: Figures) -> Iterator[Row]:
    yield from _counted("pupils", "pupils", figures.pupils)
    yield from _counted("attendance", "places", figures.attendance)
    for growth in figures.growth:
        yield from _grown(growth)


def _counted(table: str, unit: str, counts: Counts) -> Iterator[Row]:
    named = zip((*counts.keys, "total"), (*counts.counts, counts.total), strict=True)
    for group, count in named:
        yield (table, "", "", "", group, unit, *_value(count))


def _grown(growth: Growth) -> Iterator[Row]:
    groups = ["-".join(map(str, _ends(group))) for group in growth.groups]
    for when, counts in (("first", growth.first), ("last", growth.last)):
        for group, count in zip(groups, counts, strict=True):
            yield _grown_row(growth, when, group, count)
    for number, when in enumerate(("first", "last") if growth.shares else ()):
        share = growth.shares[number] if growth.shares else ""
        head = ("growth", growth.domain, growth.code, when)
        yield (*head, groups[-1], "per cent", share, "false")
    yield _grown_row(growth, "", "total", growth.total)
    yield _grown_row(growth, "", "not counted", growth.left_out)


def _grown_row(growth: Growth, when: str, group: str, count: Shown) -> Row:
    head = ("growth", growth.domain, growth.code, when, group)
    return (*head, "places", *_value(count))


def _ends(group: Sequence[int]) -> Sequence[int]:
    return group if len(group) == 1 else (group[0], group[-1])


def _value(count: Shown) -> tuple[str, str]:
    return ("", "true") if count is None else (str(count), "false")


def _package(
    figures: Figures, *, name: str, url: str, published: datetime
) -> dict[str, Any]:
    return {
        "name": name,
        "title": f"Youngster FabLab figures: {figures.site}, {figures.city}",
        "description": (
            f"Counts from {figures.series} workshop series with {figures.meetings} "
            f"meetings, {figures.first_on} to {figures.last_on}. No count stands for "
            f"fewer than {figures.audience} pupils; others are withheld so that these "
            "cannot be worked out. Levels were observed by facilitators and are "
            "counted with the guardians' consent. There was no comparison group: the "
            "figures do not show what the workshops caused."
        ),
        "homepage": url,
        "created": published.isoformat(),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "rubrics": sorted({growth.rubric for growth in figures.growth}),
        "resources": [
            {
                "name": "figures",
                "path": "figures.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": heading, "type": kind, "description": meaning}
                        for heading, kind, meaning in COLUMNS
                    ],
                    "missingValues": [""],
                },
            }
        ],
    }
