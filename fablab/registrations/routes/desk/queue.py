"""The consent queue, and the letter that is sent once more."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.queries import consent_history
from fablab.kernel import clock
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.registrations.queries.desk import (
    agreements_about,
    case_of,
    pupil_at_desk,
    zone_of,
)
from fablab.registrations.queries.desk_queue import DeskLine, Reach, Why, consent_queue
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.desk.wording import whoever_asks
from fablab.registrations.services.desk_letters import (
    ends_at,
    next_reminder,
    send_again,
)
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.web.forms import OnceForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.get("/staff/consents")
@requires(Right.SEE_REGISTRATIONS)
def desk_queue() -> str:
    """Who is missing what since when, what comes next, and what can be done."""
    actor, now = current_actor(), clock.now()
    everything = consent_queue(actor, now=now)
    series = _series_of(everything)
    slug = request.args.get("series", "")
    chosen = slug if slug in series else None
    lines = [
        line
        for line in everything
        if chosen is None or any(r.series.slug == chosen for r in line.registrations)
    ]
    return render_template(
        "registrations/desk_queue.html",
        lines=lines,
        counts=_counts(lines),
        series=series,
        chosen=chosen,
        unknown=slug if slug and not chosen else None,
        form=OnceForm(),
        title_of=_title_of,
        ends_at=ends_at,
        reminder=lambda line: next_reminder(line.to_agree, now=now),
    )


@bp.post("/staff/consents/pupils/<public_id>/<guardian>/letter")
@requires(Right.SEE_REGISTRATIONS)
def desk_letter(public_id: str, guardian: str) -> ResponseReturnValue:
    """Send the guardian the letter once more."""
    actor, now, form = current_actor(), clock.now(), OnceForm()
    case = case_of(public_id, guardian, actor=actor, now=now)
    if form.validate_on_submit():

        def send() -> str:
            send_again(case=case, by=whoever_asks(), now=now)
            return "sent"

        try:
            do_once(
                send,
                key=f"{form.submission_key.data}|{public_id}|{guardian}",
                content=[("pupil", public_id), ("guardian", guardian)],
                now=now,
                sender=actor.public_id,
            )
        except DomainError as refusal:
            flash(worded(refusal), "bad")
        else:
            name = case.guardian.account.name
            flash(_("A letter to %(name)s is on its way.", name=name), "ok")
    return redirect(url_for(".desk_queue"), code=303)


@bp.get("/staff/consents/pupils/<public_id>")
@requires(Right.SEE_REGISTRATIONS)
def desk_pupil(public_id: str) -> str:
    """What was ever answered for a pupil: who, when, which words, by which way."""
    actor = current_actor()
    pupil = pupil_at_desk(public_id, actor=actor)
    return render_template(
        "registrations/desk_pupil.html",
        pupil=pupil,
        answers=consent_history(pupil),
        agreements=agreements_about(pupil, actor=actor),
        zone=zone_of(pupil, actor=actor),
        title_of=_title_of,
    )


def _counts(lines: list[DeskLine]) -> list[tuple[int, str]]:
    """What stands on top: how many of each kind."""
    whys = [why for line in lines for why in line.whys]
    return [
        (len(lines), _("Families to ask")),
        (whys.count(Why.NOT_AGREED), _("Agreement missing")),
        (whys.count(Why.CONFLICT), _("Guardians disagree")),
        (sum(line.post.is_lost for line in lines), _("Letters came back")),
        (
            sum(line.reach in {Reach.NO_WAY, Reach.NOBODY} for line in lines),
            _("No way to reach anybody"),
        ),
    ]


def _series_of(lines: list[DeskLine]) -> dict[str, str]:
    """The series that anything is open in, by slug, ordered by title."""
    found = {
        registration.series.slug: _title_of(registration.series)
        for line in lines
        for registration in line.registrations
    }
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def _title_of(series: Series) -> str:
    return text_of(series, current_language()).title
