"""What counts as a yes: whose answer, to which words, how long, and the pupil's own."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from fablab.accounts.models import Role
from fablab.consent.models import (
    PHOTOS,
    AskedAgain,
    Consent,
    ConsentText,
    PupilAnswer,
    Purpose,
    Route,
)
from fablab.consent.queries import (
    ConsentState,
    LeaveRule,
    consent_history,
    consent_states,
    current_text,
    leaving_alone,
    may,
    own_answers,
    pupil_words,
    purposes_for,
    standing_answers,
)
from fablab.consent.services import load_texts, record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError
from fablab.people.models import (
    Guardian,
    Guardianship,
    HealthNote,
    Pupil,
    Relation,
    Standing,
)
from fablab.people.services import add_guardianship, write_health_note
from fablab.web.current import current_installation
from tests.consent.factories import allow, pupil_says, say
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    saved,
)
from tests.registrations.factories import register
from tests.support.statements import counted_statements

INSIDE = Purpose.PHOTOS_INTERNAL
LATER = OPENING_DAY + timedelta(days=1)
FOURTEEN, EIGHT = date(2012, 5, 17), date(2018, 5, 17)


def state(
    pupil: Pupil, purpose: Purpose = INSIDE, now: datetime = LATER
) -> ConsentState:
    """What counts for the pupil."""
    return consent_states([pupil.id], now=now)[pupil.id][purpose]


def family(birth_date: date = date(2014, 5, 17)) -> tuple[Pupil, Guardian, Guardian]:
    """A pupil with two guardians."""
    first, second = make_guardian(), make_guardian("Jan Kowalski")
    pupil = make_pupil(guardian=first, birth_date=birth_date)
    with unit_of_work():
        add_guardianship(guardian=second, pupil=pupil)
    return pupil, first, second


def guardianship(guardian: Guardian) -> Guardianship:
    """How the guardian stands to their one pupil."""
    return db.session.query(Guardianship).filter_by(guardian_id=guardian.id).one()


def test_later_answer_of_a_guardian_wins_and_both_are_kept() -> None:
    pupil, guardian, _ = family()

    say(guardian, pupil, answer=False)
    say(guardian, pupil, answer=True, at=OPENING_DAY + timedelta(minutes=1))

    assert state(pupil) is ConsentState.YES
    assert db.session.query(Consent).count() == 2


def test_one_yes_and_one_no_are_a_conflict_and_permit_nothing() -> None:
    pupil, first, second = family()

    say(first, pupil, answer=True)
    say(second, pupil, answer=False)

    assert state(pupil) is ConsentState.CONFLICT
    assert not may(pupil, INSIDE, now=LATER)


def test_new_words_ask_again_and_a_no_stays_a_no() -> None:
    pupil, first, second = family()
    say(first, pupil, answer=True)
    say(second, pupil, answer=False, purpose=Purpose.PHOTOS_PRESS)

    publish_anew(INSIDE, Purpose.PHOTOS_PRESS)

    assert state(pupil) is ConsentState.OPEN
    assert (pupil.id, INSIDE) not in own_answers(first, [pupil.id], now=LATER)
    assert state(pupil, Purpose.PHOTOS_PRESS) is ConsentState.NO


def publish_anew(*purposes: Purpose) -> None:
    """Store newer words for these."""
    with unit_of_work():
        for purpose in purposes:
            text = current_text(purpose, "en")
            db.session.add(
                ConsentText(
                    purpose=purpose,
                    version="2099-01",
                    language="en",
                    content=text.content,
                    sha256=purpose.value.ljust(64, "0"),
                    published_at=OPENING_DAY + timedelta(hours=1),
                )
            )


@pytest.mark.parametrize("purpose", list(PHOTOS))
def test_every_yes_is_for_one_school_year(purpose: Purpose) -> None:
    pupil, guardian, _ = family()
    say(guardian, pupil, answer=True, purpose=purpose)

    last_second = datetime(2027, 8, 31, 23, 59, 59, tzinfo=UTC)
    assert state(pupil, purpose, now=last_second) is ConsentState.YES
    assert state(pupil, purpose, now=datetime(2027, 9, 1, tzinfo=UTC)) is (
        ConsentState.OPEN
    )


def test_a_school_year_ends_at_midnight_of_the_fablab_s_clock() -> None:
    make_site(time_zone="Europe/Warsaw")
    pupil, guardian, _ = family()
    midnight = datetime(2027, 8, 31, 22, tzinfo=UTC)
    say(guardian, pupil, answer=True)
    assert state(pupil, now=midnight - timedelta(seconds=1)) is ConsentState.YES
    assert state(pupil, now=midnight) is ConsentState.OPEN

    say(guardian, pupil, answer=True, at=midnight)

    assert state(pupil, now=midnight + timedelta(days=200)) is ConsentState.YES


def test_what_is_asked_again_counts_only_from_then_on() -> None:
    pupil, guardian, _ = family()
    say(guardian, pupil, answer=True)
    saved(AskedAgain(pupil=pupil, purpose=INSIDE, at=OPENING_DAY + timedelta(hours=1)))
    assert state(pupil) is ConsentState.OPEN

    say(guardian, pupil, answer=True, at=OPENING_DAY + timedelta(hours=2))

    assert state(pupil) is ConsentState.YES


def test_answers_of_a_guardian_who_left_or_is_limited_do_not_count() -> None:
    pupil, first, second = family()
    say(first, pupil, answer=True)
    say(second, pupil, answer=False)

    with unit_of_work():
        guardianship(second).standing = Standing.INFORMED
    assert state(pupil) is ConsentState.YES
    with unit_of_work():
        guardianship(first).ended_at = LATER

    assert state(pupil) is ConsentState.OPEN


@pytest.mark.parametrize("standing", [Standing.INFORMED, Standing.NO_CONTACT])
def test_who_may_not_decide_cannot_answer(standing: Standing) -> None:
    pupil, _, second = family()
    with unit_of_work():
        guardianship(second).standing = standing

    with pytest.raises(DomainError):
        say(second, pupil, answer=True)


@pytest.mark.parametrize("pupil_word", [0, 1])
@pytest.mark.parametrize("guardian_says", [True, False])
def test_no_of_a_pupil_of_that_age_wins_over_every_yes(
    guardian_says: bool,  # noqa: FBT001 -- one of four combinations
    pupil_word: int,
) -> None:
    pupil, guardian, _ = family(FOURTEEN)
    say(guardian, pupil, answer=guardian_says)
    pupil_says(pupil, answer=bool(pupil_word))

    expected = ConsentState.YES if guardian_says and pupil_word else ConsentState.NO
    assert state(pupil) is expected


def test_no_of_a_younger_pupil_is_a_wish() -> None:
    pupil, guardian, _ = family(EIGHT)
    say(guardian, pupil, answer=True)
    pupil_says(pupil, answer=False)

    assert state(pupil) is ConsentState.YES
    word = pupil_words([pupil.id], now=LATER)[pupil.id, INSIDE]
    assert (word.answer, word.binding) == (False, False)


def test_pupil_may_take_a_no_back() -> None:
    pupil, guardian, _ = family(FOURTEEN)
    say(guardian, pupil, answer=True)
    pupil_says(pupil, answer=False)

    pupil_says(pupil, answer=True, at=OPENING_DAY + timedelta(minutes=1))

    assert state(pupil) is ConsentState.YES
    assert db.session.query(PupilAnswer).count() == 2


@pytest.mark.parametrize(
    ("ages", "binds"), [((16,), False), ((16, 14), True), ((13,), True)]
)
def test_lowest_age_of_assent_of_the_pupils_sites_counts(
    ages: tuple[int, ...],
    binds: bool,  # noqa: FBT001 -- what is expected
) -> None:
    pupil, guardian, _ = family(FOURTEEN)
    for number, age in enumerate(ages):
        site = make_site(f"site-{number}")
        with unit_of_work():
            site.assent_age = age
        starts = (datetime(2026, 10, 3 + number, 8, tzinfo=UTC),)
        register(make_series(site=site, starts=starts), pupil)
    say(guardian, pupil, answer=True)
    pupil_says(pupil, answer=False)

    expected = ConsentState.NO if binds else ConsentState.YES
    assert state(pupil) is expected


def test_who_is_of_age_answers_alone() -> None:
    pupil, first, second = family(date(2008, 9, 3))
    say(first, pupil, answer=True)
    say(second, pupil, answer=False, purpose=Purpose.PHOTOS_PRESS)
    birthday = datetime(2026, 9, 3, 12, tzinfo=UTC)
    assert state(pupil) is ConsentState.YES

    assert state(pupil, now=birthday) is ConsentState.OPEN
    assert state(pupil, Purpose.PHOTOS_PRESS, now=birthday) is ConsentState.OPEN
    self_answering = make_guardian("Mira Novak")
    with unit_of_work():
        add_guardianship(guardian=self_answering, pupil=pupil, relation=Relation.SELF)
    say(self_answering, pupil, answer=True, at=birthday)

    assert state(pupil, now=birthday + timedelta(hours=1)) is ConsentState.YES


def test_leaving_alone_needs_every_yes_and_the_later_word_counts() -> None:
    pupil, first, second = family()
    alone = Purpose.LEAVING_ALONE
    say(first, pupil, answer=True, purpose=alone, from_day=date(2026, 10, 1))
    rule = leaving_alone([pupil.id], now=LATER)
    assert rule == {pupil.id: LeaveRule(date(2026, 10, 1), None)}

    say(
        second,
        pupil,
        answer=True,
        purpose=alone,
        from_day=date(2026, 11, 1),
        from_time=time(17),
    )
    rule = leaving_alone([pupil.id], now=LATER)
    assert rule == {pupil.id: LeaveRule(date(2026, 11, 1), time(17))}

    say(second, pupil, answer=False, purpose=alone, at=LATER)
    assert leaving_alone([pupil.id], now=LATER) == {}


def note(pupil: Pupil) -> None:
    """Write what staff must know."""
    with unit_of_work():
        write_health_note(
            pupil=pupil,
            text="Nuts",
            cipher=current_installation().cipher,
            now=OPENING_DAY,
        )


def test_health_note_is_deleted_when_nobody_allows_its_use() -> None:
    pupil, first, second = family()
    note(pupil)
    for guardian in (first, second):
        say(guardian, pupil, answer=True, purpose=Purpose.HEALTH_NOTE)

    say(second, pupil, answer=False, purpose=Purpose.HEALTH_NOTE, at=LATER)
    assert state(pupil, Purpose.HEALTH_NOTE) is ConsentState.CONFLICT
    assert db.session.query(HealthNote).count() == 1
    say(first, pupil, answer=False, purpose=Purpose.HEALTH_NOTE, at=LATER)

    assert db.session.query(HealthNote).count() == 0


def test_sharing_is_a_question_only_where_there_is_a_school() -> None:
    with_school = make_pupil(school=make_school())

    assert Purpose.SHARE_WITH_SCHOOL not in purposes_for(make_pupil())
    assert Purpose.SHARE_WITH_SCHOOL in purposes_for(with_school)


def test_history_keeps_own_words_who_took_it_down_and_no_contact_data() -> None:
    pupil, first, second = family()
    staff = make_account(Role.COORDINATOR, site=make_site(), name="Basia Kot")
    with unit_of_work():
        record_consent(
            guardian=first,
            pupil=pupil,
            text=current_text(INSIDE, "pl"),
            answer=True,
            route=Route.PHONE,
            now=OPENING_DAY,
            entered_by=staff,
        )
    publish_anew(INSIDE)
    say(second, pupil, answer=False, purpose=Purpose.PHOTOS_SITE, at=LATER)
    pupil_says(pupil, answer=False, at=LATER + timedelta(hours=1))

    lines = consent_history(pupil)

    assert [(line.who, line.answer) for line in lines] == [
        ("Mira", False),
        ("Jan Kowalski", False),
        ("Ana Novak", True),
    ]
    phone = lines[-1]
    assert (phone.route, phone.entered_by) == (Route.PHONE, "Basia Kot")
    assert (phone.version, phone.language) == ("2026-11", "pl")
    assert "@" not in repr(lines)
    own = consent_history(pupil, guardian=second)
    assert [line.who for line in own] == ["Mira", "Jan Kowalski"]


def test_old_answers_keep_their_own_words_in_their_own_language() -> None:
    pupil, guardian, _ = family()
    with unit_of_work():
        old = db.session.query(ConsentText).filter_by(
            purpose=Purpose.PHOTOS_SITE, version="2026-09", language="uk"
        )
        record_consent(
            guardian=guardian,
            pupil=pupil,
            text=old.one(),
            answer=True,
            route=Route.LINK,
            now=OPENING_DAY,
        )

    kept = db.session.query(Consent).one().text

    assert (kept.version, kept.language) == ("2026-09", "uk")
    assert current_text(Purpose.PHOTOS_SITE, "uk").version == "2026-11"
    assert state(pupil, Purpose.PHOTOS_SITE) is ConsentState.OPEN


def test_standing_answers_tell_why_a_yes_does_not_count() -> None:
    pupil, first, second = family()
    say(first, pupil, answer=True)
    say(second, pupil, answer=True)
    with unit_of_work():
        guardianship(second).ended_at = LATER
        load_texts(now=LATER)

    (one, other) = standing_answers([pupil.id], now=datetime(2027, 9, 1, tzinfo=UTC))

    assert (one.decides, one.lapsed, one.counts) == (True, True, False)
    assert (other.decides, other.lapsed) == (False, True)


def test_reading_a_roster_takes_a_fixed_number_of_statements() -> None:
    few = [make_pupil() for _ in range(2)]
    many = [make_pupil() for _ in range(8)]
    for pupil in [*few, *many]:
        allow(pupil, *PHOTOS)
        pupil_says(pupil, answer=False)

    def read(pupils: list[Pupil]) -> int:
        ids = [pupil.id for pupil in pupils]
        with counted_statements() as statements:
            consent_states(ids, now=LATER)
        return len(statements)

    assert read(few) == read(many) == 3
