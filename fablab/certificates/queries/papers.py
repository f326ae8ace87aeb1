"""Finding the files that were signed."""

from sqlalchemy import select

from fablab.certificates.models import Certificate, SignedPaper
from fablab.kernel.db import db


def signed_paper(certificate: Certificate, *, carries: str) -> bytes | None:
    """The file that was signed with these attachments; None if none was."""
    return db.session.scalar(
        select(SignedPaper.data).where(
            SignedPaper.certificate_id == certificate.id,
            SignedPaper.carries == carries,
        )
    )
