"""The certificate as a PDF, for the family and for the coordinator."""

from collections.abc import Mapping

from flask import Response

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.certificates.models import Certificate
from fablab.certificates.papers import issued_paper
from fablab.certificates.queries import family_certificate, staff_certificate
from fablab.certificates.queries.credentials import credential_attachment
from fablab.certificates.routes.blueprint import bp


@bp.get("/family/certificates/<public_id>.pdf")
@requires(Right.SEE_FAMILY)
def family_file(public_id: str) -> Response:
    """The certificate of one of the guardian's own pupils, its credential within."""
    certificate = family_certificate(public_id, actor=current_actor())
    return _file(certificate, credential_attachment(certificate))


@bp.get("/staff/certificates/<public_id>.pdf")
@requires(Right.ISSUE_CERTIFICATES)
def staff_file(public_id: str) -> Response:
    """A certificate of the coordinator's site, whether it is still valid or not."""
    return _file(staff_certificate(public_id, actor=current_actor()))


def _file(
    certificate: Certificate, attachments: Mapping[str, bytes] | None = None
) -> Response:
    paper = issued_paper(certificate, attachments)
    answer = Response(paper, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'inline; filename="certificate-{certificate.code}.pdf"'
    )
    return answer
