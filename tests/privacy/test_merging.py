"""Two records of one pupil become one, and nothing more is allowed than before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fablab.accounts.models import Account, Role
from fablab.accounts.queries import Actor, actor_of
from fablab.assessments.queries.photos import work_photos
from fablab.audit.models import AuditEvent, Erasure, ErasureKind
from fablab.certificates.models import ProjectMark, Waiver
from fablab.checkin.models import Attendance, AttendanceStatus, Card
from fablab.consent.models import AskedAgain, Consent, PupilAnswer, Purpose, Route
from fablab.consent.queries import ConsentState, consent_states
from fablab.consent.services import record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound, SeveralReasons
from fablab.people.models import (
    Collector,
    CollectorRelation,
    DifferentPupils,
    Guardian,
    Guardianship,
    HealthNote,
    Pupil,
    Standing,
)
from fablab.people.names import could_be_one
from fablab.people.queries import read_health_note
from fablab.people.queries.collectors import collectors_of
from fablab.people.services import write_health_note
from fablab.privacy.errors import NothingChosen
from fablab.privacy.queries.duplicates import look_alikes
from fablab.privacy.services.merging import (
    JOINED,
    MOVED,
    Choice,
    merge_pupils,
    tell_apart,
)
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Series
from fablab.web.current import current_installation
from tests.assessments.photos import make_photo
from tests.checkin.factories import first_meeting, make_card, make_place
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import load_all_texts, text_for
from tests.reports.factories import answer_sharing
from tests.support.pages import Browser

LATER = OPENING_DAY + timedelta(days=1)
BORN = date(2014, 5, 17)


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(LATER)


def make_coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


def acts(account: Account) -> Actor:
    return actor_of(account, today=LATER.date())


def place(
    pupil: Pupil,
    series: Series | None = None,
    status: RegistrationStatus = RegistrationStatus.PLACED,
) -> Registration:
    """A registration of the pupil."""
    return make_place(series=series, pupil=pupil, status=status)


def twins(*, same_guardian: bool = False) -> tuple[Pupil, Pupil]:
    """Two records of Łucja, each registered for a series of its own."""
    ana = make_guardian("Ana Novak")
    bob = ana if same_guardian else make_guardian("Bob Novak")
    first = make_pupil("Łucja", "Nowak-Lis", guardian=ana, birth_date=BORN)
    other = make_pupil("Lucja", "Nowak Lis", guardian=bob, birth_date=BORN)
    place(first)
    place(other)
    return first, other


def merge(
    first: Pupil, other: Pupil, *, by: Account | None = None, note_of: str = ""
) -> Pupil:
    """Merge the two; the first one stays."""
    ids = first.public_id, other.public_id
    actor = acts(by or make_coordinator())
    with unit_of_work():
        return merge_pupils(
            public_id=ids[0],
            other_id=ids[1],
            choice=Choice(keep=ids[0], note_of=note_of),
            actor=actor,
            now=LATER,
        )


def answer(pupil: Pupil, purpose: Purpose, *, yes: bool, day: int = 0) -> None:
    """One answer of the pupil's first guardian."""
    guardian = db.session.scalars(
        select(Guardian)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.pupil_id == pupil.id)
    ).first()
    assert guardian
    with unit_of_work():
        record_consent(
            guardian=guardian,
            pupil=pupil,
            text=text_for(purpose),
            answer=yes,
            route=Route.LINK,
            now=OPENING_DAY + timedelta(hours=day),
        )


def states_of(pupil: Pupil, *, now: datetime = LATER) -> dict[Purpose, ConsentState]:
    return dict(consent_states([pupil.id], now=now)[pupil.id])


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (("Łucja", "Nowak"), ("lucja", "NOWAK"), True),
        (("Zoë", "Müller-Lüdenscheidt"), ("Zoe", "Muller Ludenscheidt"), True),
        (("Anna Maria", "Kos"), ("Anna", "Maria Kos"), True),
        (("Jan", "Kowal"), ("Kowal", "Jan"), True),
        (("Jan", "Kowal"), ("Janek", "Kowal"), True),
        (("Jo", "Kowal"), ("Jonas", "Kowal"), False),
        (("Ola", "Kowal"), ("Ela", "Kowal"), False),
        (("Jan", "Kowal"), ("Jan", "Nowak"), False),
    ],
)
def test_names_that_could_be_one_childs_are_found(
    one: tuple[str, str], two: tuple[str, str], *, expected: bool
) -> None:
    assert could_be_one(one, two) is expected
    assert could_be_one(two, one) is expected


def test_duplicate_pupils_across_accounts_are_proposed() -> None:
    first, other = twins()
    stranger = make_pupil("Łucja", "Nowak-Lis", birth_date=date(2013, 5, 17))
    place(stranger)

    found = look_alikes(acts(make_coordinator()))

    assert [(pair.first.id, pair.other.id) for pair in found] == [(first.id, other.id)]


def test_nobody_at_another_site_is_proposed() -> None:
    first, other = twins()
    away = make_site("ventosa", time_zone="Europe/Lisbon")
    third = make_pupil("Lucja", "Nowak Lis", birth_date=BORN)
    place(third, make_series(site=away))
    by = acts(make_account(Role.COORDINATOR, site=away))

    assert look_alikes(by) == []
    with pytest.raises(NotFound), unit_of_work():
        merge_pupils(
            public_id=first.public_id,
            other_id=other.public_id,
            choice=Choice(keep=first.public_id),
            actor=by,
            now=LATER,
        )


def test_two_children_are_not_proposed_again() -> None:
    first, other = twins()
    by = acts(make_coordinator())

    for _ in range(2):
        with unit_of_work():
            tell_apart(
                public_id=other.public_id, other_id=first.public_id, actor=by, now=LATER
            )

    assert look_alikes(by) == []
    assert db.session.query(DifferentPupils).count() == 1


def test_children_who_do_not_look_alike_cannot_be_merged() -> None:
    first, _other = twins()
    third = make_pupil("Karol", "Mak", birth_date=BORN)
    place(third)

    with pytest.raises(NotFound):
        merge(first, third)


def test_everything_that_points_to_a_pupil_is_thought_of() -> None:
    pointing = {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "pupil"
    }

    assert {model.__tablename__ for model in (*MOVED, *JOINED)} == pointing


def test_what_one_record_has_becomes_the_others() -> None:
    first, other = twins()
    answer(other, Purpose.PHOTOS_SITE, yes=True)
    saved(
        PupilAnswer(
            pupil=other,
            purpose=Purpose.PHOTOS_PRESS,
            answer=False,
            answered_at=OPENING_DAY,
            route=Route.LINK,
        )
    )
    saved(AskedAgain(pupil=other, purpose=Purpose.PHOTOS_PRESS, at=OPENING_DAY))
    gone = other.public_id

    kept = merge(first, other)

    assert db.session.query(Pupil).one().public_id == kept.public_id
    assert {r.pupil_id for r in db.session.query(Registration)} == {kept.id}
    rows = [*db.session.query(Consent), *db.session.query(PupilAnswer)]
    asked = db.session.query(AskedAgain)
    assert {row.pupil_id for row in (*rows, *asked)} == {kept.id}
    names = {g.guardian.account.name: g.slot for g in db.session.query(Guardianship)}
    assert names == {"Ana Novak": 1, "Bob Novak": 2}
    erasure = db.session.query(Erasure).one()
    assert (erasure.kind, erasure.subject) == (ErasureKind.MERGE, gone)
    event = db.session.query(AuditEvent).filter_by(action="pupil.merged").one()
    assert (event.subject, event.details["other"]) == (kept.public_id, gone)


@pytest.mark.parametrize("purpose", [Purpose.PHOTOS_SITE, Purpose.PHOTOS_PRESS])
@pytest.mark.parametrize("answers", [(True, None), (None, True), (False, True)])
def test_merge_of_two_children_keeps_the_stricter_consent(
    purpose: Purpose, answers: tuple[bool | None, bool | None]
) -> None:
    first, other = twins(same_guardian=True)
    for hour, (pupil, said) in enumerate(zip((first, other), answers, strict=True)):
        if said is not None:
            answer(pupil, purpose, yes=said, day=hour)

    kept = merge(first, other)

    assert states_of(kept)[purpose] is not ConsentState.YES
    asked = {row.purpose for row in db.session.query(AskedAgain)}
    assert purpose in asked


def test_what_both_records_allow_stays_allowed_and_can_be_allowed_anew() -> None:
    first, other = twins(same_guardian=True)
    for pupil in (first, other):
        answer(pupil, Purpose.PHOTOS_SITE, yes=True)
    answer(other, Purpose.PHOTOS_SOCIAL, yes=True)

    kept = merge(first, other)

    assert states_of(kept)[Purpose.PHOTOS_SITE] is ConsentState.YES
    assert states_of(kept)[Purpose.PHOTOS_SOCIAL] is ConsentState.OPEN
    answer(kept, Purpose.PHOTOS_SOCIAL, yes=True, day=48)
    after = states_of(kept, now=LATER + timedelta(days=2))
    assert after[Purpose.PHOTOS_SOCIAL] is ConsentState.YES


def test_sharing_with_another_school_is_asked_again() -> None:
    first, other = twins(same_guardian=True)
    schools = make_school(), make_school("School No. 2")
    for pupil, school in zip((first, other), schools, strict=True):
        with unit_of_work():
            db.session.get_one(Pupil, pupil.id).school_id = school.id
        answer(pupil, Purpose.SHARE_WITH_SCHOOL, yes=True)

    kept = merge(first, other)

    assert states_of(kept)[Purpose.SHARE_WITH_SCHOOL] is not ConsentState.YES


def test_sharing_less_with_the_same_school_is_asked_again() -> None:
    first, other = twins(same_guardian=True)
    school = make_school()
    for pupil in (first, other):
        with unit_of_work():
            db.session.get_one(Pupil, pupil.id).school_id = school.id
    answer_sharing(first, answer=True, version="2026-09", at=OPENING_DAY)
    answer_sharing(other, answer=True, at=OPENING_DAY)

    kept = merge(first, other)

    assert states_of(kept)[Purpose.SHARE_WITH_SCHOOL] is ConsentState.OPEN


def test_the_stricter_limit_of_a_guardian_stays() -> None:
    first, other = twins(same_guardian=True)
    with unit_of_work():
        row = db.session.query(Guardianship).filter_by(pupil_id=other.id).one()
        row.standing = Standing.NO_CONTACT

    merge(first, other)

    row = db.session.query(Guardianship).one()
    assert (row.standing, row.pupil_id) == (Standing.NO_CONTACT, first.id)


def test_three_guardians_are_refused_in_words() -> None:
    first, other = twins()
    saved(Guardianship(guardian=make_guardian("Cis Kos"), pupil=first, slot=2))

    with pytest.raises(SeveralReasons) as refusal:
        merge(first, other)

    assert "Ana Novak, Bob Novak, Cis Kos" in str(refusal.value)
    assert db.session.query(Pupil).count() == 2


def test_a_guardian_who_answers_for_one_record_only_is_settled_first() -> None:
    first, other = twins(same_guardian=True)
    with unit_of_work():
        row = db.session.query(Guardianship).filter_by(pupil_id=other.id).one()
        row.ended_at = OPENING_DAY

    with pytest.raises(SeveralReasons, match="Ana Novak answers for one of the two"):
        merge(first, other)


def test_of_two_places_in_one_series_the_better_one_stays() -> None:
    first, other = twins()
    series = make_series(capacity=2)
    waits = place(first, series, status=RegistrationStatus.WAITLISTED)
    has = place(other, series)

    merge(first, other)

    assert waits.cancel_reason is CancelReason.MERGED
    assert (has.status, has.pupil_id) == (RegistrationStatus.PLACED, first.id)
    assert series.places_taken == 1


def test_the_place_that_is_freed_is_counted_once() -> None:
    first, other = twins()
    series = make_series(capacity=2)
    for pupil in (first, other):
        place(pupil, series)

    merge(first, other)

    assert series.places_taken == 1
    counted = db.session.query(Registration).filter_by(series_id=series.id)
    reasons = {row.cancel_reason for row in counted}
    assert reasons == {None, CancelReason.MERGED}


def test_attendance_of_the_place_that_goes_is_kept() -> None:
    first, other = twins()
    series = make_series(capacity=2)
    stays, goes = place(first, series), place(other, series)
    meeting = first_meeting(series)
    for registration, status in (
        (stays, AttendanceStatus.ABSENT),
        (goes, AttendanceStatus.PRESENT),
    ):
        saved(
            Attendance(
                meeting=meeting,
                registration=registration,
                status=status,
                came_at=OPENING_DAY if status is AttendanceStatus.PRESENT else None,
            )
        )

    merge(first, other)

    row = db.session.query(Attendance).one()
    assert (row.status, row.registration_id) == (AttendanceStatus.PRESENT, stays.id)


def test_a_project_seen_and_an_exception_go_over_to_the_place_that_stays() -> None:
    first, other = twins()
    series = make_series(capacity=2)
    stays, goes = place(first, series), place(other, series)
    staff, at = make_coordinator(), OPENING_DAY
    for registration in (stays, goes):
        saved(
            ProjectMark(
                registration=registration,
                meeting=first_meeting(series),
                seen_by=staff,
                noted_at=at,
            )
        )
    saved(Waiver(registration=goes, reason="Ill", granted_by=staff, granted_at=at))

    merge(first, other)

    marked = db.session.query(ProjectMark.registration_id).order_by(ProjectMark.id)
    assert [row[0] for row in marked] == [stays.id, goes.id]
    assert db.session.query(Waiver.registration_id).scalar() == stays.id


def test_photos_of_the_work_go_over_to_the_place_that_stays() -> None:
    first, other = twins()
    series = make_series(capacity=2)
    stays, goes = place(first, series), place(other, series)
    staff = make_coordinator()
    photos = [make_photo(registration, staff) for registration in (stays, goes)]

    merge(first, other)

    shown = work_photos([stays.id])[stays.id]
    assert sorted(photo.id for photo in shown) == [photo.id for photo in photos]


def test_one_card_stays_valid() -> None:
    first, other = twins()
    cards = make_card(first), make_card(other)

    merge(first, other)

    assert cards[0].revoked_at is None
    assert cards[1].revoked_at == LATER
    assert {card.pupil_id for card in db.session.query(Card)} == {first.id}


def test_of_two_health_notes_the_chosen_one_stays_and_is_never_mixed() -> None:
    first, other = twins()
    cipher = current_installation().cipher
    for pupil, words in ((first, "nuts"), (other, "wasps")):
        with unit_of_work():
            write_health_note(pupil=pupil, text=words, cipher=cipher, now=OPENING_DAY)

    with pytest.raises(NothingChosen):
        merge(first, other)
    kept = merge(first, other, note_of=other.public_id)

    assert db.session.query(HealthNote).count() == 1
    assert read_health_note(kept, cipher=cipher) == "wasps"


def test_merging_again_or_the_other_way_round_changes_nothing() -> None:
    first, other = twins()
    ids = first.public_id, other.public_id
    by = acts(make_coordinator())
    merge(first, other)

    for one, two in (ids, ids[::-1]):
        with pytest.raises(NotFound), unit_of_work():
            merge_pupils(
                public_id=one,
                other_id=two,
                choice=Choice(keep=one),
                actor=by,
                now=LATER,
            )

    assert db.session.query(Pupil).one().public_id == ids[0]


def test_who_was_told_apart_from_one_stays_apart_from_the_merged() -> None:
    first, other = twins()
    third = make_pupil("Lucja", "Nowak-Lis", birth_date=BORN)
    place(third)
    coordinator = make_coordinator()
    with unit_of_work():
        tell_apart(
            public_id=other.public_id,
            other_id=third.public_id,
            actor=acts(coordinator),
            now=LATER,
        )

    merge(first, other, by=coordinator)

    mark = db.session.query(DifferentPupils).one()
    assert {mark.pupil_id, mark.other_id} == {first.id, third.id}


def test_the_coordinator_sees_both_and_merges_them(browser: Browser) -> None:
    first, _other = twins()
    sign_in_as(browser, make_coordinator())

    page = browser.click(browser.get("/staff/duplicates"), "Look at both")
    done = browser.submit(page, button="Merge for good", keep=first.public_id)

    assert page.texts("main .grid h2") == ["Łucja Nowak-Lis", "Lucja Nowak Lis"]
    assert "Ana Novak, Bob Novak" in page.text("main")
    assert done.status == 303
    assert browser.get(done.location).text("main .empty h2") == "Nobody is kept twice"
    assert db.session.query(Pupil).one().public_id == first.public_id


def test_the_form_sent_twice_merges_once_and_says_the_same(browser: Browser) -> None:
    first, _other = twins()
    sign_in_as(browser, make_coordinator())
    page = browser.click(browser.get("/staff/duplicates"), "Look at both")

    answers = [
        browser.submit(page, button="Merge for good", keep=first.public_id)
        for _ in range(2)
    ]

    assert [(each.status, each.location) for each in answers] == [
        (303, "/staff/duplicates"),
        (303, "/staff/duplicates"),
    ]
    events = db.session.query(AuditEvent).filter_by(action="pupil.merged")
    assert events.count() == 1


def test_which_record_is_right_has_to_be_chosen(browser: Browser) -> None:
    twins()
    sign_in_as(browser, make_coordinator())
    page = browser.click(browser.get("/staff/duplicates"), "Look at both")

    refused = browser.submit(page, button="Merge for good")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == ["Choose which record is right."]
    assert db.session.query(Pupil).count() == 2


def test_two_children_stay_two_by_one_press(browser: Browser) -> None:
    twins()
    sign_in_as(browser, make_coordinator())
    page = browser.click(browser.get("/staff/duplicates"), "Look at both")

    done = browser.submit(page, button="These are two children", follow=True)

    assert done.text("main .empty h2") == "Nobody is kept twice"
    assert db.session.query(Pupil).count() == 2


def test_whom_a_record_names_that_nobody_confirmed_may_not_collect_after_it() -> None:
    first, other = twins(same_guardian=True)
    with unit_of_work():
        real = db.session.query(Registration).filter_by(pupil_id=first.id).one()
        real.confirmed_at = OPENING_DAY
        for name, pupil in (("Helena Lis", first), ("Bad Man", other)):
            db.session.add(
                Collector(
                    pupil=pupil,
                    named_by=real.registered_by,
                    name=name,
                    phone="+48600000009",
                    relation=CollectorRelation.OTHER,
                    valid_from=OPENING_DAY.date(),
                    named_at=OPENING_DAY,
                )
            )

    kept = merge(first, other)

    may = collectors_of(kept, today=LATER.date())
    assert [collector.name for collector in may] == ["Helena Lis"]
