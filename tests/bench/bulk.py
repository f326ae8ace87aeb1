"""A whole series certified at once, by the worker, in a process of its own."""

import multiprocessing
import os
import resource
import time
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import NamedTuple

from flask import Flask

from fablab.app import create_app
from fablab.certificates.models import Batch, BatchItem, ItemState
from fablab.certificates.services import start_batch
from fablab.certificates.work import issue_waiting
from fablab.config import read_settings
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.web.logs import configure_logs
from tests.certificates.factories import (
    AFTERWARDS,
    FIRST,
    make_coordinator,
    make_visitor,
)
from tests.factories import make_guardian, make_pupil, make_series

MEETINGS = 4
KILOBYTES_IN_A_MEGABYTE = 1024


class Bulk(NamedTuple):
    """What a worker did: certificates, seconds, and megabytes before and at most."""

    issued: int
    seconds: float
    before: float
    peak: float


def issue_in_bulk(app: Flask, environment: Mapping[str, str], *, pupils: int) -> Bulk:
    """Have so many pupils certified: issued, drawn, fingerprinted, letters queued."""
    with app.app_context():
        batch = _start(pupils)
        db.engine.dispose()
    ours, theirs = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("spawn").Process(
        target=_work, args=(dict(environment), theirs)
    )
    worker.start()
    seconds, before, peak = ours.recv()
    worker.join()
    with app.app_context():
        done = db.session.query(BatchItem).filter_by(
            batch_id=batch, state=ItemState.DONE
        )
        issued = done.count()
        db.engine.dispose()
    return Bulk(issued, seconds, before, peak)


def _start(pupils: int) -> int:
    """Fill a finished series, and write down that all are to get a certificate."""
    starts = tuple(FIRST + timedelta(days=7 * week) for week in range(MEETINGS))
    series = make_series(starts=starts, capacity=pupils)
    coordinator = make_coordinator(series.site)
    visitors = [
        make_visitor(
            series,
            came_to=range(MEETINGS),
            pupil=make_pupil(f"Łucja {n}", "Żółć", guardian=make_guardian(f"Ewa {n}")),
        )
        for n in range(pupils)
    ]
    ids = [visitor.id for visitor in visitors]
    with unit_of_work():
        batch: Batch = start_batch(
            series=db.session.merge(series),
            registrations=[db.session.get_one(Registration, one) for one in ids],
            by=db.session.merge(coordinator),
            now=AFTERWARDS,
        )
    return batch.id


def _work(environment: dict[str, str], answer: Connection) -> None:
    os.environ.update(environment)
    clock.now = lambda: AFTERWARDS
    app = create_app(read_settings())
    configure_logs("WARNING")
    with app.app_context():
        before = _megabytes()
        began = time.perf_counter()
        issue_waiting()
        answer.send((time.perf_counter() - began, before, _megabytes()))


def _megabytes() -> float:
    """The most memory that this process has used so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / KILOBYTES_IN_A_MEGABYTE
