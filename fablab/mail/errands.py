"""What the worker does when new rows wake it: send letters, issue certificates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import structlog

from fablab.kernel import clock
from fablab.kernel.db import Model
from fablab.kernel.errors import Busy

_log = structlog.get_logger("fablab.worker")


class Question(Protocol):
    """Whether there is something to do; asked every few seconds, so made cheap."""

    def __call__(self, *, now: datetime) -> bool:
        """Look, without taking the database's lock."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Work whose rows are the truth: `run` does what is due, leased and settled."""

    name: str
    woken_by: type[Model]
    is_due: Question
    run: Callable[[], object]


R = TypeVar("R", bound=Callable[[], object])
_errands: dict[str, Errand] = {}


def errand(name: str, *, woken_by: type[Model], is_due: Question) -> Callable[[R], R]:
    """Have the function called in an app context, soon after such a row is committed.

    Args:
        name: tells the errands apart; a second one of that name replaces the first.
        woken_by: a new row of it wakes the worker.
        is_due: asked every few seconds, in case that nobody woke the worker.
    """

    def add(run: R) -> R:
        _errands[name] = Errand(name=name, woken_by=woken_by, is_due=is_due, run=run)
        return run

    return add


def woken_by(row: object) -> str | None:
    """The errand that a new row gives rise to."""
    for one in _errands.values():
        if isinstance(row, one.woken_by):
            return one.name
    return None


def run_errand(name: str) -> None:
    """Do what is due; a mistake of ours is logged, and the thread lives on."""
    try:
        _errands[name].run()
    except Busy:
        _log.warning("an errand waits for the database", errand=name)
    except Exception:  # noqa: BLE001 -- logged; the thread lives on
        _log.exception("an errand failed", errand=name)


def look_for_errands() -> None:
    """Do whatever is due, woken or not."""
    for name, one in list(_errands.items()):
        try:
            due = one.is_due(now=clock.now())
        except Exception:  # noqa: BLE001 -- logged; the thread lives on
            _log.exception("an errand could not be looked for", errand=name)
        else:
            if due:
                run_errand(name)
