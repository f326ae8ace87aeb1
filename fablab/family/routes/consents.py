"""One tap each: a guardian's yes or no, and what the pupil says to it."""

from datetime import date, datetime, time

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.certificates.services import drop_refused_credentials
from fablab.certificates.signing import sign_wanted_credentials
from fablab.consent.models import ASKED_OF_PUPILS, Purpose, Route
from fablab.consent.queries import family_purposes, shown_text
from fablab.consent.services import record_consent, record_pupil_answer
from fablab.family.forms.consent import ConsentForm, WordForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.people.queries import own_pupil


@bp.post("/pupils/<public_id>/consents/<purpose>")
@requires(Right.SEE_FAMILY)
def give_consent(public_id: str, purpose: str) -> ResponseReturnValue:
    """Add the guardian's yes or no, which counts at once."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian, deciding=True)
    asked = _purpose(purpose, pupil)
    form, now = ConsentForm(), clock.now()
    if form.validate_on_submit():
        yes = form.answer.data == "yes"
        from_day, from_time = _from_when(form, asked, now=now) if yes else (None, None)
        with unit_of_work():
            record_consent(
                guardian=guardian,
                pupil=pupil,
                text=shown_text(asked, form.text.data or ""),
                answer=yes,
                route=Route.FAMILY_PAGE,
                now=now,
                from_day=from_day,
                from_time=from_time,
            )
            if asked is Purpose.CREDENTIAL:
                drop_refused_credentials(now=now)
        if asked is Purpose.CREDENTIAL:
            sign_wanted_credentials(now=now, pupil_ids=[pupil.id])
        flash(_("Thank you. Your answer counts from now on."), "ok")
    else:
        flash(_("That did not arrive. Please press the button again."), "warn")
    return _back(public_id)


@bp.post("/pupils/<public_id>/words/<purpose>")
@requires(Right.SEE_FAMILY)
def say_word(public_id: str, purpose: str) -> ResponseReturnValue:
    """Keep what the pupil, beside the guardian, says about one use of their data."""
    pupil = own_pupil(public_id, guardian=own_guardian(), deciding=True)
    asked = _purpose(purpose, pupil)
    if asked not in ASKED_OF_PUPILS:
        raise NotFound(N_("There is no such question for this pupil."))
    form, now = WordForm(), clock.now()
    if form.validate_on_submit():
        with unit_of_work():
            record_pupil_answer(
                pupil=pupil,
                purpose=asked,
                answer=form.answer.data == "yes",
                route=Route.FAMILY_PAGE,
                now=now,
            )
            if asked is Purpose.CREDENTIAL:
                drop_refused_credentials(now=now)
        name = pupil.given_name
        flash(_("Thank you, %(name)s. We have noted what you say.", name=name), "ok")
    else:
        flash(_("That did not arrive. Please press the button again."), "warn")
    return _back(public_id)


def _from_when(
    form: ConsentForm, asked: Purpose, *, now: datetime
) -> tuple[date | None, time | None]:
    """From when a yes to leaving alone counts: from today on unless a day is chosen."""
    if asked is not Purpose.LEAVING_ALONE:
        return None, None
    return form.from_day.data or now.date(), form.from_time.data


def _purpose(name: str, pupil: Pupil) -> Purpose:
    for purpose in family_purposes(pupil):
        if purpose.value == name:
            return purpose
    raise NotFound(N_("There is no such question for this pupil."))


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for(".pupil", public_id=public_id, _anchor="allowed"), code=303)
