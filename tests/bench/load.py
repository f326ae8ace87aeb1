"""Driving a server on this machine for some seconds, by `wrk` or by our own client."""

import random
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection

CLIENTS = 8
WRK_LATENCY = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
WRK_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}

Headers = Mapping[str, str]
Request = tuple[str, str, bytes, Headers]
"""Method, path, body and headers."""


@dataclass(frozen=True)
class Speed:
    """What was reached: requests per second, and the slowest hundredth in ms."""

    per_second: float
    p99: float


def drive_page(
    port: int, path: str, seconds: int, headers: Headers | None = None
) -> Speed:
    """Fetch one page again and again with eight clients."""
    headers = headers or {}
    if shutil.which("wrk") is None:
        return drive(port, always("GET", path, b"", headers), seconds)
    command = ["wrk", "-t2", f"-c{CLIENTS}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    address = f"http://127.0.0.1:{port}{path}"
    done = subprocess.run(  # noqa: S603 - wrk, on our own server
        [*command, address], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        raise AssertionError(f"{path} failed under load: {done.stdout}")
    rate, latency = WRK_RATE.search(done.stdout), WRK_LATENCY.search(done.stdout)
    assert rate is not None
    assert latency is not None
    p99 = float(latency[1]) * MILLISECONDS[latency[2]]
    return Speed(float(rate[1]), p99)


def always(method: str, path: str, body: bytes, headers: Headers) -> Iterator[Request]:
    """The same request, time and again."""
    while True:
        yield method, path, body, headers


def drive(port: int, requests: Iterator[Request], seconds: int) -> Speed:
    """Send requests with eight threads, as long as there is time and there are any."""
    began = time.perf_counter()
    until = began + seconds
    answers: list[tuple[int, float]] = []
    turn = threading.Lock()

    def next_request() -> Request | None:
        with turn:
            return next(requests, None)

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until and (request := next_request()):
            answers.append(_ask(connection, request))
        connection.close()

    _run([client] * CLIENTS)
    took = time.perf_counter() - began
    failed = {status for status, _ in answers if status >= 400}
    if failed:
        raise AssertionError(f"the server answers {failed}")
    return Speed(len(answers) / took, _p99(answers))


def rush(
    port: int, requests: Iterable[Request], *, within: float
) -> tuple[Counter[int], Speed]:
    """Send each request once, on a connection of its own, at some moment `within`.

    Nobody waits for the answer to anybody else.

    Returns:
        How often each status came back, and the speed until the last answer.
    """
    began = time.perf_counter()
    answers: list[tuple[int, float]] = []
    pick = random.Random(20261101)  # noqa: S311 -- when somebody presses

    def visitor(request: Request, moment: float) -> Callable[[], None]:
        def press() -> None:
            time.sleep(moment)
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            answers.append(_ask(connection, request))
            connection.close()

        return press

    _run([visitor(request, pick.uniform(0, within)) for request in requests])
    took = time.perf_counter() - began
    statuses = Counter(status for status, _ in answers)
    return statuses, Speed(len(answers) / took, _p99(answers))


def deliver(port: int, queues: Iterable[Iterable[Request]]) -> float:
    """Send each queue by a client of its own, one request after the other.

    Returns:
        Seconds until the last answer.
    """
    answers: list[tuple[int, float]] = []

    def client(queue: Iterable[Request]) -> Callable[[], None]:
        def send() -> None:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            answers.extend(_ask(connection, request) for request in queue)
            connection.close()

        return send

    began = time.perf_counter()
    _run([client(queue) for queue in queues])
    took = time.perf_counter() - began
    failed = {status for status, _ in answers if status >= 400}
    if failed:
        raise AssertionError(f"the server answers {failed}")
    return took


def _ask(connection: HTTPConnection, request: Request) -> tuple[int, float]:
    method, path, body, headers = request
    began = time.perf_counter()
    connection.request(method, path, body, dict(headers))
    answer = connection.getresponse()
    answer.read()
    return answer.status, (time.perf_counter() - began) * 1000


def _run(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _p99(answers: list[tuple[int, float]]) -> float:
    times = sorted(milliseconds for _, milliseconds in answers)
    return times[int(len(times) * 0.99)]
