"""The page of a batch: how far it is, what came of it, and everything to print."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.certificates.exports import as_archive, as_one_file
from fablab.certificates.papers import issued_paper
from fablab.certificates.queries import BatchState, staff_batch, state_of
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import try_again
from fablab.certificates.wording import number_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.series.queries import foreign_language, text_of
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.get("/staff/certificates/batches/<public_id>")
@requires(Right.ISSUE_CERTIFICATES)
def batch(public_id: str) -> str:
    """Show how far the batch is; without JavaScript the page fetches itself anew."""
    state = _state(public_id)
    language = current_language()
    text = text_of(state.batch.series, language)
    return render_template(
        "certificates/batch.html",
        state=state,
        series=state.batch.series,
        text=text,
        lang=foreign_language(text, language),
        number_of=number_of,
        worded=worded,
    )


@bp.post("/staff/certificates/batches/<public_id>/again")
@requires(Right.ISSUE_CERTIFICATES)
def batch_again(public_id: str) -> ResponseReturnValue:
    """Try once more what broke."""
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            number = try_again(staff_batch(public_id, actor=current_actor()))
        flash(
            ngettext(
                "%(num)s certificate is tried again.",
                "%(num)s certificates are tried again.",
                number,
            ),
            "info",
        )
    return redirect(url_for("certificates.batch", public_id=public_id), code=303)


@bp.get("/staff/certificates/batches/<public_id>.pdf")
@requires(Right.ISSUE_CERTIFICATES)
def batch_file(public_id: str) -> Response:
    """Every certificate of the batch in one file, to print them all at once."""
    files = _drawn(_state(public_id))
    answer = Response(as_one_file(list(files.values())), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="certificates.pdf"'
    return answer


@bp.get("/staff/certificates/batches/<public_id>.zip")
@requires(Right.ISSUE_CERTIFICATES)
def batch_archive(public_id: str) -> Response:
    """Every certificate of the batch as a file of its own, as it was issued."""
    files = _drawn(_state(public_id))
    answer = Response(as_archive(files), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="certificates.zip"'
    return answer


def _state(public_id: str) -> BatchState:
    found = staff_batch(public_id, actor=current_actor())
    return state_of(found, now=clock.now())


def _drawn(state: BatchState) -> dict[str, bytes]:
    """The files by name, in the order of the list.

    Raises:
        NotFound: there is nothing to print.
    """
    if not state.certificates:
        raise NotFound(N_("There is no certificate to print in this list yet."))
    return {
        f"certificate-{certificate.code}.pdf": issued_paper(certificate)
        for certificate in state.certificates
    }
