"""The roster of a meeting on paper, and typing in what was written on it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.audit.services import record_event
from fablab.checkin.forms import ALONE, ANOTHER, PaperForm, paper_form
from fablab.checkin.models import HandOver
from fablab.checkin.pdf import roster_pdf
from fablab.checkin.queries.attendance import register_of, staff_meeting
from fablab.checkin.queries.collectors import who_may_collect
from fablab.checkin.queries.roster import series_titles
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.routes.roster import day_of, roster_design
from fablab.checkin.services.paper import OnPaper, write_down
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.web.language import current_language


@bp.get("/staff/meetings/<public_id>/roster.pdf")
@requires(Right.TAKE_ATTENDANCE)
def paper_roster(public_id: str) -> Response:
    """The roster to print, with numbers; each time goes into the journal."""
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        record_event(
            actor=actor.public_id,
            action="roster.printed",
            subject_kind="meeting",
            subject=staff_meeting(public_id, actor=actor).public_id,
            now=now,
        )
    meeting = staff_meeting(public_id, actor=actor)
    file = roster_pdf(roster_design(meeting, now=now))
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="roster.pdf"'
    return answer


@bp.route("/staff/meetings/<public_id>/paper", methods=["GET", "POST"])
@requires(Right.TAKE_ATTENDANCE)
def paper(public_id: str) -> ResponseReturnValue:
    """Ask what stood on paper; on a valid POST, keep it."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    lines = register_of(meeting)
    zone, day = meeting.series.site.zone, day_of(meeting)
    collectors = who_may_collect({line.registration.pupil_id for line in lines})
    form = paper_form(
        lines,
        usual=(
            meeting.starts_at.astimezone(zone).time(),
            meeting.ends_at.astimezone(zone).time(),
        ),
        collectors={
            line.registration.public_id: [
                each.name for each in collectors.on(line.registration.pupil_id, day)
            ]
            for line in lines
        },
        zone=zone,
    )
    if form.validate_on_submit():
        with unit_of_work():
            write_down(
                meeting=staff_meeting(public_id, actor=actor),
                lines=_on_paper(form, day=day, zone=zone),
                by=account_of(actor),
                now=clock.now(),
            )
        flash(_("What stood on paper is saved."), "ok")
        return redirect(url_for("checkin.register", public_id=public_id), code=303)
    titles = series_titles({meeting.series_id}, current_language())
    page = render_template(
        "checkin/paper.html",
        meeting=meeting,
        title=titles[meeting.series_id],
        zone=zone,
        lines=lines,
        form=form,
    )
    return page, 422 if form.errors else 200


def _on_paper(form: PaperForm, *, day: date, zone: ZoneInfo) -> dict[str, OnPaper]:
    def at(clock_time: time | None) -> datetime | None:
        return datetime.combine(day, clock_time, zone) if clock_time else None

    found = {}
    for public_id in filter(form.was_here, form.ids()):
        came = at(form[f"came-{public_id}"].data)
        assert came  # noqa: S101 -- the form asks for it
        hand_over, who = _handed_over(
            form[f"by-{public_id}"].data or "", form[f"who-{public_id}"].data or ""
        )
        found[public_id] = OnPaper(
            came_at=came,
            left_at=at(form[f"left-{public_id}"].data),
            hand_over=hand_over,
            collected_by=who,
        )
    return found


def _handed_over(chosen: str, other: str) -> tuple[HandOver | None, str]:
    if chosen == ALONE:
        return HandOver.ALONE, ""
    if chosen == ANOTHER or (other and not chosen):
        return HandOver.OTHER, other
    return (HandOver.COLLECTOR, chosen) if chosen else (None, "")
