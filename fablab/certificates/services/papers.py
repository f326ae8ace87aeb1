"""Keeping files that were signed, and letting them go with their certificates."""

from datetime import datetime

from sqlalchemy import delete

from fablab.certificates.models import Certificate, SignedPaper
from fablab.certificates.queries.papers import signed_paper
from fablab.kernel.db import db


def keep_signed(
    certificate: Certificate, *, carries: str, data: bytes, now: datetime
) -> None:
    """Keep the file; the first that was signed stays the one that is handed out."""
    if signed_paper(certificate, carries=carries) is None:
        db.session.add(
            SignedPaper(
                certificate=certificate, carries=carries, data=data, signed_at=now
            )
        )
        db.session.flush()


def forget_carrying(certificate: Certificate) -> None:
    """Delete the signed files that carry along what is no longer handed out."""
    db.session.execute(
        delete(SignedPaper).where(
            SignedPaper.certificate_id == certificate.id, SignedPaper.carries != ""
        )
    )


def forget_signed(certificate: Certificate) -> None:
    """Delete the files of a certificate whose pupil is being erased."""
    db.session.execute(
        delete(SignedPaper).where(SignedPaper.certificate_id == certificate.id)
    )
