"""Photos of the work: what is kept of them, what is refused, what they stand for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from fablab.accounts.models import Account
from fablab.assessments import pictures
from fablab.assessments.errors import NoteMissing
from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.assessments.queries.photos import photo_bytes, work_photos
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.assessments.services.levels import Answer, record_levels
from fablab.assessments.services.photos import (
    CAPTION_LENGTH,
    MOST_PHOTOS,
    change_caption,
    forget_photos,
    withdraw_photo,
)
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.crypto import CannotUnseal
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError, NotFound, UnusableFile
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.web.current import current_installation
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.assessments.photos import make_photo, picture, sealed
from tests.factories import make_pupil, make_series
from tests.support.statements import counted_statements

pytestmark = pytest.mark.usefixtures("app")
LATER = FIRST + timedelta(hours=1)
GPS = 0x8825
ORIENTATION = 0x0112


@pytest.fixture
def ewa(clock_at: Callable[[datetime], None]) -> Account:
    clock_at(LATER)
    make_rubric()
    return make_facilitator()


@pytest.fixture
def lamps(ewa: Account) -> Series:
    return make_series(title="Lamps", starts=WEEKS, facilitator=ewa)


@pytest.fixture
def first(lamps: Series) -> Meeting:
    return meetings_of(lamps)[0]


@pytest.fixture
def mira(lamps: Series, first: Meeting) -> Registration:
    """Mira, who is here."""
    place = make_place(lamps, make_pupil("Mira", "Novak"))
    make_attendance(first, place)
    return place


def opened(photo: WorkPhoto, *, small: bool = False) -> Image.Image:
    data = photo_bytes(photo, cipher=current_installation().cipher, small=small)
    return Image.open(BytesIO(data))


def refused(registration: Registration, by: Account, **more: Any) -> str:  # noqa: ANN401 -- of the service
    with pytest.raises(DomainError) as refusal:
        make_photo(registration, by, **more)
    return str(refusal.value)


def test_a_photo_is_drawn_anew_small_upright_and_without_the_camera(
    mira: Registration, ewa: Account
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (49.0, 49.0, 0.0)}
    camera = picture((2400, 1200), exif=exif.tobytes(), comment=b"Mira at home")

    photo = make_photo(mira, ewa, photo=sealed(camera))

    large, small = opened(photo), opened(photo, small=True)
    assert (large.format, large.size) == ("JPEG", (800, 1600))
    assert (small.format, small.size) == ("JPEG", (240, 480))
    assert [dict(one.getexif()) for one in (large, small)] == [{}, {}]
    assert "comment" not in large.info


def test_the_database_holds_a_photo_only_sealed(
    mira: Registration, ewa: Account
) -> None:
    photo, other = make_photo(mira, ewa), make_photo(mira, ewa)

    for column in (WorkPhoto.sealed, WorkPhoto.sealed_small):
        kept = db.session.scalars(db.select(column)).all()
        assert not any(b"JFIF" in data for data in kept if data)
    moved = db.session.scalar(
        db.select(WorkPhoto.sealed).where(WorkPhoto.id == photo.id)
    )
    with unit_of_work():
        other.sealed = moved
    with pytest.raises(CannotUnseal):
        opened(other)


def test_a_list_reads_no_picture_and_takes_one_statement(
    mira: Registration, ewa: Account, lamps: Series
) -> None:
    other = make_place(lamps)
    ids = [mira.id, other.id]
    for place, days in ((mira, 0), (mira, 2), (other, 1)):
        make_photo(place, ewa, now=LATER + timedelta(days=days), caption=str(days))
    db.session.expire_all()

    with counted_statements() as sent:
        found = work_photos(ids)
        told = {
            key: [(photo.caption, photo.added_by.name) for photo in photos]
            for key, photos in found.items()
        }

    assert len(sent) == 1
    assert "work_photo.sealed" not in sent[0]
    assert told == {
        mira.id: [("2", "Ewa Lis"), ("0", "Ewa Lis")],
        other.id: [("1", "Ewa Lis")],
    }
    with pytest.raises(InvalidRequestError):
        _ = found[mira.id][0].sealed


def test_a_file_that_is_no_photo_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    unreadable = "We cannot read this file. Choose a photo as JPEG, PNG or WebP."
    bomb = picture((9000, 4000), kind="PNG")
    for data, words in (
        (b"%PDF-1.4 signed", unreadable),
        (picture(kind="GIF"), unreadable),
        (picture((900, 900))[:400], unreadable),
        (bomb, unreadable),
    ):
        with pytest.raises(UnusableFile, match=words):
            sealed(data)
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    with pytest.raises(UnusableFile, match="larger than 10 MB"):
        sealed()


def test_who_was_not_there_made_nothing_there(
    mira: Registration, ewa: Account, lamps: Series, first: Meeting
) -> None:
    absent, unknown = make_place(lamps, make_pupil("Jan", "Lis")), make_place(lamps)
    make_attendance(first, absent, AttendanceStatus.EXCUSED)

    assert refused(absent, ewa, meeting=first) == (
        "Jan L. is not marked as here, so no photo can be saved. "
        "Mark who is here first."
    )
    assert "is not marked as here" in refused(unknown, ewa, meeting=first)
    assert make_photo(mira, ewa, meeting=first).meeting is first


def test_a_meeting_of_another_workshop_or_a_cancelled_one_is_refused(
    mira: Registration, ewa: Account, first: Meeting
) -> None:
    strange = meetings_of(make_series(starts=WEEKS))[0]

    assert refused(mira, ewa, meeting=strange) == (
        "This meeting is of another workshop."
    )
    with unit_of_work():
        first.cancelled_at = LATER
    assert refused(mira, ewa, meeting=first) == (
        "This meeting was cancelled, so there is no work to show."
    )


def test_there_is_an_end_to_photos_and_to_captions(
    mira: Registration, ewa: Account
) -> None:
    photo = sealed()
    assert refused(mira, ewa, photo=photo, caption="x" * (CAPTION_LENGTH + 1)) == (
        "Keep the caption under 200 characters."
    )
    kept = [make_photo(mira, ewa) for _ in range(MOST_PHOTOS)]
    assert refused(mira, ewa, photo=photo) == (
        "There are 12 photos of this workshop already. "
        "Take one away before you add another."
    )

    with unit_of_work():
        withdraw_photo(photo=kept[0], by=ewa, now=LATER)

    assert make_photo(mira, ewa, photo=photo, caption="x" * CAPTION_LENGTH)


def test_what_a_tablet_sends_twice_is_one_photo(
    mira: Registration, ewa: Account, first: Meeting
) -> None:
    event = uuid4()
    once = make_photo(mira, ewa, meeting=first, event_id=event, taken_at=FIRST)
    with unit_of_work():
        withdraw_photo(photo=once, by=ewa, now=LATER)

    again = make_photo(mira, ewa, meeting=first, event_id=event, taken_at=LATER)

    assert again is once
    assert (again.taken_at, again.withdrawn_at) == (FIRST, LATER)


def test_withdrawing_takes_the_picture_and_its_words_away(
    mira: Registration, ewa: Account
) -> None:
    photo = make_photo(mira, ewa, kind=PhotoKind.OWN, caption="My lamp")
    with unit_of_work():
        change_caption(photo=photo, caption="My second lamp")
    assert photo.caption == "My second lamp"

    with unit_of_work():
        withdraw_photo(photo=photo, by=ewa, now=LATER)

    assert work_photos([mira.id]) == {}
    with pytest.raises(NotFound):
        opened(photo)
    left = db.session.execute(
        db.select(WorkPhoto.sealed, WorkPhoto.sealed_small, WorkPhoto.caption)
    ).all()
    assert left == [(None, None, "")]
    with pytest.raises(IntegrityError), unit_of_work():
        photo.withdrawn_at = None


def test_who_is_erased_leaves_no_photo(
    mira: Registration, ewa: Account, lamps: Series
) -> None:
    other = make_photo(make_place(lamps), ewa)
    withdrawn = make_photo(mira, ewa)
    make_photo(mira, ewa)
    with unit_of_work():
        withdraw_photo(photo=withdrawn, by=ewa, now=LATER)

    with unit_of_work():
        assert forget_photos(mira) == 2

    assert db.session.scalars(db.select(WorkPhoto)).all() == [other]


@pytest.mark.parametrize(("about", "counts"), [(None, 1), ("CR1", 1), ("CR2", 0)])
def test_a_photo_of_the_work_stands_for_the_note(
    about: str | None, counts: int, mira: Registration, ewa: Account, first: Meeting
) -> None:
    by_code = {one.code: one for one in shipped_rubric().dimensions}
    make_photo(
        mira,
        ewa,
        meeting=first,
        dimension=by_code[about] if about else None,
        now=LATER,
    )

    assert give_highest(mira, ewa, first) == counts


def test_a_photo_of_another_meeting_or_a_withdrawn_one_is_no_evidence(
    mira: Registration, ewa: Account, lamps: Series, first: Meeting
) -> None:
    make_photo(mira, ewa)
    second = meetings_of(lamps)[1]
    make_attendance(second, mira)
    make_photo(mira, ewa, meeting=second)
    photo = make_photo(mira, ewa, meeting=first)
    with unit_of_work():
        withdraw_photo(photo=photo, by=ewa, now=LATER)

    assert give_highest(mira, ewa, first) == 0


def give_highest(registration: Registration, by: Account, meeting: Meeting) -> int:
    """How many levels are kept of one that needs evidence."""
    highest = Answer(registration.public_id, 4)
    dimension = shipped_rubric().dimensions[0]
    try:
        with unit_of_work():
            return record_levels(
                meeting=meeting,
                dimension=dimension,
                answers=[highest],
                by=by,
                now=LATER,
            )
    except NoteMissing:
        return 0
