"""Certificates of the series that are over: projects seen, one anew, one revoked."""

from datetime import datetime, timedelta

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.certificates.models import Certificate, RevokeKind
from fablab.certificates.queries import proposals_of
from fablab.certificates.services import (
    issue_certificates,
    note_projects,
    reissue_certificate,
    revoke_certificate,
)
from fablab.demo.programme import Run
from fablab.kernel.db import db
from fablab.registrations.models import Registration

ENDED = 2


def issue_papers(run: Run, by: Account) -> None:
    """Certify who came often enough, a day after the last meeting."""
    issued_at = run.meetings[-1].ends_at + timedelta(days=1)
    issue_certificates(series=run.series, issued_by=by, now=issued_at, mails=False)


def show_projects(run: Run, by: Account) -> None:
    """Let the series ask for an own project, and note it for all but the first."""
    last = run.meetings[-1]
    run.series.project_needed = True
    pupils = [line.registration for line in proposals_of(run.series, now=last.ends_at)]
    note_projects(
        shown=pupils[1:],
        not_shown=pupils[:1],
        meeting=last,
        by=by,
        now=last.ends_at,
    )


def end_some(run: Run, by: Account) -> None:
    """Of the newest two, issue one anew and revoke the other."""
    newest = db.session.scalars(
        select(Certificate)
        .join(Certificate.registration)
        .where(Registration.series_id == run.series.id)
        .order_by(Certificate.id.desc())
        .limit(ENDED)
    ).all()
    if len(newest) < ENDED:
        return
    at: datetime = newest[0].issued_at + timedelta(hours=2)
    reissue_certificate(certificate=newest[0], by=by, reason="Spelling", now=at)
    revoke_certificate(
        certificate=newest[1],
        by=by,
        kind=RevokeKind.MISTAKE,
        reason="Hours of another workshop",
        now=at,
    )
