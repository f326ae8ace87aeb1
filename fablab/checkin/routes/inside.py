"""Who is inside: the board, and the list to take along when all must leave."""

from datetime import datetime

from flask import render_template
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.checkin.queries.inside import (
    Inside,
    MeetingInside,
    meetings_with_people,
    who_is_inside,
)
from fablab.checkin.queries.numbers import numbers_of
from fablab.checkin.routes.blueprint import bp
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.people.wording import RELATION_NAMES
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.web.language import current_language
from fablab.web.times import clock_time


@bp.get("/staff/inside")
@requires(Right.TAKE_ATTENDANCE)
def inside() -> str:
    """Show who is inside at the actor's sites, those who should have left on top."""
    now = clock.now()
    found = who_is_inside(current_actor(), now=now)
    return render_template(
        "checkin/inside.html",
        now=now,
        sites=_by_site(found),
        overdue=[one for one in found if one.is_overdue],
        chips_of=_chips,
        title_of=_title_of,
    )


@bp.get("/staff/inside/list")
@requires(Right.TAKE_ATTENDANCE)
def evacuation_list() -> str:
    """Show the list to print, with numbers to call; every look goes in the journal."""
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        _note_reading(actor, now=now)
    found = who_is_inside(actor, now=now)
    return render_template(
        "checkin/evacuation.html",
        now=now,
        sites=_by_site(found),
        numbers=numbers_of(_pupils_of(found)),
        relation_names=RELATION_NAMES,
        title_of=_title_of,
    )


def _note_reading(actor: Actor, *, now: datetime) -> None:
    own: dict[str, list[str]] = {}
    for meeting, _count, is_own in meetings_with_people(actor, now=now):
        if is_own:
            own.setdefault(meeting.series.site.slug, []).append(meeting.public_id)
    for site, meetings in own.items():
        record_event(
            actor=actor.public_id,
            action="evacuation_list.read",
            subject_kind="site",
            subject=site,
            now=now,
            details={"meetings": meetings},
        )


def _by_site(found: list[MeetingInside]) -> dict[str, list[MeetingInside]]:
    sites: dict[str, list[MeetingInside]] = {}
    for one in found:
        sites.setdefault(one.meeting.series.site.name, []).append(one)
    return dict(sorted(sites.items()))


def _pupils_of(found: list[MeetingInside]) -> set[int]:
    inside = {line.registration.pupil_id for one in found for line in one.people}
    return inside | {one.pupil_id for each in found for one in each.expected}


def _chips(line: Inside, meeting: MeetingInside) -> list[tuple[str, str, str]]:
    """What the door knows of a pupil: text, kind and icon of each chip."""
    words = {
        "pick_up": (_("ask who collects"), "bad", "triangle-alert"),
        "no_photo": (_("no pictures"), "bad", "camera-off"),
        "health": (_("health note"), "warn", "heart-pulse"),
        "no_place": (_("no place in this series"), "warn", "triangle-alert"),
    }
    zone = meeting.meeting.series.site.zone
    if line.since:
        since = _("since %(time)s", time=clock_time(line.since, zone))
    else:
        since = _("marked by hand")
    return [(since, "ok", "log-in"), *(words[flag] for flag in line.flags)]


def _title_of(series: Series) -> str:
    return text_of(series, current_language()).title
