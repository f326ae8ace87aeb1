"""What a family allows: one tap to give, one to withdraw, and the pupil's own say."""

from datetime import date, time, timedelta

from fablab.consent.models import PHOTOS, Consent, PupilAnswer, Purpose, Route
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.people.services import add_guardianship
from fablab.registrations.models import Registration
from tests.consent.factories import allow, pupil_says, say
from tests.factories import OPENING_DAY, make_guardian, make_school, sign_in_as
from tests.reports.factories import answer_sharing
from tests.support.pages import Browser, Page

INSIDE = "article[aria-labelledby^=photos_internal]"
YES, NO = "Yes, inside the FabLab", "No, please take no pictures"


def page_of(family: Browser, pupil: Pupil) -> Page:
    return family.get(f"/family/pupils/{pupil.public_id}")


def another_guardian(pupil: Pupil) -> Guardian:
    guardian = make_guardian("Jan Kowalski", email="jan@example.org")
    with unit_of_work():
        add_guardianship(guardian=guardian, pupil=pupil)
    return guardian


def test_consent_is_given_and_withdrawn_with_one_tap_each(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    page = page_of(family, pupil)
    assert page.text(f"{INSIDE} .chip") == "Not answered: counts as no"

    page = family.submit(page, button=YES, follow=True)
    assert page.text(f"{INSIDE} .chip") == "Allowed"
    page = family.submit(page, button=NO, follow=True)

    assert page.text(f"{INSIDE} .chip") == "Not allowed"
    rows = db.session.query(Consent).order_by(Consent.id).all()
    assert [(row.purpose, row.answer, row.route) for row in rows] == [
        (Purpose.PHOTOS_INTERNAL, True, Route.FAMILY_PAGE),
        (Purpose.PHOTOS_INTERNAL, False, Route.FAMILY_PAGE),
    ]
    assert placed.id


def test_wider_words_are_asked_anew_and_the_earlier_yes_goes_on(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    sharing = "article[aria-labelledby^=share_with_school]"
    school = make_school()
    with unit_of_work():
        db.session.merge(pupil).school = db.session.merge(school)
    allow(pupil, *PHOTOS, Purpose.FIGURES)
    before = OPENING_DAY - timedelta(hours=1)
    answer_sharing(pupil, answer=True, version="2026-09", at=before)
    assert "1 open question" in family.get("/family/").texts("main .panel .chip")

    page = page_of(family, pupil)
    assert page.text(f"{sharing} .chip") == "Allowed"
    assert "self-reports" in page.text(f"{sharing} .notice")
    assert "still counts for attendance and levels" in page.text(f"{sharing} .notice")
    assert not page.soup.select(f"{sharing} [aria-pressed]")
    button = "Yes, share attendance, levels and self-reports of Mira with this school"
    page = family.submit(page, button=button, follow=True)

    assert not page.soup.select(f"{sharing} .notice")
    assert len(page.soup.select(f"{sharing} [aria-pressed]")) == 1
    assert "open question" not in family.get("/family/").text("main")
    assert placed.id


def test_withdrawing_takes_no_more_taps_than_giving(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    allow(pupil, *PHOTOS, Purpose.LEAVING_ALONE)

    page = page_of(family, pupil)

    for purpose in (*PHOTOS, Purpose.LEAVING_ALONE):
        forms = page.soup.select(f"form[action$='/consents/{purpose}']")
        assert len(forms) == 1
        buttons = forms[0].select("button[name=answer]")
        assert [button["value"] for button in buttons] == ["yes", "no"]
        assert forms[0].find_parent("details") is None
    assert placed.id


def test_guardians_who_disagree_see_that_it_counts_as_no(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    other = another_guardian(pupil)
    say(other, pupil, answer=False)

    page = family.submit(page_of(family, pupil), button=YES, follow=True)

    assert page.text(f"{INSIDE} .chip") == "Guardians disagree: counts as no"
    for secret in (b"Jan Kowalski", b"jan@example.org"):
        assert secret not in page.data
    assert placed.id


def test_history_shows_a_family_ones_own_answers_only(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    say(another_guardian(pupil), pupil, answer=False, purpose=Purpose.PHOTOS_PRESS)
    allow(pupil, Purpose.PHOTOS_SITE)
    pupil_says(pupil, answer=False, purpose=Purpose.PHOTOS_SOCIAL)

    page = page_of(family, pupil)

    lines = [
        item.get_text(" ", strip=True)
        for details in page.soup.select("details")
        if "All your answers so far" in details.get_text()
        for item in details.select("li")
    ]
    assert len(lines) == 2
    assert "Photos in the press" not in " ".join(lines)
    assert placed.id


def test_yes_to_leaving_alone_says_from_when(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    page = page_of(family, pupil)
    form = "form[action$='/consents/leaving_alone']"

    page = family.submit(
        page, form=form, button="yes", from_day="2026-10-10", from_time="16:30"
    )
    given = db.session.query(Consent).one()
    assert (given.from_day, given.from_time) == (date(2026, 10, 10), time(16, 30))

    family.submit(page_of(family, pupil), form=form, button="no")
    taken_back = db.session.query(Consent).order_by(Consent.id.desc()).first()
    assert taken_back
    assert (taken_back.answer, taken_back.from_day) == (False, None)
    assert placed.id


def test_leaving_alone_with_one_tap_counts_from_today(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    form = "form[action$='/consents/leaving_alone']"

    family.submit(page_of(family, pupil), form=form, button="yes")

    assert db.session.query(Consent).one().from_day == OPENING_DAY.date()
    assert placed.id


def test_pupil_of_that_age_says_no_and_it_counts(
    family: Browser, guardian: Guardian, pupil: Pupil, placed: Registration
) -> None:
    with unit_of_work():
        pupil.birth_date = OPENING_DAY.date() - timedelta(days=14 * 366)
    say(guardian, pupil, answer=True)

    page = family.submit(
        page_of(family, pupil),
        form="form[action$='/words/photos_internal']",
        button="no",
        follow=True,
    )

    assert page.text(f"{INSIDE} .chip") == "Mira said no: counts as no"
    said = db.session.query(PupilAnswer).one()
    assert (said.answer, said.route) == (False, Route.FAMILY_PAGE)
    assert placed.id


def test_only_photos_are_for_the_pupil_to_answer(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    token = page_of(family, pupil).csrf_token
    for purpose in ("leaving_alone", "health_note", "taking_part"):
        path = f"/family/pupils/{pupil.public_id}/words/{purpose}"
        assert family.post(path, csrf_token=token, answer="no").status == 404
    assert db.session.query(PupilAnswer).count() == 0
    assert placed.id


def test_who_may_only_look_has_no_buttons_and_cannot_post(
    family: Browser, pupil: Pupil, placed: Registration
) -> None:
    other = another_guardian(pupil)
    with unit_of_work():
        own = db.session.query(Guardianship).filter_by(guardian_id=other.id).one()
        own.standing = Standing.INFORMED
    sign_in_as(family, other.account)

    page = page_of(family, pupil)

    assert page.soup.select("button[name=answer]") == []
    for kind in ("consents", "words"):
        path = f"/family/pupils/{pupil.public_id}/{kind}/photos_internal"
        answer = family.post(path, csrf_token=page.csrf_token, answer="yes")
        assert answer.status == 403
    assert db.session.query(Consent).count() == 0
    assert placed.id
