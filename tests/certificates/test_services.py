from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.audit.models import AuditEvent
from fablab.certificates.errors import (
    NoLongerValid,
    NoMeetingHeld,
    NoPlace,
    NoProject,
    NoSuchMeeting,
    NothingToSetAside,
    NotOver,
    TooFewMeetings,
    UnprintableLetters,
)
from fablab.certificates.models import Certificate, ProjectMark
from fablab.certificates.queries import by_code, proposals_of
from fablab.certificates.services import (
    ended,
    forget_certificates,
    issue_certificates,
    issuing,
    note_projects,
    reissue_certificate,
    revoke_certificate,
    waive_rules,
    when_ended,
)
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.codes import is_certificate_code, new_certificate_code
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.rendering import render_letter
from fablab.people.services import add_guardianship
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services import cancel_registration
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


def renumber(certificate: Certificate, code: str) -> None:
    with unit_of_work():
        certificate.code = code


def reissue(certificate: Certificate) -> Certificate:
    by = make_coordinator()
    with unit_of_work():
        return reissue_certificate(
            certificate=certificate,
            by=by,
            reason="The name was misspelt",
            now=AFTERWARDS,
        )


def mark(
    *shown: Registration,
    number: int = -1,
    by: Account | None = None,
    now: datetime = AFTERWARDS,
) -> None:
    """Note that these have shown a project at the meeting with that number."""
    meeting = meetings_of(shown[0].series)[number]
    by = by or make_account()
    with unit_of_work():
        note_projects(shown=shown, not_shown=[], meeting=meeting, by=by, now=now)


def waive(registration: Registration, reason: str = "Two weeks in hospital") -> None:
    by = make_coordinator()
    with unit_of_work():
        (proposal,) = proposals_of(registration.series, now=AFTERWARDS)
        waive_rules(proposal=proposal, reason=reason, by=by, now=AFTERWARDS)


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

    assert ["Lamps 灯" in refusal for refusal in refusals(series)] == [True]
    assert issue(series) == []
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


def test_a_number_is_unique_by_constraint_and_a_collision_takes_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = make_certificate().code
    series = make_held_series()
    make_visitor(series, came_to=range(4))
    drawn = iter([taken, taken, new_certificate_code()])
    monkeypatch.setattr(issuing, "new_certificate_code", lambda: next(drawn))

    (certificate,) = issue(series)

    assert certificate.code != taken
    assert list(drawn) == []
    with pytest.raises(IntegrityError):
        renumber(certificate, taken)


def test_a_number_that_always_collides_is_not_tried_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = make_certificate().code
    series = make_held_series()
    make_visitor(series, came_to=range(4))
    monkeypatch.setattr(issuing, "new_certificate_code", lambda: taken)

    with pytest.raises(IntegrityError):
        issue(series)


def test_without_the_own_project_that_a_series_asks_for_there_is_none() -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=range(4))
    make_visitor(series, came_to=(0,), pupil=make_pupil("Jan", "Zych"))
    with unit_of_work():
        series.project_needed = True
    missing = (
        "Nobody has noted yet that {} has shown a project of their own, "
        "which this workshop asks for."
    )

    assert refusals(series) == [
        missing.format("Mira Novak"),
        "Jan Zych came too rarely. Meetings attended: 1 of 4; needed: 3. "
        + missing.format("Jan Zych"),
    ]
    mark(registration)
    (certificate,) = issue(series)

    assert read_snapshot(certificate.snapshot).project_on == date(2026, 9, 26)


def test_a_project_is_certified_only_where_the_series_asks_for_it() -> None:
    series = make_held_series()
    mark(make_visitor(series, came_to=range(4)))

    (certificate,) = issue(series)

    assert certificate.snapshot["project_on"] is None


def test_what_was_noted_of_a_project_keeps_its_meeting_and_who_saw_it() -> None:
    series = make_held_series()
    first = make_visitor(series, came_to=range(4))
    second = make_visitor(series, came_to=range(4), pupil=make_pupil("Jan", "Kos"))
    mark(first, number=1, by=make_account(name="Filip Lis"))

    mark(first, second, by=make_account(name="Greta Sowa"))

    marks = [line.mark for line in proposals_of(series, now=AFTERWARDS)]
    assert [(m.seen_by.name, m.meeting.starts_at.day) for m in marks if m] == [
        ("Greta Sowa", 26),
        ("Filip Lis", 12),
    ]


def test_a_meeting_to_come_shows_no_project() -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=(0,))

    with pytest.raises(NoSuchMeeting):
        mark(registration, now=FIRST)
    with unit_of_work():
        meetings_of(series)[3].cancelled_at = FIRST
    with pytest.raises(NoSuchMeeting):
        mark(registration)


def test_an_exception_sets_the_rules_aside_but_says_what_was_attended() -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=(0,))
    with unit_of_work():
        series.project_needed = True

    waive(registration, reason="Two weeks in hospital")
    (certificate,) = issue(series)

    facts = read_snapshot(certificate.snapshot)
    assert (facts.meetings_attended, facts.hours, facts.project_on) == (1, 2.0, None)
    assert "hospital" not in str(certificate.snapshot)
    events = db.session.query(AuditEvent.action).order_by(AuditEvent.id)
    assert [row[0] for row in events] == [
        "certificate.rule_waived",
        "certificate.issued",
    ]


@pytest.mark.parametrize("came_to", [0, 4])
def test_no_exception_for_who_never_came_and_none_where_none_is_needed(
    came_to: int,
) -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=range(came_to))

    with pytest.raises(NothingToSetAside):
        waive(registration)


def test_an_exception_does_not_print_letters_that_no_typeface_has() -> None:
    series = make_held_series()
    registration = make_visitor(series, came_to=(0,), pupil=make_pupil("Emi", "𓀀"))
    waive(registration)

    assert ["cannot print" in refusal for refusal in refusals(series)] == [True]


def test_issuing_anew_takes_todays_facts_and_both_stay_checkable() -> None:
    pupil = make_pupil("Mira", "Novka")
    old = make_certificate(pupil)
    with unit_of_work():
        pupil.family_name = "Novak"

    new = reissue(old)

    assert (old.snapshot["pupil"], new.snapshot["pupil"]) == (
        "Mira Novka",
        "Mira Novak",
    )
    assert [by_code(one.code).status for one in (old, new)] == ["replaced", "valid"]
    assert (new.replaces, new.reissue_reason) == (old, "The name was misspelt")
    assert (old.replaced_at, old.ended_by and old.ended_by.name) == (
        AFTERWARDS,
        "Ewa Lis",
    )
    newest = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert newest is not None
    assert (newest.action, newest.details["replaces"]) == (
        "certificate.reissued",
        old.public_id,
    )


def test_what_was_replaced_or_revoked_is_not_issued_anew() -> None:
    old = make_certificate()
    new = reissue(old)
    with pytest.raises(NoLongerValid):
        reissue(old)
    revoke(new)

    with pytest.raises(NoLongerValid):
        reissue(new)

    assert db.session.query(Certificate).count() == 2


def test_issuing_anew_asks_the_rules_of_today_and_leaves_the_old_one_alone() -> None:
    certificate = make_certificate()
    with unit_of_work():
        db.session.query(Series).update({"project_needed": True})
    with pytest.raises(NoProject):
        reissue(certificate)
    with unit_of_work():
        registration = db.session.get_one(Registration, certificate.registration_id)
        cancel_registration(
            registration=registration,
            reason=CancelReason.BY_FAMILY,
            now=AFTERWARDS,
            by="system",
        )

    with pytest.raises(NoPlace):
        reissue(certificate)

    assert by_code(certificate.code).status == "valid"


def test_whatever_ends_a_certificate_is_told_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ended, "_hooks", {})
    told: list[tuple[str, bool]] = []

    @when_ended("test")
    def note(certificate: Certificate, *, forgotten: bool, now: datetime) -> None:
        assert now == AFTERWARDS
        told.append((certificate.public_id, forgotten))

    first = make_certificate()
    second = reissue(first)
    ids = [first.public_id, second.public_id]
    revoke(second)
    with unit_of_work():
        forget_certificates(
            db.session.get_one(Registration, first.registration_id), now=AFTERWARDS
        )

    assert told == [(ids[0], False), (ids[1], False), (ids[0], True), (ids[1], True)]


def test_the_numbers_of_a_pupil_who_was_erased_are_unknown() -> None:
    first = make_certificate()
    registration = first.registration
    mark(registration)
    codes = [first.code, reissue(first).code]

    with unit_of_work():
        number = forget_certificates(registration, now=AFTERWARDS)

    assert number == 2
    assert [by_code(code).status for code in codes] == ["unknown", "unknown"]
    assert [by_code(code).facts for code in codes] == [None, None]
    assert db.session.query(ProjectMark).count() == 0


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
        "certificate_path": f"/family/certificates/{certificate.public_id}",
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
    certificate = make_certificate()
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
        assert f"http://localhost/family/certificates/{certificate.public_id}" in form
        assert "“Laser-cut lamps”" in form
