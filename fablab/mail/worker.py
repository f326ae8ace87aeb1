"""The worker: threads that wake when a letter was queued, and when the clock says so.

huey only wakes and schedules, in memory; the rows of the outbox and of the clock's
turns are the truth. A worker that is never woken still looks every few seconds.
"""

import atexit

import structlog
from flask import Flask, current_app, has_app_context
from huey import MemoryHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import event
from sqlalchemy.orm import Session

from fablab.kernel import clock
from fablab.kernel.errors import Busy
from fablab.mail.clockwork import run_jobs
from fablab.mail.delivery import send_due_letters
from fablab.mail.models import Letter
from fablab.mail.outbox import has_due_letters

LOOK_SECONDS = 5
STOP_SECONDS = 15
_EXTENSION = "fablab.worker"
_QUEUED = "fablab.letter_queued"
_log = structlog.get_logger("fablab.worker")


class _Threads(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer that lives in a server's process, whose signals are not its own."""

    def _set_signal_handlers(self) -> None:
        """Leave signals to the server."""


class Worker:
    """Sends letters and runs the minutely jobs of one app, in threads of its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        huey = MemoryHuey(f"fablab-{id(app)}", results=False)
        self._send = huey.task(name="send")(self._send_letters)
        self._look = huey.task(name="look")(self._look_for_letters)
        huey.periodic_task(crontab(minute="*"), name="jobs")(self._run_jobs)
        self._consumer = _Threads(
            huey,
            workers=1,
            initial_delay=0.05,
            max_delay=0.5,
            shutdown_timeout=STOP_SECONDS,
        )

    def start(self) -> None:
        """Start the threads and send what has waited."""
        self._consumer.start()
        self._look()

    def stop(self) -> None:
        """Finish the letter at hand, then stop."""
        self._consumer.stop(graceful=True)

    def wake(self) -> None:
        """Send what is due, soon."""
        self._send()

    def _send_letters(self) -> None:
        with self._app.app_context():
            try:
                send_due_letters()
            except Busy:
                _log.warning("the outbox waits for the database")
            except Exception:  # noqa: BLE001 -- logged; the thread lives on
                _log.exception("the outbox could not be read")

    def _look_for_letters(self) -> None:
        try:
            with self._app.app_context():
                due = has_due_letters(now=clock.now())
            if due:
                self._send_letters()
        except Exception:  # noqa: BLE001 -- logged; the thread lives on
            _log.exception("the outbox could not be read")
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
def _note_letter(session: Session, *_: object) -> None:
    if any(isinstance(row, Letter) for row in session.new):
        session.info[_QUEUED] = True


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    if session.info.pop(_QUEUED, False) and has_app_context():
        worker = current_app.extensions.get(_EXTENSION)
        if isinstance(worker, Worker):
            worker.wake()


@event.listens_for(Session, "after_rollback")
def _forget_letter(session: Session) -> None:
    session.info.pop(_QUEUED, None)
