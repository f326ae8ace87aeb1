"""The coordinator's page: what the certificates of one series say."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.forms.designs import WordsForm
from fablab.certificates.pdf import CertificateDesign
from fablab.certificates.previews import picture_of_page, series_preview
from fablab.certificates.queries.designs import current_wording
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.routes.designing import PAPER, SAVE, preview_file
from fablab.certificates.services.designs import change_wording
from fablab.certificates.texts import GAPS
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.language import current_language


@bp.route("/staff/series/<slug>/certificates/words", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def series_words(slug: str) -> ResponseReturnValue:
    """Show what a series' certificates say; save, preview or print what was entered."""
    actor = current_actor()
    series, form = get_own_series(slug, actor), WordsForm()
    if form.validate_on_submit():
        act = request.form.get("act")
        if act == PAPER:
            return preview_file(_drawn(form, series, actor))
        if act == SAVE:
            _save(form, slug, actor)
            flash(_("Saved. The next certificates say this."), "ok")
            return redirect(url_for(".series_words", slug=slug), 303)
    elif not form.is_submitted():
        wording = current_wording(series.id)
        form.show_texts(wording.texts if wording else {})
        form.shown_language.data = series.site.language
    preview = None if form.errors else picture_of_page(_drawn(form, series, actor))
    page = render_template(
        "certificates/words.html",
        form=form,
        series=series,
        title=text_of(series, current_language()).title,
        languages=LANGUAGES,
        gaps=GAPS,
        preview=preview,
    )
    return page, 422 if form.errors else 200


def _save(form: WordsForm, slug: str, actor: Actor) -> None:
    with unit_of_work():
        change_wording(
            series=get_own_series(slug, actor),
            texts=form.texts(),
            by=account_of(actor),
            now=clock.now(),
        )


def _drawn(form: WordsForm, series: Series, actor: Actor) -> CertificateDesign:
    return series_preview(
        series=series,
        words=form.texts(),
        shown=form.shown(),
        issuer=account_of(actor).name,
        today=clock.now().astimezone(series.site.zone).date(),
    )
