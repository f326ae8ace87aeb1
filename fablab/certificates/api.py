"""The feature's part of the public API: what a certificate's number stands for."""

from flask import Response
from flask_smorest import Blueprint

from fablab.accounts.access import public
from fablab.certificates.numbers import tidy_number
from fablab.certificates.queries import by_code
from fablab.certificates.queries.credentials import credential_by_code
from fablab.certificates.schemas import CertificateSchema
from fablab.certificates.snapshot import Snapshot
from fablab.certificates.wording import verify_url

CREDENTIAL = "application/vc"

bp = Blueprint(
    "certificates_api",
    __name__,
    url_prefix="/api/v1",
    description="What was certified under a number, and whether it still holds.",
)


@bp.route("/certificates/<code>")
@public
@bp.response(200, CertificateSchema)
def show(code: str) -> dict[str, object]:
    """Say what a certificate's number stands for; an unknown one is an answer too."""
    found = by_code(tidy_number(code))
    return {
        "code": found.code,
        "status": found.status,
        "ended_on": found.ended_on,
        "url": verify_url(found.code),
        **(_facts(found.facts) if found.facts else dict.fromkeys(_FACTS)),
    }


@bp.route("/credentials/<code>")
@public
@bp.response(
    200,
    {"type": "object"},
    description="The signed Open Badges 3.0 credential; its list says if it holds.",
    content_type=CREDENTIAL,
)
@bp.alt_response(
    404,
    schema={"type": "object"},
    description="No such number, or the family wants no credential: both answer alike.",
    content_type="application/problem+json",
)
def credential(code: str) -> Response:
    """Hand out the certificate's signed twin, which names nobody."""
    found = credential_by_code(tidy_number(code))
    return Response(found.signed, mimetype=CREDENTIAL)


_FACTS = (
    "pupil",
    "series",
    "topic",
    "language",
    "done",
    "starts_on",
    "ends_on",
    "meetings_attended",
    "meetings_held",
    "hours",
    "project_shown_on",
    "issuer",
    "issued_on",
)


def _facts(facts: Snapshot) -> dict[str, object]:
    values = (
        facts.initials,
        facts.series,
        facts.topic,
        facts.language,
        facts.done,
        facts.first_on,
        facts.last_on,
        facts.meetings_attended,
        facts.meetings_held,
        facts.hours,
        facts.project_on,
        {"name": facts.site, "city": facts.city},
        facts.issued_on,
    )
    return dict(zip(_FACTS, values, strict=True))
