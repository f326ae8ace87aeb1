"""The coordinator's pages: who may get a certificate, issuing, revoking."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.forms import IssueForm, RevokeForm
from fablab.certificates.models import Certificate
from fablab.certificates.papers import draw_paper
from fablab.certificates.queries import proposals_of, staff_certificate
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import (
    issue_certificates,
    keep_fingerprints,
    revoke_certificate,
)
from fablab.certificates.snapshot import read_snapshot
from fablab.certificates.wording import number_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.series.queries import foreign_language, text_of
from fablab.series.queries.own import get_own_series
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/staff/series/<slug>/certificates", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def issue(slug: str) -> ResponseReturnValue:
    """Show who may get a certificate; on a valid POST, issue those that were ticked."""
    actor = current_actor()
    get_own_series(slug, actor)
    form = IssueForm()
    if form.validate_on_submit():
        try:
            number = _issue_once(slug, form, actor)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            _tell(number)
            return redirect(url_for("certificates.issue", slug=slug), code=303)
    return _page(slug, form, actor), 422 if form.errors else 200


@bp.route("/staff/certificates/<public_id>/revoke", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def revoke(public_id: str) -> ResponseReturnValue:
    """Ask why, and whether really; on a valid POST, revoke the certificate."""
    actor = current_actor()
    certificate = staff_certificate(public_id, actor=actor)
    back = url_for("certificates.issue", slug=certificate.registration.series.slug)
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                revoke_certificate(
                    certificate=staff_certificate(public_id, actor=actor),
                    by=account_of(actor),
                    reason=form.reason.data or "",
                    now=clock.now(),
                )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The certificate is revoked."), "ok")
            return redirect(back, code=303)
    page = render_template(
        "certificates/revoke.html",
        form=form,
        facts=read_snapshot(certificate.snapshot),
        number=number_of(certificate.code),
        back=back,
    )
    return page, 422 if form.errors else 200


def _issue_once(slug: str, form: IssueForm, actor: Actor) -> int:
    """How many certificates the form led to, now or when it was sent first."""
    now = clock.now()
    certificates: list[Certificate] = []

    def issue_chosen() -> str:
        series = get_own_series(slug, actor)
        wanted = set(form.registrations.data or ())
        certificates[:] = issue_certificates(
            series=series,
            issued_by=account_of(actor),
            now=now,
            registrations=[
                proposal.registration
                for proposal in proposals_of(series, now=now)
                if proposal.registration.public_id in wanted
            ],
        )
        return str(len(certificates))

    number = do_once(
        issue_chosen,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )
    _keep_papers(certificates)
    return int(number)


def _keep_papers(certificates: list[Certificate]) -> None:
    """Draw the files after the lock is given back, and remember what they were."""
    now = clock.now()
    drawn = [(one.public_id, one, draw_paper(one, now=now)) for one in certificates]
    with unit_of_work():
        keep_fingerprints({public_id: paper.sha256 for public_id, _, paper in drawn})
        for _, certificate, paper in drawn:
            paper.keep(certificate, now=now)


def _tell(number: int) -> None:
    if not number:
        flash(_("Nothing to issue: they all have their certificates already."), "info")
        return
    flash(
        ngettext(
            "%(num)s certificate is issued. The family gets a letter.",
            "%(num)s certificates are issued. The families get a letter.",
            number,
        ),
        "ok",
    )


def _page(slug: str, form: IssueForm, actor: Actor) -> str:
    series, language = get_own_series(slug, actor), current_language()
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
        ticked=set(form.registrations.data or ()),
        ready=sum(proposal.is_ready for proposal in proposals),
        worded=worded,
        number_of=number_of,
    )
