"""The worker: threads that wake for new work, and when the clock says so.

huey only wakes and schedules, in memory; the rows of the outbox, of other errands and
of the clock's turns are the truth. A worker that is never woken still looks every few
seconds.
"""

import atexit

from flask import Flask, current_app, has_app_context
from huey import MemoryHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import event
from sqlalchemy.orm import Session

from fablab.mail.clockwork import run_jobs
from fablab.mail.errands import look_for_errands, run_errand, woken_by

LOOK_SECONDS = 5
STOP_SECONDS = 15
_EXTENSION = "fablab.worker"
_QUEUED = "fablab.errands_queued"


class _Threads(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer that lives in a server's process, whose signals are not its own."""

    def _set_signal_handlers(self) -> None:
        """Leave signals to the server."""


class Worker:
    """Runs the errands and the minutely jobs of one app, in threads of its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        huey = MemoryHuey(f"fablab-{id(app)}", results=False)
        self._run = huey.task(name="run")(self._run_errand)
        self._look = huey.task(name="look")(self._look_for_errands)
        huey.periodic_task(crontab(minute="*"), name="jobs")(self._run_jobs)
        self._consumer = _Threads(
            huey,
            workers=1,
            initial_delay=0.05,
            max_delay=0.5,
            shutdown_timeout=STOP_SECONDS,
        )

    def start(self) -> None:
        """Start the threads and do what has waited."""
        self._consumer.start()
        self._look()

    def stop(self) -> None:
        """Finish what is at hand, then stop."""
        self._consumer.stop(graceful=True)

    def wake(self, errand: str) -> None:
        """Do what is due of the errand, soon."""
        self._run(errand)

    def _run_errand(self, name: str) -> None:
        with self._app.app_context():
            run_errand(name)

    def _look_for_errands(self) -> None:
        try:
            with self._app.app_context():
                look_for_errands()
        finally:
            self._look.schedule(delay=LOOK_SECONDS)

    def _run_jobs(self) -> None:
        run_jobs(self._app)


def start_worker(app: Flask) -> Worker:
    """Start the app's worker; it stops with the process, or by `stop()`."""
    worker = Worker(app)
    app.extensions[_EXTENSION] = worker
    worker.start()
    atexit.register(worker.stop)
    return worker


@event.listens_for(Session, "after_flush")
def _note_errands(session: Session, *_: object) -> None:
    names = {name for row in session.new if (name := woken_by(row))}
    if names:
        session.info.setdefault(_QUEUED, set()).update(names)


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    names = session.info.pop(_QUEUED, ())
    if names and has_app_context():
        worker = current_app.extensions.get(_EXTENSION)
        if isinstance(worker, Worker):
            for name in sorted(names):
                worker.wake(name)


@event.listens_for(Session, "after_rollback")
def _forget_errands(session: Session) -> None:
    session.info.pop(_QUEUED, None)
