"""Many families in processes of their own, who press the button at the same moment."""

import multiprocessing
from collections import Counter
from http.client import HTTPConnection
from multiprocessing.synchronize import Barrier

from tests.proof.family import fill_in
from tests.proof.visitor import Visitor

WAIT_SECONDS = 120


def rush(port: int, slug: str, *, processes: int, attempts: int) -> Counter[int]:
    """Let `processes` times `attempts` families fill in the form, then press at once.

    Returns:
        How often each HTTP status came back.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with context.Pool(processes, _remember, (barrier,)) as pool:
        found = pool.starmap(
            _press, [(port, slug, number, attempts) for number in range(processes)], 1
        )
    return sum(found, Counter())


_meet: list[Barrier] = []


def _remember(barrier: Barrier) -> None:
    _meet.append(barrier)


def _press(port: int, slug: str, process: int, attempts: int) -> Counter[int]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    ready = [
        fill_in(Visitor(connection), slug, email=f"family{process}.{n}@example.org")
        for n in range(attempts)
    ]
    _meet[0].wait(WAIT_SECONDS)
    connection.close()  # the server may have, during the wait; the next press connects
    statuses = Counter(family.press().status for family in ready)
    connection.close()
    return statuses
