"""The coordinator's pages to issue a certificate anew, or to revoke it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.forms import ReissueForm, RevokeForm
from fablab.certificates.models import Certificate
from fablab.certificates.queries import staff_certificate
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import (
    follow_up,
    reissue_certificate,
    revoke_certificate,
)
from fablab.certificates.snapshot import check_printable, read_snapshot
from fablab.certificates.wording import number_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.web.mishaps import worded


@bp.route("/staff/certificates/<public_id>/revoke", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def revoke(public_id: str) -> ResponseReturnValue:
    """Ask why, and whether really; on a valid POST, revoke the certificate."""
    actor = current_actor()
    certificate = staff_certificate(public_id, actor=actor)
    back = _list_of(certificate)
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                revoke_certificate(
                    certificate=staff_certificate(public_id, actor=actor),
                    by=account_of(actor),
                    kind=form.chosen_kind(),
                    reason=form.reason.data or "",
                    now=clock.now(),
                )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The certificate is revoked."), "ok")
            return redirect(back, code=303)
    page = render_template(
        "certificates/revoke.html", form=form, back=back, **_shown(certificate)
    )
    return page, 422 if form.errors else 200


@bp.route("/staff/certificates/<public_id>/reissue", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def reissue(public_id: str) -> ResponseReturnValue:
    """Ask why; on a valid POST, replace the certificate by one with today's facts."""
    actor = current_actor()
    certificate = staff_certificate(public_id, actor=actor)
    form = ReissueForm()
    if form.validate_on_submit():
        try:
            batch = _reissue_once(public_id, form, actor)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            return redirect(url_for("certificates.batch", public_id=batch), code=303)
    page = render_template(
        "certificates/reissue.html",
        form=form,
        back=_list_of(certificate),
        name_now=certificate.registration.pupil.full_name,
        **_shown(certificate),
    )
    return page, 422 if form.errors else 200


def _reissue_once(public_id: str, form: ReissueForm, actor: Actor) -> str:
    """The id of the batch that draws the new one, now or when it was sent first."""
    now = clock.now()

    def act() -> str:
        by = account_of(actor)
        check_printable(by.name)
        new = reissue_certificate(
            certificate=staff_certificate(public_id, actor=actor),
            by=by,
            reason=form.reason.data or "",
            now=now,
        )
        return follow_up(new, by=by, now=now).public_id

    return do_once(
        act,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )


def _list_of(certificate: Certificate) -> str:
    return url_for("certificates.issue", slug=certificate.registration.series.slug)


def _shown(certificate: Certificate) -> dict[str, object]:
    return {
        "facts": read_snapshot(certificate.snapshot),
        "number": number_of(certificate.code),
    }
