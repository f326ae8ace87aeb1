"""Letting go of what is over, as the pages about privacy promise."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from fablab.accounts.models import Account, FailedSignIn, Grant, OneTimeLink, SignIn
from fablab.assessments.models import WorkPhoto
from fablab.certificates.models import Batch, BatchItem, NameTry
from fablab.checkin.models import Card, KioskPass
from fablab.consent.models import Consent, PaperForm, PupilAnswer
from fablab.kernel.db import Model, db
from fablab.kernel.submissions import Submission
from fablab.mail.models import Letter
from fablab.people.models import (
    BarredPerson,
    Collector,
    DifferentPupils,
    Guardian,
    Guardianship,
    HealthNote,
    Invitation,
    Pupil,
)
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    Override,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Meeting

NOTES_KEPT = timedelta(days=14)
UNCONFIRMED_KEPT = timedelta(days=7)
PHOTOS_KEPT = timedelta(days=730)
TECHNICAL = (
    (Submission, Submission.accepted_at, timedelta(days=30)),
    (OneTimeLink, OneTimeLink.expires_at, timedelta(days=30)),
    (SignIn, SignIn.expires_at, timedelta(days=30)),
    (FailedSignIn, FailedSignIn.at, timedelta(days=1)),
    (Letter, Letter.queued_at, timedelta(days=90)),
    (KioskPass, KioskPass.expires_at, timedelta(days=30)),
    (BatchItem, BatchItem.settled_at, timedelta(days=30)),
    (NameTry, NameTry.at, timedelta(days=1)),
)
"""What only makes the site work: the table, the instant that counts, how long after."""

SAYS_MORE = (
    Consent,
    PupilAnswer,
    PaperForm,
    Card,
    Invitation,
    DifferentPupils,
    BarredPerson,
)
"""What only a pupil has about whom more than a form is known."""


def forget_what_is_over(*, now: datetime) -> None:
    """Delete what has been kept long enough; made for the clock, works once an hour.

    Records that prove something, such as consents and attendance, are not its matter.
    """
    if now.minute:
        return
    for model, column, kept in TECHNICAL:
        _forget(model, column, now - kept)
    _delete(Batch, Batch.id, ~Batch.items.any())
    forget_health_notes(now=now)
    forget_unconfirmed(now=now)
    forget_photos(now=now)


def forget_health_notes(*, now: datetime) -> int:
    """Delete the notes of pupils whose last meeting was over 14 days ago.

    A pupil who waits for something counts as coming; one who never came to a meeting
    keeps the note as long after it was written.

    Returns:
        How many were deleted.
    """
    last_meeting = (
        select(func.max(Meeting.ends_at))
        .join(Registration, Registration.series_id == Meeting.series_id)
        .where(
            Registration.pupil_id == HealthNote.pupil_id,
            Registration.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )
    is_over = func.coalesce(last_meeting, HealthNote.written_at) < now - NOTES_KEPT
    return _delete(HealthNote, HealthNote.id, is_over)


def forget_photos(*, now: datetime) -> int:
    """Delete photos of the work of pupils whose last series ended 24 months ago.

    A pupil who waits for something counts as coming.

    Returns:
        How many were deleted.
    """
    other = aliased(Registration)
    last_meeting = (
        select(func.max(Meeting.ends_at))
        .join(other, other.series_id == Meeting.series_id)
        .join(Registration, Registration.pupil_id == other.pupil_id)
        .where(
            Registration.id == WorkPhoto.registration_id,
            or_(other.cancelled_at.is_(None), other.id == WorkPhoto.registration_id),
        )
        .correlate(WorkPhoto)
        .scalar_subquery()
    )
    is_over = func.coalesce(last_meeting, WorkPhoto.added_at) < now - PHOTOS_KEPT
    return _delete(WorkPhoto, WorkPhoto.id, is_over)


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete the children of forms that nobody confirmed, and whoever is left of them.

    A guardian who has ever been here, answers for another child or has another role
    stays, and so does every child about whom there is anything else to keep.

    Returns:
        How many pupils were deleted.
    """
    pupils = db.session.scalars(select(Pupil.id).where(_only_unconfirmed(now))).all()
    guardians = db.session.scalars(
        select(Guardianship.guardian_id).where(Guardianship.pupil_id.in_(pupils))
    ).all()
    for model in (Registration, Guardianship, HealthNote, Collector):
        _delete(model, model.id, model.pupil_id.in_(pupils))
    _delete(Pupil, Pupil.id, Pupil.id.in_(pupils))
    alone = Guardian.id.in_(guardians) & ~_is_somebody()
    accounts = db.session.scalars(select(Guardian.account_id).where(alone)).all()
    _delete(Guardian, Guardian.id, Guardian.account_id.in_(accounts))
    for own in (Grant, OneTimeLink):
        _delete(own, own.id, own.account_id.in_(accounts))
    _delete(Account, Account.id, Account.id.in_(accounts))
    return len(pupils)


def _only_unconfirmed(now: datetime) -> ColumnElement[bool]:
    of_pupil = Registration.pupil_id == Pupil.id
    unconfirmed = (
        (Registration.status == RegistrationStatus.CANCELLED)
        & (Registration.cancel_reason == CancelReason.NOT_CONFIRMED)
        & (Registration.cancelled_at < now - UNCONFIRMED_KEPT)
    )
    kept = (
        exists().where(of_pupil, ~unconfirmed),
        exists().where(of_pupil, Agreement.registration_id == Registration.id),
        exists().where(of_pupil, Override.registration_id == Registration.id),
        *(exists().where(model.pupil_id == Pupil.id) for model in SAYS_MORE),
    )
    return exists().where(of_pupil, unconfirmed) & ~or_(*kept)


def _is_somebody() -> ColumnElement[bool]:
    """Whether a guardian is more than what a form said of them."""
    account = Account.id == Guardian.account_id
    return or_(
        exists().where(Guardianship.guardian_id == Guardian.id),
        exists().where(Invitation.invited_by_id == Guardian.id),
        exists().where(SignIn.account_id == Guardian.account_id),
        exists().where(account, Account.password_hash.is_not(None)),
        exists().where(
            Grant.account_id == Guardian.account_id, Grant.role != "guardian"
        ),
    )


def _forget(
    model: type[Model],
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    before: datetime,
) -> None:
    _delete(model, model.id, column < before)


def _delete(
    model: type[Model], key: InstrumentedAttribute[int], which: ColumnElement[bool]
) -> int:
    ids = db.session.scalars(select(key).where(which)).all()
    db.session.execute(
        delete(model).where(key.in_(ids)).execution_options(synchronize_session=False)
    )
    return len(ids)
