"""Scans to look at: what happened, and one tap that settles it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.checkin.forms import AdmitForm, ChooseForm, DismissForm
from fablab.checkin.models import ScanKind, ScanOutcome
from fablab.checkin.queries.reviews import (
    Guest,
    OpenScan,
    guests_of,
    open_scan,
    open_scans,
    tablets_with_a_wrong_clock,
)
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.admitting import admit_at_the_door
from fablab.checkin.services.reviews import count_scan_for, dismiss_scan
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import RegistrationStatus
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.web.language import current_language


@bp.get("/staff/scans")
@requires(Right.TAKE_ATTENDANCE)
def scans() -> str:
    """Show what the door could not judge, the newest first."""
    actor = current_actor()
    return render_template(
        "checkin/scans.html",
        found=[(one, _what(one)) for one in open_scans(actor)],
        tablets=tablets_with_a_wrong_clock(actor),
        title_of=_title_of,
        choose=ChooseForm(formdata=None),
        admit=AdmitForm(formdata=None),
    )


@bp.get("/staff/scans/<uuid:event_id>")
@requires(Right.TAKE_ATTENDANCE)
def scan(event_id: UUID) -> str:
    """Show one scan, everybody whom it may be of, and how else to settle it."""
    return _page(event_id, ChooseForm(formdata=None), DismissForm(formdata=None))


@bp.post("/staff/scans/<uuid:event_id>/count")
@requires(Right.TAKE_ATTENDANCE)
def count_scan(event_id: UUID) -> ResponseReturnValue:
    """Let the scan count for whom somebody chose."""
    actor, form = current_actor(), ChooseForm()
    guests = _guests(open_scan(event_id, actor=actor))
    form.offer([(guest.key, _label(guest)) for guest in guests])
    if not form.validate_on_submit():
        return _page(event_id, form, DismissForm(formdata=None)), 422
    with unit_of_work():
        found = open_scan(event_id, actor=actor)
        guest = next(g for g in _guests(found) if g.key == form.guest.data)
        count_scan_for(
            scan=found.scan,
            meeting=guest.meeting,
            registration=guest.registration,
            by=account_of(actor),
            now=clock.now(),
        )
        name = guest.registration.pupil.given_name
    flash(_("The scan counts for %(name)s.", name=name), "ok")
    return redirect(url_for(".scans"), code=303)


@bp.post("/staff/scans/<uuid:event_id>/admit")
@requires(Right.SEE_REGISTRATIONS)
def admit(event_id: UUID) -> ResponseReturnValue:
    """Give the pupil who came a free place, and let the scan count."""
    actor, form = current_actor(), AdmitForm()
    found = open_scan(event_id, actor=actor)
    if not form.validate_on_submit() or found.guest is None:
        return redirect(url_for(".scan", event_id=event_id), code=303)
    with unit_of_work():
        found = open_scan(event_id, actor=actor)
        assert found.guest  # noqa: S101 -- it was there a moment ago
        admit_at_the_door(
            scan=found.scan,
            meeting=found.guest.meeting,
            registration=found.guest.registration,
            reason=form.reason.data or "",
            by=account_of(actor),
            now=clock.now(),
        )
        name = found.guest.registration.pupil.given_name
    flash(_("%(name)s is admitted. The family gets a letter.", name=name), "ok")
    return redirect(url_for(".scans"), code=303)


@bp.post("/staff/scans/<uuid:event_id>/dismiss")
@requires(Right.TAKE_ATTENDANCE)
def dismiss(event_id: UUID) -> ResponseReturnValue:
    """Leave the scan as it is: somebody has looked."""
    actor, form = current_actor(), DismissForm()
    open_scan(event_id, actor=actor)
    if not form.validate_on_submit():
        return _page(event_id, ChooseForm(formdata=None), form), 422
    with unit_of_work():
        dismiss_scan(
            scan=open_scan(event_id, actor=actor).scan,
            by=account_of(actor),
            note=form.note.data or "",
            now=clock.now(),
        )
    flash(_("The scan is settled: nothing to do."), "ok")
    return redirect(url_for(".scans"), code=303)


def _page(event_id: UUID, choose: ChooseForm, dismissing: DismissForm) -> str:
    found = open_scan(event_id, actor=current_actor())
    guests = _guests(found)
    choose.offer([(guest.key, _label(guest)) for guest in guests])
    meetings = {guest.meeting.series.slug: guest.meeting for guest in guests}
    return render_template(
        "checkin/scan.html",
        one=found,
        what=_what(found),
        form=dismissing if dismissing.errors else choose,
        choose=choose,
        admit=AdmitForm(formdata=None),
        dismissing=dismissing,
        meetings=meetings,
        title_of=_title_of,
        typed="" if _is_card(found) else found.scan.presented,
    )


def _guests(found: OpenScan) -> list[Guest]:
    """Those of the day, and whom the advice names though another day is theirs."""
    guests = guests_of(found, actor=current_actor())
    named = found.guest if found.advice == "count" else None
    if named and named.key not in {guest.key for guest in guests}:
        return [named, *guests]
    return guests


def _is_card(found: OpenScan) -> bool:
    return found.scan.how not in {"walk_in", "name", "typed"} or bool(
        found.registration
    )


def _label(guest: Guest) -> str:
    title = _title_of(guest.meeting.series)
    return f"{guest.registration.pupil.full_name} – {title}"


def _title_of(series: Series) -> str:
    return text_of(series, current_language()).title


def _what(found: OpenScan) -> str:
    """What was seen and why it needs a person, in a sentence."""
    return str(_sentence(found))


def _sentence(found: OpenScan) -> object:
    outcome = found.scan.outcome
    if found.scan.kind is ScanKind.UNDO:
        return _("Something was taken back late, and no reason was given.")
    if outcome is ScanOutcome.UNKNOWN_CARD and found.scan.how == "walk_in":
        name = found.scan.presented
        return _("“%(name)s” came without being on the list.", name=name)
    if outcome is ScanOutcome.UNKNOWN_CARD:
        return _("The card “%(code)s” is not known.", code=found.scan.presented)
    name = found.registration.pupil.short_name if found.registration else "?"
    if outcome is ScanOutcome.REVOKED_CARD:
        return _("%(name)s came with a card that was replaced.", name=name)
    if outcome is ScanOutcome.OUTSIDE_WINDOW:
        return _("%(name)s was scanned far from the meeting’s time.", name=name)
    return _doubt(found, name)


def _doubt(found: OpenScan, name: str) -> object:
    status = found.registration.status if found.registration else None
    if found.registration and (
        found.meeting is None or found.meeting.series_id != found.registration.series_id
    ):
        title = _title_of(found.registration.series)
        return _("%(name)s belongs to “%(title)s”.", name=name, title=title)
    if found.meeting and found.meeting.cancelled_at:
        return _("%(name)s came to a meeting that was cancelled.", name=name)
    if status is RegistrationStatus.CANCELLED:
        return _("%(name)s came, but had been signed off.", name=name)
    if status is RegistrationStatus.WAITLISTED:
        return _("%(name)s came, but is on the waiting list.", name=name)
    if found.scan.kind is ScanKind.OUT:
        return _("%(name)s left, and who allowed it is not known.", name=name)
    return _("%(name)s came, and the place is not agreed to yet.", name=name)
