"""Driving a server on this machine for some seconds, by `wrk` or by our own client."""

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection

CLIENTS = 8
WRK_LATENCY = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
WRK_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Speed:
    """What was reached: requests per second, and the slowest hundredth in ms."""

    per_second: float
    p99: float


def drive_page(port: int, path: str, seconds: int) -> Speed:
    """Fetch one page again and again with eight clients."""
    if shutil.which("wrk") is None:
        return drive(port, lambda _: ("GET", path, b"", {}), seconds)
    command = ["wrk", "-t2", f"-c{CLIENTS}", f"-d{seconds}s", "--latency"]
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


Request = tuple[str, str, bytes, dict[str, str]]


def drive(port: int, request: Callable[[int], Request], seconds: int) -> Speed:
    """Send made-up requests with eight threads; `request` gets a running number."""
    until = time.perf_counter() + seconds
    times: list[float] = []
    numbers = iter(range(100_000_000))

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        while (began := time.perf_counter()) < until:
            method, path, body, headers = request(next(numbers))
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 300:
                raise AssertionError(f"{path} answers {answer.status}")
            times.append(time.perf_counter() - began)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Speed(len(times) / seconds, times[int(len(times) * 0.99)] * 1000)
