"""The register of one meeting: who came, and marks by hand."""

from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.checkin.forms import STATUS_LABELS, AllHereForm, register_form
from fablab.checkin.queries.attendance import (
    RegisterLine,
    guest_of,
    not_agreed_yet,
    register_of,
    staff_meeting,
)
from fablab.checkin.queries.photos import not_to_be_photographed
from fablab.checkin.queries.roster import series_titles, state_of
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.attendance import mark_register
from fablab.checkin.services.bulk import let_in, mark_all_here, unmarked
from fablab.checkin.services.health import (
    may_read_health,
    read_health_notes,
    usable_notes,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.people.wording import HEALTH_TOPIC_NAMES
from fablab.registrations.models import RegistrationStatus
from fablab.web.current import current_installation
from fablab.web.language import current_language
from fablab.web.times import clock_time


@bp.route("/staff/meetings/<public_id>", methods=["GET", "POST"])
@requires(Right.TAKE_ATTENDANCE)
def register(public_id: str) -> ResponseReturnValue:
    """Show who came to a meeting; on a valid POST, keep what staff marked."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    form = register_form(register_of(meeting))
    if form.validate_on_submit():
        with unit_of_work():
            mark_register(
                meeting=staff_meeting(public_id, actor=actor),
                statuses=form.chosen(),
                by=account_of(actor),
                now=clock.now(),
            )
        flash(_("The register is saved."), "ok")
        return redirect(url_for("checkin.register", public_id=public_id), code=303)
    lines = register_of(meeting)
    all_here = AllHereForm(formdata=None)
    all_here.offer([one for one in lines if not one.attendance and not one.announced])
    title = series_titles({meeting.series_id}, current_language())
    pupil_ids = {line.registration.pupil_id for line in lines}
    no_photo = not_to_be_photographed(pupil_ids, now=clock.now())
    no_pictures = (_("no pictures"), "warn", "camera-off")
    page = render_template(
        "checkin/register.html",
        meeting=meeting,
        title=title[meeting.series_id],
        zone=meeting.series.site.zone,
        lines=lines,
        form=form,
        all_here=all_here,
        not_agreed=not_agreed_yet(meeting),
        slug=meeting.series.slug,
        labels=STATUS_LABELS,
        has_health_notes=bool(usable_notes(pupil_ids, now=clock.now())),
        may_read_health=may_read_health(meeting, now=clock.now()),
        states={
            line.registration.id: state_of(line.attendance, announced=line.announced)
            for line in lines
        },
        flags={
            line.registration.id: [
                *_door_chips(line, meeting.series.site.zone),
                *([no_pictures] if line.registration.pupil_id in no_photo else []),
            ]
            for line in lines
        },
        no_photo=no_photo,
    )
    return page, 422 if form.errors else 200


@bp.post("/staff/meetings/<public_id>/all-here")
@requires(Right.TAKE_ATTENDANCE)
def all_here(public_id: str) -> ResponseReturnValue:
    """Mark everybody as here of whom nothing is known, except who is missing."""
    actor, form = current_actor(), AllHereForm()
    form.offer(unmarked(staff_meeting(public_id, actor=actor)))
    if form.is_submitted() and not form.validate():
        flash(_("Somebody was marked meanwhile. Please look again."), "warn")
        return redirect(url_for("checkin.register", public_id=public_id), code=303)
    with unit_of_work():
        count = mark_all_here(
            meeting=staff_meeting(public_id, actor=actor),
            missing=form.missing.data or (),
            by=account_of(actor),
            now=clock.now(),
        )
    flash(
        ngettext(
            "%(num)s pupil is marked as here.",
            "%(num)s pupils are marked as here.",
            count,
        ),
        "ok",
    )
    return redirect(url_for("checkin.register", public_id=public_id), code=303)


@bp.post("/staff/meetings/<public_id>/here/<registration_id>")
@requires(Right.TAKE_ATTENDANCE)
def here(public_id: str, registration_id: str) -> ResponseReturnValue:
    """Check somebody in by hand, whether the family has agreed yet or not."""
    actor = current_actor()
    with unit_of_work():
        meeting = staff_meeting(public_id, actor=actor)
        row = let_in(
            meeting=meeting,
            registration=guest_of(meeting, registration_id),
            by=account_of(actor),
            now=clock.now(),
        )
        name = row.registration.pupil.given_name
    flash(_("%(name)s is checked in.", name=name), "ok")
    return redirect(url_for("checkin.register", public_id=public_id), code=303)


@bp.get("/staff/meetings/<public_id>/health")
@requires(Right.TAKE_ATTENDANCE)
def health(public_id: str) -> str:
    """Show what the team must know about health, around the time of the meeting."""
    actor = current_actor()
    with unit_of_work():
        notes = read_health_notes(
            meeting=staff_meeting(public_id, actor=actor),
            by=actor.public_id,
            cipher=current_installation().cipher,
            now=clock.now(),
        )
    meeting = staff_meeting(public_id, actor=actor)
    title = series_titles({meeting.series_id}, current_language())
    return render_template(
        "checkin/health.html",
        meeting=meeting,
        title=title[meeting.series_id],
        zone=meeting.series.site.zone,
        notes=notes,
        topic_names=HEALTH_TOPIC_NAMES,
    )


def _door_chips(line: RegisterLine, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """What the door knows: text, kind and icon of each chip."""
    registration, attendance, announced = line
    chips = []
    if registration.status is not RegistrationStatus.PLACED:
        chips.append((_("no place in this series"), "warn", "triangle-alert"))
    if announced:
        chips.append((_("will not come, says the family"), "warn", "x"))
    if attendance and attendance.came_at:
        came = clock_time(attendance.came_at, zone)
        chips.append((_("came %(time)s", time=came), "ok", "log-in"))
    if attendance and attendance.left_at:
        left = clock_time(attendance.left_at, zone)
        chips.append((_("left %(time)s", time=left), "", "log-out"))
    return chips
