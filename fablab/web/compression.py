"""Smaller answers for phones: what shrinks is compressed where nothing secret is in it.

A page of somebody who is signed in, or that holds a form's token, stays as it is: its
compressed length could be used to guess what it says (BREACH, Gluck, Harris and Prado
2013).
"""

from flask import Flask, Response, request, session
from flask_compress import Compress

_SHRINKABLE = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/wasm",
    "image/svg+xml",
]


def compress_public_answers(app: Flask) -> None:
    """Compress what visitors without a session get, and static files for everybody."""
    app.config["COMPRESS_REGISTER"] = False
    app.config["COMPRESS_MIMETYPES"] = _SHRINKABLE
    app.config["COMPRESS_BR_LEVEL"] = 5
    compress = Compress(app)
    session_cookie = app.config["SESSION_COOKIE_NAME"]

    def shrink(response: Response) -> Response:
        is_static = request.endpoint == "static"
        has_session = session_cookie in request.cookies or bool(session)
        if has_session and not is_static:
            return response
        if is_static and response.mimetype in _SHRINKABLE:
            response.direct_passthrough = False
            response.make_sequence()  # read the file, and close it with the answer
        return compress.after_request(response)

    app.after_request(shrink)
