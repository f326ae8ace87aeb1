"""Settling scans that no rule could judge: a person says for whom they count."""

from datetime import datetime

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.checkin.errors import CannotSettle
from fablab.checkin.models import ReviewAction, Scan, ScanReview
from fablab.checkin.services.attendance import derive_attendance
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


def count_scan_for(
    *,
    scan: Scan,
    meeting: Meeting,
    registration: Registration,
    by: Account,
    now: datetime,
    is_admitted: bool = False,
) -> ScanReview:
    """Let a scan count for a pupil at a meeting, as if it had named both.

    The scan itself stays as it was seen. It counts for nobody else any more, and if the
    pupil was seen there anyhow, there is one attendance all the same.

    Args:
        scan: one that nobody has settled.
        meeting: where it counts.
        registration: for whom, in the meeting's own series.
        by: who has found that out.
        now: the aware instant.
        is_admitted: the pupil was let in at the door, and got the place then.

    Raises:
        CannotSettle: it was settled before, or the pupil is not of that series.
    """
    if registration.series_id != meeting.series_id:
        raise CannotSettle(
            N_("%(name)s is not registered for this workshop."),
            name=registration.pupil.given_name,
        )
    _refuse_if_settled(scan)
    action = ReviewAction.ADMITTED if is_admitted else ReviewAction.COUNTS_FOR
    review = ScanReview(
        scan=scan,
        action=action,
        by=by,
        at=now,
        meeting=meeting,
        registration=registration,
    )
    _keep(review, now=now)
    pairs = {(meeting.id, registration.id)}
    if scan.meeting_id and scan.registration_id:
        pairs.add((scan.meeting_id, scan.registration_id))
    derive_attendance(pairs)
    return review


def dismiss_scan(*, scan: Scan, by: Account, note: str, now: datetime) -> ScanReview:
    """Leave a scan as it is: somebody has looked at it, and there is nothing to do.

    Args:
        scan: one that nobody has settled.
        by: who has looked.
        note: why, in at most 200 characters; may be empty.
        now: the aware instant.

    Raises:
        CannotSettle: it was settled before.
    """
    _refuse_if_settled(scan)
    review = ScanReview(
        scan=scan, action=ReviewAction.DISMISSED, by=by, at=now, note=note
    )
    _keep(review, now=now)
    return review


def _refuse_if_settled(scan: Scan) -> None:
    settled = select(ScanReview.id).where(ScanReview.scan_id == scan.id)
    if db.session.scalar(settled) is not None:
        raise CannotSettle(N_("Somebody has settled this scan already."))


def _keep(review: ScanReview, *, now: datetime) -> None:
    db.session.add(review)
    db.session.flush()
    record_event(
        actor=review.by.public_id,
        action=f"scan.{review.action}",
        subject_kind="scan",
        subject=str(review.scan.event_id),
        now=now,
        details={
            "meeting": review.meeting.public_id if review.meeting else None,
            "registration": (
                review.registration.public_id if review.registration else None
            ),
        },
    )
