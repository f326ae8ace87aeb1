"""Registering somebody by hand: by telephone, at the door, after the deadline."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.errors import DomainError, NotFound, SeveralReasons
from fablab.kernel.submissions import do_once
from fablab.people.models import Pupil
from fablab.people.queries import schools
from fablab.registrations.forms.staff import ByHandForm, NewFamilyForm
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.finding import (
    deciding_guardians,
    known_here,
    pupils_called,
)
from fablab.registrations.queries.places import somebody_waits
from fablab.registrations.queries.staff import staff_registration
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services.staff import (
    MAY_BE_SET_ASIDE,
    reasons_against,
    register_by_hand,
    register_new_family,
    rule_of,
)
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.current import current_installation
from fablab.web.language import current_language
from fablab.web.mishaps import worded

BY_HAND = "/staff/series/<slug>/registrations/new"


@bp.get(BY_HAND)
@requires(Right.SEE_REGISTRATIONS)
def by_hand(slug: str) -> str:
    """Look for a pupil who is known here, or go on with a new family."""
    actor = current_actor()
    series = get_own_series(slug, actor)
    typed = request.args.get("q", "")[:80]
    return render_template(
        "registrations/staff_find.html",
        **_about(series),
        typed=typed,
        found=pupils_called(typed, actor=actor),
    )


@bp.route(f"{BY_HAND}/known", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def by_hand_known(slug: str) -> ResponseReturnValue:
    """Register the pupil that `?pupil=` names, with whatever is set aside."""
    actor, now, form = current_actor(), clock.now(), ByHandForm()
    series = get_own_series(slug, actor)
    if not request.args.get("pupil"):
        return redirect(url_for(".by_hand", slug=slug), code=303)
    pupil = known_here(request.args["pupil"], actor=actor)
    guardians = deciding_guardians(pupil)
    refusals = _reasons(pupil, series, now=now)
    form.offer(guardians=guardians)
    form.offer_rules(refusals)
    if form.validate_on_submit():

        def register() -> Registration:
            ours = known_here(pupil_id, actor=actor)
            who = deciding_guardians(ours)
            return register_by_hand(
                pupil=ours,
                guardian=next(g for g in who if g.public_id == form.guardian.data),
                series=get_own_series(slug, actor),
                set_aside=form.set_aside.data or (),
                reason=form.reason.data or "",
                by=account_of(actor),
                now=now,
            )

        pupil_id = pupil.public_id
        try:
            return _register_once(register, form, about=(slug, pupil_id), now=now)
        except NotFound:
            raise
        except DomainError as refusal:
            form.form_errors += _words(refusal)
            pupil = known_here(pupil_id, actor=actor)
            guardians = deciding_guardians(pupil)
            series = get_own_series(slug, actor)
    page = render_template(
        "registrations/staff_by_hand.html",
        **_about(series),
        form=form,
        pupil=pupil,
        guardians=guardians,
        refusals=[worded(refusal) for refusal in refusals],
        may_register=_may_be_set_aside(refusals),
    )
    return page, 422 if form.errors else 200


@bp.route(f"{BY_HAND}/family", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def by_hand_family(slug: str) -> ResponseReturnValue:
    """Register a child of a family that is new here."""
    actor, now, form = current_actor(), clock.now(), NewFamilyForm()
    series, refusals = get_own_series(slug, actor), list[DomainError]()
    form.offer(
        schools=schools(),
        languages=list(LANGUAGES.items()),
        language=series.site.language,
        country=series.site.country,
    )
    if form.is_submitted() and (child := form.newcomer()):
        language = current_language()
        refusals = reasons_against(
            pupil=child, series=series, now=now, language=language
        )
    form.offer_rules(refusals)
    if form.validate_on_submit():

        def register() -> Registration:
            return register_new_family(
                request=form.sign_up(schools()),
                series=get_own_series(slug, actor),
                cipher=current_installation().cipher,
                set_aside=form.set_aside.data or (),
                reason=form.reason.data or "",
                by=account_of(actor),
                now=now,
            )

        try:
            return _register_once(register, form, about=(slug,), now=now)
        except NotFound:
            raise
        except DomainError as refusal:
            form.form_errors += _words(refusal)
            form.offer_rules([refusal, *refusals, *_each(refusal)])
            series = get_own_series(slug, actor)
    page = render_template(
        "registrations/staff_by_hand_family.html", **_about(series), form=form
    )
    return page, 422 if form.errors else 200


def _register_once(
    register: Callable[[], Registration],
    form: ByHandForm | NewFamilyForm,
    *,
    about: Sequence[str],
    now: datetime,
) -> ResponseReturnValue:
    actor = current_actor()
    public_id = do_once(
        lambda: register().public_id,
        key=form.submission_key.data,
        content=[*form.content(), *(("about", part) for part in about)],
        now=now,
        sender=actor.public_id,
    )
    registration = staff_registration(public_id, actor=actor)
    name = registration.pupil.given_name
    if registration.status is RegistrationStatus.WAITLISTED:
        flash(
            _("%(name)s is on the waiting list: no place is free.", name=name), "warn"
        )
    else:
        flash(_("%(name)s is registered. A letter is on its way.", name=name), "ok")
    return redirect(url_for(".staff_one", public_id=public_id), code=303)


def _reasons(pupil: Pupil, series: Series, *, now: datetime) -> list[DomainError]:
    try:
        return reasons_against(
            pupil=pupil, series=series, now=now, language=current_language()
        )
    except DomainError as over:
        return [over]


def _may_be_set_aside(refusals: Sequence[DomainError]) -> bool:
    return all(rule_of(refusal) in MAY_BE_SET_ASIDE for refusal in refusals)


def _each(refusal: DomainError) -> list[DomainError]:
    return refusal.reasons if isinstance(refusal, SeveralReasons) else [refusal]


def _words(refusal: DomainError) -> list[str]:
    return [worded(each) for each in _each(refusal)]


def _about(series: Series) -> dict[str, object]:
    """What every page of these says of the series."""
    free = series.capacity - series.places_taken
    return {
        "series": series,
        "text": text_of(series, current_language()),
        "free": 0 if somebody_waits(series) else free,
        "slug": series.slug,
    }
