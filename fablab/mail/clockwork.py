"""What is to be done every minute, by one process of however many there are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import Busy
from fablab.mail.models import CronSlot

KEPT = timedelta(days=1)
_log = structlog.get_logger("fablab.clockwork")


class Job(Protocol):
    """A rule that is called in a unit of work."""

    def __call__(self, *, now: datetime) -> object:
        """Do what is due at `now`."""


J = TypeVar("J", bound=Job)
_jobs: dict[str, Job] = {}


def every_minute(name: str) -> Callable[[J], J]:
    """Have the function called every minute, in a unit of work, as `f(now=…)`.

    Args:
        name: tells the jobs apart; a second function of that name replaces the first.
    """

    def add(job: J) -> J:
        _jobs[name] = job
        return job

    return add


def run_jobs(app: Flask) -> None:
    """Run each job whose turn this minute nobody else has taken."""
    for name, job in list(_jobs.items()):
        with app.app_context():
            try:
                run_in_turn(name, job, now=clock.now())
            except Busy:
                _log.warning("job waits for its next turn", job=name)
            except Exception:  # noqa: BLE001 -- logged; the thread lives on
                _log.exception("job failed", job=name)


def run_in_turn(name: str, job: Job, *, now: datetime) -> bool:
    """Run the job unless its turn of this minute is taken.

    Returns:
        Whether it ran. A job that fails gives its turn back with all that it wrote.
    """
    slot = now.replace(second=0, microsecond=0)
    with unit_of_work():
        if not _take_turn(name, slot):
            return False
        job(now=now)
    return True


def _take_turn(name: str, slot: datetime) -> bool:
    old = CronSlot.job == name, CronSlot.slot < slot - KEPT
    db.session.execute(delete(CronSlot).where(*old))
    try:
        with db.session.begin_nested():
            db.session.add(CronSlot(job=name, slot=slot))
    except IntegrityError:
        return False
    return True
