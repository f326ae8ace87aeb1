"""The coordinator's list: who may get a certificate, who has one, and exceptions."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.facts import shown_on
from fablab.certificates.forms import IssueForm, WaiverForm
from fablab.certificates.queries import (
    Proposal,
    proposals_of,
    running_batch,
    set_aside,
)
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import start_batch, waive_rules
from fablab.certificates.snapshot import check_printable, read_snapshot
from fablab.certificates.wording import REVOKE_KINDS, number_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.kernel.submissions import do_once
from fablab.series.models import Series
from fablab.series.queries import foreign_language, text_of
from fablab.series.queries.own import get_own_series
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/staff/series/<slug>/certificates", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def issue(slug: str) -> ResponseReturnValue:
    """Show who may get a certificate; on a valid POST, have those ticked issued."""
    actor = current_actor()
    series = get_own_series(slug, actor)
    form = IssueForm()
    if form.validate_on_submit():
        try:
            batch = _start_once(slug, form, actor)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            return redirect(url_for("certificates.batch", public_id=batch), code=303)
    return _page(series, form), 422 if form.errors else 200


@bp.route(
    "/staff/series/<slug>/certificates/exceptions/<public_id>", methods=["GET", "POST"]
)
@requires(Right.ISSUE_CERTIFICATES)
def waive(slug: str, public_id: str) -> ResponseReturnValue:
    """Ask for the reason of an exception; on a valid POST, keep it."""
    actor, now = current_actor(), clock.now()
    proposal = _proposal(get_own_series(slug, actor), public_id)
    back = url_for("certificates.issue", slug=slug)
    form = WaiverForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                series = get_own_series(slug, actor, lock=True)
                waive_rules(
                    proposal=_proposal(series, public_id),
                    reason=form.reason.data or "",
                    by=account_of(actor),
                    now=now,
                )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The exception is noted. Now you can issue the certificate."), "ok")
            return redirect(back, code=303)
    page = render_template(
        "certificates/waive.html",
        form=form,
        name=proposal.registration.pupil.full_name,
        reason=worded(proposal.refusal) if proposal.refusal else "",
        back=back,
    )
    return page, 422 if form.errors else 200


def _proposal(series: Series, public_id: str) -> Proposal:
    for proposal in proposals_of(series, now=clock.now()):
        if proposal.registration.public_id == public_id:
            return proposal
    raise NotFound(N_("This pupil has no place in this workshop, or not any more."))


def _start_once(slug: str, form: IssueForm, actor: Actor) -> str:
    """The id of the batch that the form led to, now or when it was sent first."""
    now = clock.now()

    def start() -> str:
        series, by = get_own_series(slug, actor), account_of(actor)
        check_printable(by.name)
        wanted = set(form.registrations.data or ())
        batch = start_batch(
            series=series,
            registrations=[
                proposal.registration
                for proposal in proposals_of(series, now=now)
                if proposal.registration.public_id in wanted
            ],
            by=by,
            now=now,
        )
        return batch.public_id

    return do_once(
        start,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )


def _page(series: Series, form: IssueForm) -> str:
    language = current_language()
    proposals = proposals_of(series, now=clock.now())
    form.offer(proposals)
    text = text_of(series, language)
    return render_template(
        "certificates/issue.html",
        series=series,
        text=text,
        lang=foreign_language(text, language),
        zone=series.site.zone,
        form=form,
        proposals=proposals,
        others=set_aside(series, proposals),
        running=running_batch(series),
        ticked=set(form.registrations.data or ()),
        ready=sum(proposal.is_ready for proposal in proposals),
        worded=worded,
        number_of=number_of,
        shown_on=shown_on,
        read_snapshot=read_snapshot,
        revoke_kinds=REVOKE_KINDS,
    )
