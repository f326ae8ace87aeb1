from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from fablab.audit.models import AuditEvent
from fablab.certificates.errors import (
    NoLongerValid,
    NoMeetingHeld,
    NoPlace,
    NotOver,
    TooFewMeetings,
    UnprintableLetters,
)
from fablab.certificates.models import Certificate
from fablab.certificates.queries import proposals_of
from fablab.certificates.services import issue_certificates, revoke_certificate
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.codes import is_certificate_code, new_certificate_code
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError
from fablab.mail.models import Letter
from fablab.mail.rendering import render_letter
from fablab.people.services import add_guardianship
from fablab.series.models import Meeting, Series, SeriesText
from fablab.web.current import current_settings
from tests.certificates.factories import (
    AFTERWARDS,
    FIRST,
    issue,
    make_certificate,
    make_coordinator,
    make_held_series,
    make_visitor,
    meetings_of,
)
from tests.factories import make_account, make_guardian, make_pupil, saved

pytestmark = pytest.mark.usefixtures("app")


def revoke(certificate: Certificate, *, now: datetime = AFTERWARDS) -> None:
    by = make_account()
    with unit_of_work():
        revoke_certificate(certificate=certificate, by=by, reason="Wrong name", now=now)


def refusals(series: Series, *, now: datetime = AFTERWARDS) -> list[str]:
    return [str(line.refusal or "") for line in proposals_of(series, now=now)]


def test_who_came_to_exactly_three_of_four_gets_one_and_two_of_four_do_not() -> None:
    series = make_held_series()
    enough = make_visitor(series, came_to=(0, 1, 3))
    make_visitor(series, came_to=(0, 1), pupil=make_pupil("Jan", "Zych"))

    certificates = issue(series)

    assert [c.registration_id for c in certificates] == [enough.id]
    assert refusals(series) == [
        "",
        "Jan Zych came too rarely. Meetings attended: 2 of 4; needed: 3.",
    ]


@pytest.mark.parametrize(
    ("percent", "came_to", "certified"),
    [(75, 3, 1), (76, 3, 0), (100, 4, 1), (0, 1, 1), (0, 0, 0), (51, 2, 0), (50, 2, 1)],
)
def test_the_share_needed_is_met_exactly(
    percent: int, came_to: int, certified: int
) -> None:
    series = make_held_series()
    with unit_of_work():
        series.attendance_needed = percent
    make_visitor(series, came_to=range(came_to))

    assert len(issue(series)) == certified


@pytest.mark.parametrize(
    ("status", "certified"),
    [
        (AttendanceStatus.PRESENT, 1),
        (AttendanceStatus.LATE, 1),
        (AttendanceStatus.EXCUSED, 0),
        (AttendanceStatus.ABSENT, 0),
    ],
)
def test_only_who_was_there_counts_as_there(
    status: AttendanceStatus, certified: int
) -> None:
    series = make_held_series()
    make_visitor(series, came_to=range(4), status=status)

    assert len(issue(series)) == certified


def test_cancelled_meetings_count_neither_for_nor_against() -> None:
    series = make_held_series()
    with unit_of_work():
        for meeting in meetings_of(series)[2:]:
            meeting.cancelled_at = FIRST
    make_visitor(series, came_to=(0, 1))
    make_visitor(series, came_to=(2, 3), pupil=make_pupil("Zoe", "Zych"))

    (certificate,) = issue(series)

    facts = read_snapshot(certificate.snapshot)
    assert (facts.meetings_attended, facts.meetings_held, facts.hours) == (2, 2, 4.0)
    assert facts.last_on == date(2026, 9, 12)


def test_nothing_is_issued_before_the_last_meeting_is_over() -> None:
    series = make_held_series()
    make_visitor(series, came_to=range(4))
    end = meetings_of(series)[-1].ends_at

    with pytest.raises(NotOver):
        issue(series, now=end - timedelta(seconds=1))

    assert len(issue(series, now=end)) == 1


def test_a_series_whose_meetings_were_all_cancelled_certifies_nothing() -> None:
    series = make_held_series(meetings=1)
    registration = make_visitor(series, came_to=(0,))
    with unit_of_work():
        meetings_of(series)[0].cancelled_at = FIRST

    with pytest.raises(NoMeetingHeld):
        issue(series, registrations=[registration])


def test_it_says_what_was_done_where_when_and_by_whom() -> None:
    series = make_held_series()
    guardian = make_guardian()
    with unit_of_work():
        guardian.account.language = "pl"
        db.session.add(
            SeriesText(
                series=series,
                language="pl",
                title="Lampa wycięta laserem",
                summary="Świeci.",
                achievement="Projekt lampy\n\n  Cięcie laserem  \n",
            )
        )
    pupil = make_pupil("Łucja", "Żółć", guardian=guardian)
    make_visitor(series, came_to=(0, 2, 3), pupil=pupil)

    (certificate,) = issue(series)

    assert certificate.language == "pl"
    assert is_certificate_code(certificate.code)
    assert read_snapshot(certificate.snapshot) == Snapshot(
        language="pl",
        pupil="Łucja Żółć",
        initials="Ł. Ż.",
        series="Lampa wycięta laserem",
        topic="laser-cutting",
        done=("Projekt lampy", "Cięcie laserem"),
        meetings_attended=3,
        meetings_held=4,
        hours=6.0,
        first_on=date(2026, 9, 5),
        last_on=date(2026, 9, 26),
        place="Room 2",
        site="FabLab bielsko-biala",
        city="Bielsko-Biała",
        time_zone="Europe/Warsaw",
        issuer="Ewa Lis",
        issued_on=date(2026, 9, 30),
    )


@pytest.mark.parametrize(
    ("minutes", "hours"), [(100, 1.5), (104, 1.5), (105, 2.0), (14, 0.0), (15, 0.5)]
)
def test_hours_are_rounded_to_halves(minutes: int, hours: float) -> None:
    series = make_held_series(meetings=1)
    with unit_of_work():
        (meeting,) = meetings_of(series)
        meeting.ends_at = meeting.starts_at + timedelta(minutes=minutes)
    make_visitor(series, came_to=(0,))

    (certificate,) = issue(series)

    assert certificate.snapshot["hours"] == hours


def test_the_days_are_the_sites_own() -> None:
    series = make_held_series(meetings=1)
    with unit_of_work():
        (meeting,) = meetings_of(series)
        meeting.starts_at = datetime(2026, 9, 5, 22, 30, tzinfo=UTC)
        meeting.ends_at = datetime(2026, 9, 5, 23, 30, tzinfo=UTC)
    make_visitor(series, came_to=(0,))

    (certificate,) = issue(series, now=datetime(2026, 9, 29, 22, 30, tzinfo=UTC))

    assert certificate.snapshot["first_on"] == "2026-09-06"
    assert certificate.snapshot["issued_on"] == "2026-09-30"


def test_what_is_certified_stays_when_the_series_is_renamed() -> None:
    certificate = make_certificate()
    with unit_of_work():
        db.session.query(SeriesText).update({"title": "Something else"})
        db.session.query(Meeting).update({"place": "Elsewhere"})

    assert certificate.snapshot["series"] == "Laser-cut lamps"
    assert certificate.snapshot["place"] == "Room 2"


def test_issuing_again_changes_nothing() -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=range(4))
    (first,) = issue(series)

    assert issue(series) == []
    assert issue(series, registrations=[registration]) == []
    assert db.session.query(Certificate).one() is first
    assert db.session.query(Letter).count() == 1


def test_only_those_chosen_get_one() -> None:
    series = make_held_series()
    chosen = make_visitor(series, came_to=range(4))
    make_visitor(series, came_to=range(4), pupil=make_pupil("Jan"))

    certificates = issue(series, registrations=[chosen])

    assert [c.registration_id for c in certificates] == [chosen.id]


def test_choosing_somebody_who_came_too_rarely_issues_nothing_at_all() -> None:
    series = make_held_series()
    often = make_visitor(series, came_to=range(4))
    rarely = make_visitor(series, came_to=(0,), pupil=make_pupil("Jan", "Zych"))

    with pytest.raises(TooFewMeetings):
        issue(series, registrations=[often, rarely])

    assert db.session.query(Certificate).count() == 0


def test_choosing_a_pupil_of_another_series_is_refused() -> None:
    series, other = make_held_series(), make_held_series()
    registration = make_visitor(other, came_to=range(4))

    with pytest.raises(NoPlace):
        issue(series, registrations=[registration])


def test_letters_that_cannot_be_printed_are_named_before_issuing() -> None:
    series = make_held_series()
    registration = make_visitor(
        series, came_to=range(4), pupil=make_pupil("Emi", "山田")
    )
    sentence = (
        "We cannot print these letters of “Emi 山田”: 山 田. "
        "Write them in the Latin or Cyrillic alphabet, then try again."
    )

    assert refusals(series) == [sentence]
    assert issue(series) == []
    with pytest.raises(UnprintableLetters) as refusal:
        issue(series, registrations=[registration])
    assert str(refusal.value) == sentence


def test_a_title_that_cannot_be_printed_is_named_too() -> None:
    series = make_held_series()
    make_visitor(series, came_to=range(4))
    with unit_of_work():
        db.session.query(SeriesText).update({"title": "Lamps 灯"})

    with pytest.raises(DomainError, match="Lamps 灯"):
        issue(series)

    assert db.session.query(Certificate).count() == 0


def test_after_revoking_a_new_one_can_be_issued() -> None:
    series = make_held_series()
    make_visitor(series, came_to=range(4))
    (first,) = issue(series)

    revoke(first)
    (second,) = issue(series)

    assert first.code != second.code
    assert first.revoke_reason == "Wrong name"
    assert (first.revoked_at, second.revoked_at) == (AFTERWARDS, None)


def test_what_has_ended_cannot_be_revoked_again() -> None:
    certificate = make_certificate()
    revoke(certificate)

    with pytest.raises(NoLongerValid):
        revoke(certificate, now=AFTERWARDS + timedelta(days=1))

    assert certificate.revoked_at == AFTERWARDS


def test_the_database_holds_one_valid_certificate_for_each_registration() -> None:
    certificate = make_certificate()
    second = Certificate(
        code=new_certificate_code(),
        registration=certificate.registration,
        language="en",
        snapshot=certificate.snapshot,
        issued_by=certificate.issued_by,
        issued_at=AFTERWARDS,
    )

    with pytest.raises(IntegrityError):
        saved(second)


def test_every_guardian_gets_one_letter_in_their_language() -> None:
    mother, father = make_guardian("Ana"), make_guardian("Petro")
    pupil = make_pupil("Mira", guardian=mother)
    with unit_of_work():
        add_guardianship(guardian=father, pupil=pupil)
        father.account.language = "uk"

    certificate = make_certificate(pupil)

    letters = db.session.query(Letter).order_by(Letter.id).all()
    assert [(letter.to, letter.language, letter.template) for letter in letters] == [
        (mother.account.email, "en", "certificate_issued"),
        (father.account.email, "uk", "certificate_issued"),
    ]
    assert letters[0].context == {
        "name": "Ana",
        "pupil": "Mira",
        "series": "Laser-cut lamps",
        "family_path": "/family/",
    }
    assert all(certificate.public_id in letter.dedupe for letter in letters)


def test_no_letters_where_none_are_wanted_and_none_to_a_disabled_account() -> None:
    series = make_held_series()
    guardian = make_guardian()
    make_visitor(series, came_to=range(4), pupil=make_pupil(guardian=guardian))
    with unit_of_work():
        guardian.account.disabled_at = FIRST
    (certificate,) = issue(series)
    revoke(certificate)
    by = make_coordinator()
    with unit_of_work():
        guardian.account.disabled_at = None
        issue_certificates(series=series, issued_by=by, now=AFTERWARDS, mails=False)

    assert db.session.query(Letter).count() == 0


def test_the_journal_names_the_act_but_no_child() -> None:
    certificate = make_certificate()
    revoke(certificate)

    events = db.session.query(AuditEvent).order_by(AuditEvent.id).all()
    assert [(e.action, e.subject) for e in events] == [
        ("certificate.issued", certificate.public_id),
        ("certificate.revoked", certificate.public_id),
    ]
    assert "Mira" not in str([e.details for e in events])


def test_the_letter_is_written_in_text_and_html(app: Flask) -> None:

    make_certificate()
    letter = db.session.query(Letter).one()

    with app.app_context():
        rendered = render_letter(
            letter.template,
            context=letter.context,
            language="en",
            settings=current_settings(),
        )

    assert rendered.subject == "A certificate for Mira"
    for form in (rendered.text, rendered.html):
        assert "http://localhost/family/" in form
        assert "“Laser-cut lamps”" in form
