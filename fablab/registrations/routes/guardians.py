"""A pupil's guardians, as the coordinator sees and limits them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.audit.services import record_event
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.people.models import Guardianship, Pupil
from fablab.people.queries import guardianships_of
from fablab.people.queries.barred import MustNotCollect, barred_of
from fablab.people.queries.collectors import collectors_of
from fablab.people.services.standings import Decision, Grounds, read_grounds
from fablab.people.wording import COLLECTOR_NAMES, RELATION_NAMES
from fablab.registrations.forms.guardians import StandingForm
from fablab.registrations.queries.guardians import (
    coordinated_pupil,
    guardianship_at_site,
)
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services.coming_of_age import local_today
from fablab.registrations.services.parting import limit_guardian
from fablab.web.current import current_installation
from fablab.web.mishaps import worded


@bp.get("/staff/pupils/<public_id>/guardians")
@requires(Right.SEE_REGISTRATIONS)
def guardians(public_id: str) -> str:
    """Who answers for the pupil, what each may do, and who may collect."""
    pupil = coordinated_pupil(public_id, actor=current_actor())
    return render_template(
        "registrations/guardians.html",
        pupil=pupil,
        guardianships=guardianships_of(pupil),
        collectors=collectors_of(pupil, today=local_today(clock.now())),
        barred=_read_barred(pupil),
        relations=RELATION_NAMES,
        words=COLLECTOR_NAMES,
    )


@bp.route("/staff/pupils/<public_id>/guardians/<guardian_id>", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def guardian(public_id: str, guardian_id: str) -> ResponseReturnValue:
    """Limit one guardian or end it, with the document that was seen."""
    found = guardianship_at_site(public_id, guardian_id, actor=current_actor())
    form = StandingForm()
    form.offer()
    if form.validate_on_submit():
        try:
            _limit(found, form)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("Saved. It counts from this moment."), "ok")
            return redirect(url_for(".guardians", public_id=public_id), code=303)
    page = render_template(
        "registrations/guardians_change.html",
        pupil=found.pupil,
        guardianship=found,
        told=_read_grounds(found),
        relations=RELATION_NAMES,
        decisions=form.words,
        form=form,
    )
    return page, 422 if form.errors else 200


def _read_barred(pupil: Pupil) -> list[tuple[str, MustNotCollect]]:
    """Who must not collect; looking at it goes into the journal where there is any."""
    found = barred_of(pupil, cipher=current_installation().cipher)
    if found:
        subject = pupil.public_id
        with unit_of_work():
            record_event(
                actor=current_actor().public_id,
                action="barred_person.read",
                subject_kind="pupil",
                subject=subject,
                now=clock.now(),
            )
    return found


def _limit(guardianship: Guardianship, form: StandingForm) -> None:
    seen_on = form.seen_on.data
    assert seen_on is not None  # noqa: S101 -- validated
    with unit_of_work():
        limit_guardian(
            guardianship=guardianship,
            decision=Decision(form.decision.data),
            reason=str(form.reason.data),
            document=str(form.document.data),
            seen_on=seen_on,
            by=current_actor().public_id,
            cipher=current_installation().cipher,
            now=clock.now(),
        )


def _read_grounds(guardianship: Guardianship) -> list[Grounds]:
    with unit_of_work():
        return read_grounds(
            guardianship,
            by=current_actor().public_id,
            cipher=current_installation().cipher,
            now=clock.now(),
        )
