"""Checking a certificate that somebody has as a file."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from fablab.accounts.access import public
from fablab.accounts.limits import limit_tries
from fablab.certificates.forms.handed_in import MOST_BYTES, FileForm
from fablab.certificates.queries.handed_in import judge_file
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.signing import issuer_address, issuer_keys
from fablab.kernel import clock
from fablab.web.language import current_language
from fablab.web.mishaps import worded

_ENDPOINT = "verify_file"
_MOST_SENT = MOST_BYTES + 64 * 1024


@bp.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take larger forms than elsewhere, only where a certificate is expected."""
    if endpoint == f"{bp.name}.{_ENDPOINT}":
        request.max_content_length = _MOST_SENT


@bp.route("/verify/file", methods=["GET", "POST"])
@public
@limit_tries
def verify_file() -> ResponseReturnValue:
    """Ask for a file; a posted one is judged at once, and nothing of it is kept."""
    form, found, refusal = FileForm(), None, ""
    if form.validate_on_submit():
        now = clock.now()
        found = judge_file(
            form.data_of_file,
            issuer=issuer_address(),
            ring=issuer_keys(now=now),
            now=now,
        )
        refusal = worded(found.flaw) if found.flaw else ""
    page = render_template(
        "certificates/verify_file.html",
        form=form,
        found=found,
        refusal=refusal,
        language=current_language(),
    )
    return _unlisted(page, 422 if form.errors else 200)


def _unlisted(page: str, status: int) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
