"""Who of a series may get a certificate, and why the others may not yet."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.certificates.errors import NoMeetingHeld, NotOver, TooFewMeetings
from fablab.certificates.models import Certificate
from fablab.certificates.queries.lookup import is_valid
from fablab.certificates.snapshot import check_printable
from fablab.checkin.models import CAME, Attendance
from fablab.kernel.db import db
from fablab.kernel.errors import DomainError
from fablab.people.models import Guardian
from fablab.people.order import by_family_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One placed pupil, how often they came, and what stands in the way if anything.

    `certificate` is the valid one, if there is one already; `refusal` says why there
    cannot be one yet.
    """

    registration: Registration
    attended: tuple[Meeting, ...]
    held: tuple[Meeting, ...]
    certificate: Certificate | None
    refusal: DomainError | None

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.certificate is None and self.refusal is None


def proposals_of(series: Series, *, now: datetime) -> list[Proposal]:
    """Every pupil with a place in the series, ordered by name."""
    meetings = _meetings_of(series)
    held = tuple(meeting for meeting in meetings if meeting.ends_at <= now)
    registrations = _placed(series)
    came = _attended({meeting.id for meeting in held})
    valid = _valid_certificates({registration.id for registration in registrations})
    over = is_over(meetings, now=now)
    found = []
    for registration in registrations:
        attended = tuple(m for m in held if m.id in came[registration.id])
        refusal = _refusal(series, registration, attended, held) if over else NotOver()
        found.append(
            Proposal(
                registration=registration,
                attended=attended,
                held=held,
                certificate=valid.get(registration.id),
                refusal=refusal,
            )
        )
    return found


def is_over(meetings: Collection[Meeting], *, now: datetime) -> bool:
    """Whether the last meeting that was not cancelled has ended."""
    return all(m.ends_at <= now for m in meetings if m.cancelled_at is None)


def meetings_needed(series: Series, *, held: int) -> int:
    """How many of the meetings held a pupil must have attended, one at least."""
    return max(1, -(-series.attendance_needed * held // 100))


def _refusal(
    series: Series,
    registration: Registration,
    attended: Sequence[Meeting],
    held: Sequence[Meeting],
) -> DomainError | None:
    if not held:
        return NoMeetingHeld()
    needed = meetings_needed(series, held=len(held))
    pupil = registration.pupil
    if len(attended) < needed:
        return TooFewMeetings(
            name=pupil.full_name,
            attended=len(attended),
            held=len(held),
            needed=needed,
        )
    try:
        check_printable(pupil.full_name)
    except DomainError as refusal:
        return refusal
    return None


def _meetings_of(series: Series) -> Sequence[Meeting]:
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.series_id == series.id, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at)
    ).all()


def _placed(series: Series) -> Sequence[Registration]:
    placed = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.PLACED,
        )
        .options(
            contains_eager(Registration.pupil),
            joinedload(Registration.registered_by).joinedload(Guardian.account),
        )
        .order_by(Registration.id)
    )
    return sorted(placed, key=lambda registration: by_family_name(registration.pupil))


def _attended(meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """The meetings each registration came to."""
    rows = db.session.execute(
        select(Attendance.registration_id, Attendance.meeting_id).where(
            Attendance.meeting_id.in_(meeting_ids), Attendance.status.in_(CAME)
        )
    )
    came: dict[int, set[int]] = defaultdict(set)
    for registration_id, meeting_id in rows:
        came[registration_id].add(meeting_id)
    return came


def _valid_certificates(registration_ids: Collection[int]) -> dict[int, Certificate]:
    rows = db.session.scalars(
        select(Certificate).where(
            Certificate.registration_id.in_(registration_ids), is_valid()
        )
    )
    return {row.registration_id: row for row in rows}
