"""What is over goes: health notes, forms nobody confirmed, and technical rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose, OneTimeLink
from fablab.accounts.services import sign_in
from fablab.assessments.models import WorkPhoto
from fablab.certificates.models import Batch, BatchItem, ItemState
from fablab.kernel.db import Model, db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.services import queue_letter
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.privacy.services.retention import (
    NOTES_KEPT,
    PHOTOS_KEPT,
    UNCONFIRMED_KEPT,
    forget_health_notes,
    forget_photos,
    forget_unconfirmed,
    forget_what_is_over,
)
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Series
from tests.assessments.photos import make_photo
from tests.checkin.factories import make_place
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    saved,
)

pytestmark = pytest.mark.usefixtures("app")

MEETING_ENDS = datetime(2026, 10, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_health_note_goes_two_weeks_after_the_last_meeting() -> None:
    pupil = make_pupil()
    register(pupil, make_series())
    write_note(pupil)

    assert forget_notes(MEETING_ENDS + NOTES_KEPT) == 0
    assert forget_notes(MEETING_ENDS + NOTES_KEPT + timedelta(seconds=1)) == 1
    assert count(HealthNote) == 0


def test_a_health_note_stays_while_a_series_is_ahead() -> None:
    pupil = make_pupil()
    register(pupil, make_series())
    register(pupil, make_series(starts=(MEETING_ENDS + 60 * DAY,)))
    write_note(pupil)

    assert forget_notes(MEETING_ENDS + 50 * DAY) == 0


def test_a_cancelled_registration_keeps_no_health_note() -> None:
    pupil = make_pupil()
    give_up(register(pupil, make_series()), CancelReason.BY_FAMILY)
    write_note(pupil)

    assert forget_notes(OPENING_DAY + NOTES_KEPT + DAY) == 1


def test_photos_of_the_work_go_24_months_after_the_last_series() -> None:
    pupil = make_pupil()
    place = make_place(series=make_series(), pupil=pupil)
    make_photo(place, make_account())
    later = register(pupil, make_series(starts=(MEETING_ENDS + 60 * DAY,)))
    last = later.series.meetings[0].ends_at + PHOTOS_KEPT

    def forgotten(now: datetime) -> int:
        with unit_of_work():
            return forget_photos(now=now)

    assert forgotten(last) == 0
    assert count(WorkPhoto) == 1
    assert forgotten(last + timedelta(seconds=1)) == 1
    assert count(WorkPhoto) == 0


def test_a_form_that_nobody_confirmed_leaves_nothing_after_a_week() -> None:
    pupil = make_pupil(guardian=make_guardian(email="never.here@example.org"))
    give_up(register(pupil, make_series()), CancelReason.NOT_CONFIRMED)
    with unit_of_work():
        account = db.session.query(Account).one()
        make_link(
            purpose=LinkPurpose.CONSENT, subject="x", account=account, now=OPENING_DAY
        )

    assert forget_children(OPENING_DAY + UNCONFIRMED_KEPT) == 0
    assert forget_children(OPENING_DAY + UNCONFIRMED_KEPT + DAY) == 1
    left = [count(m) for m in (Pupil, Registration, Guardian, Account, OneTimeLink)]
    assert left == [0, 0, 0, 0, 0]


def test_a_guardian_who_has_been_here_stays() -> None:
    guardian = make_guardian()
    give_up(
        register(make_pupil(guardian=guardian), make_series()),
        CancelReason.NOT_CONFIRMED,
    )
    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=90))

    assert forget_children(OPENING_DAY + UNCONFIRMED_KEPT + DAY) == 1
    assert count(Guardian) == 1


def test_a_sibling_keeps_the_guardian_and_a_family_s_own_end_keeps_the_pupil() -> None:
    guardian = make_guardian()
    series = make_series()
    make_pupil("Jan", guardian=guardian)
    unconfirmed = make_pupil("Ida", guardian=guardian)
    gone = make_pupil("Mira", guardian=guardian)
    give_up(register(unconfirmed, series), CancelReason.NOT_CONFIRMED)
    give_up(register(gone, series), CancelReason.BY_FAMILY)

    assert forget_children(OPENING_DAY + 30 * DAY) == 1
    names = set(db.session.scalars(select(Pupil.given_name)))
    assert names == {"Jan", "Mira"}
    assert count(Guardian) == 1


def test_technical_rows_go_once_an_hour() -> None:
    with unit_of_work():
        queue_letter(
            to="a@example.org",
            language="en",
            template="sign_in_link",
            context={},
            dedupe="one",
            now=OPENING_DAY,
        )
    late = OPENING_DAY + 91 * DAY

    with unit_of_work():
        forget_what_is_over(now=late + timedelta(minutes=7))
    assert count(Letter) == 1
    with unit_of_work():
        forget_what_is_over(now=late)
    assert count(Letter) == 0


def test_what_came_of_a_batch_of_certificates_goes_after_a_month() -> None:
    series, staff = make_series(), make_account()
    registration = make_place(series=series)
    batch = Batch(series=series, started_by=staff, started_at=OPENING_DAY)
    settled = BatchItem(
        batch=batch,
        registration=registration,
        state=ItemState.REFUSED,
        settled_at=OPENING_DAY,
    )
    saved(settled)

    with unit_of_work():
        forget_what_is_over(now=OPENING_DAY + 30 * DAY)
    assert (count(Batch), count(BatchItem)) == (1, 1)
    with unit_of_work():
        forget_what_is_over(now=OPENING_DAY + 31 * DAY)
    assert (count(Batch), count(BatchItem)) == (0, 0)


def register(pupil: Pupil, series: Series) -> Registration:
    registration = Registration(
        series=series,
        pupil=pupil,
        registered_by=db.session.scalars(select(Guardian)).all()[0],
        status=RegistrationStatus.WAITLISTED,
        registered_at=OPENING_DAY,
    )
    return saved(registration)


def give_up(registration: Registration, reason: CancelReason) -> None:
    with unit_of_work():
        row = db.session.merge(registration)
        row.status = RegistrationStatus.CANCELLED
        row.cancelled_at, row.cancel_reason = OPENING_DAY, reason


def write_note(pupil: Pupil) -> None:
    saved(
        HealthNote(pupil=db.session.merge(pupil), sealed=b"x", written_at=OPENING_DAY)
    )


def forget_notes(now: datetime) -> int:
    with unit_of_work():
        return forget_health_notes(now=now)


def forget_children(now: datetime) -> int:
    with unit_of_work():
        return forget_unconfirmed(now=now)


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
