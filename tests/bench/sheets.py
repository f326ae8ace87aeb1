"""The growth sheets of a series with 200 pupils, from the database to one file."""

import multiprocessing
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.app import create_app
from fablab.assessments.models import Assessment, ObservedLevel
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.config import read_settings
from fablab.kernel.db import db, unit_of_work
from fablab.reports.pdf import sheets_pdf
from fablab.reports.queries.sheets import sheets_of_series
from fablab.reports.sheets import sheet_design
from fablab.series.models import Series
from tests.bench.door import give_places
from tests.factories import make_guardian, make_series, make_site
from tests.support.statements import counted_statements

PUPILS, MEETINGS = 200, 8
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Drawn:
    """What came of it: `seconds` on one core, `peak` in bytes, of the whole process."""

    pages: int
    seconds: float
    statements: int
    peak: int
    file: bytes


def draw_sheets(app: Flask, environment: Mapping[str, str]) -> Drawn:
    """Observe every pupil in six dimensions at eight meetings; draw all sheets.

    A process of its own draws them, so that its memory is known.
    """
    slug = _observe(app)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_draw, (dict(environment), slug))


def _observe(app: Flask) -> str:
    now = datetime.now(UTC)
    starts = tuple(now - WEEK * weeks for weeks in range(MEETINGS, 0, -1))
    with app.app_context():
        series = make_series(site=make_site("bench"), capacity=PUPILS, starts=starts)
        places = give_places(series, pupils=PUPILS, by=make_guardian(), at=starts[0])
        observer = db.session.scalars(select(Account).limit(1)).one()
        dimensions, present = shipped_rubric().dimensions, AttendanceStatus.PRESENT
        with unit_of_work():
            for turn, (place, meeting) in enumerate(product(places, series.meetings)):
                db.session.add(
                    Attendance(meeting=meeting, registration=place, status=present)
                )
                seen = Assessment(
                    meeting=meeting,
                    registration=place,
                    assessed_by=observer,
                    assessed_at=meeting.ends_at,
                    received_at=meeting.ends_at,
                )
                db.session.add_all(
                    ObservedLevel(
                        assessment=seen,
                        dimension=dimension,
                        level=(turn + number) % 5 or None,
                    )
                    for number, dimension in enumerate(dimensions)
                )
        slug = series.slug
        db.session.remove()
        db.engine.dispose()
    return slug


def _draw(environment: Mapping[str, str], slug: str) -> Drawn:
    with patch.dict("os.environ", environment):
        app = create_app(read_settings())
    now = datetime.now(UTC)
    with app.app_context():
        series = db.session.scalars(select(Series).where(Series.slug == slug)).one()
        began = time.process_time()
        with counted_statements() as statements:
            sheets = sheets_of_series(series, now=now, fallback="en")
        file = sheets_pdf(
            (sheet_design(sheet, made_at=now) for sheet in sheets),
            title="Growth",
            author="FabLab",
            language="en",
        )
        seconds = time.process_time() - began
        db.engine.dispose()
    return Drawn(
        pages=len(sheets),
        seconds=seconds,
        statements=len(statements),
        peak=_most_memory(),
        file=file,
    )


def _most_memory() -> int:
    """The most that this process had in memory so far, in bytes (proc(5), VmHWM).

    What `getrusage` says would count the parent's memory in.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0
