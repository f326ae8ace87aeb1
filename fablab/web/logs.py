"""Structured logs: one JSON line a request, without names, addresses or links."""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
import structlog.tracebacks
from flask import Flask, Response, g, request

from fablab.kernel.codes import random_code

_log = structlog.get_logger("fablab.request")


def configure_logs(level: str) -> None:
    """Write JSON lines to standard error from `level` up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            keep_first_lines,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def keep_first_lines(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Cut what an exception says to its first line.

    PostgreSQL quotes the whole row of a failed statement below that, names included.
    """
    for error in event.get("exception", ()):
        error["exc_value"] = error["exc_value"].partition("\n")[0]
    return event


def log_requests(app: Flask) -> None:
    """Give every request an id, and log its endpoint, status and milliseconds."""

    def begin() -> None:
        g.request_id = random_code(8)
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint not in {"static", "live"}:
            _log.info(
                "request",
                request_id=g.get("request_id"),
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", 0.0)) * 1000, 1),
            )
        return response

    app.before_request(begin)
    app.after_request(end)
