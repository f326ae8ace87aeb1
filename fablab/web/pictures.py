"""Pictures that are one person's own, as answers."""

from flask import Response

SECONDS = 60
"""So long a browser may show a picture that was withdrawn meanwhile."""


def picture_answer(data: bytes, *, media_type: str) -> Response:
    """The picture to be shown in a page, kept only by the browser that asked."""
    answer = Response(data, mimetype=media_type)
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    return answer
