"""Pupils who look as if they were kept twice, for the coordinator to decide."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError, NotFound
from fablab.kernel.submissions import do_once
from fablab.privacy.forms import ApartForm, MergeForm
from fablab.privacy.queries.duplicates import look_alikes, pair_of, site_pupil
from fablab.privacy.queries.merging import preview_merge
from fablab.privacy.routes.blueprint import bp
from fablab.privacy.services.merging import merge_pupils, tell_apart
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.web.language import current_language
from fablab.web.mishaps import worded

PAGES = "/staff/duplicates"


@bp.get(PAGES)
@requires(Right.SEE_REGISTRATIONS)
def duplicates() -> str:
    """List the pairs that look like one pupil."""
    return render_template(
        "privacy/duplicates.html", pairs=look_alikes(current_actor())
    )


@bp.route(f"{PAGES}/<public_id>", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def duplicate(public_id: str) -> ResponseReturnValue:
    """Show two records side by side and what merging means; on a POST, merge them."""
    actor, form = current_actor(), MergeForm()
    other_id = form.other.data or request.args.get("with", "")
    if not other_id:
        return _pairs_of(public_id)
    try:
        pair = pair_of(public_id, other_id, actor=actor)
    except NotFound:
        if not form.is_submitted():
            raise
        return _merge(public_id, form)  # sent twice: what came of it the first time
    preview = preview_merge(*pair, now=clock.now())
    form.other.data = other_id
    form.offer(preview)
    if form.validate_on_submit():
        try:
            return _merge(public_id, form)
        except NotFound:
            raise
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
    page = render_template(
        "privacy/duplicate.html",
        pair=pair_of(public_id, other_id, actor=actor),
        preview=preview_merge(*pair, now=clock.now()) if form.errors else preview,
        form=form,
        apart=ApartForm(formdata=None, other=other_id),
        refusals=[worded(refusal) for refusal in preview.refusals],
        title_of=_title_of,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{PAGES}/<public_id>/two")
@requires(Right.SEE_REGISTRATIONS)
def two_children(public_id: str) -> ResponseReturnValue:
    """Keep that the two are two children."""
    form, actor = ApartForm(), current_actor()
    with unit_of_work():
        site_pupil(public_id, actor=actor)
        tell_apart(
            public_id=public_id,
            other_id=form.other.data or "",
            actor=actor,
            now=clock.now(),
        )
    flash(_("Good to know: we will not ask about these two again."), "ok")
    return redirect(url_for(".duplicates"), code=303)


def _merge(public_id: str, form: MergeForm) -> ResponseReturnValue:
    actor, now = current_actor(), clock.now()

    def merge() -> str:
        return merge_pupils(
            public_id=public_id,
            other_id=form.other.data or "",
            choice=form.choice(),
            actor=actor,
            now=now,
        ).public_id

    do_once(
        merge,
        key=form.submission_key.data,
        content=[*form.content(), ("pupil", public_id)],
        now=now,
        sender=actor.public_id,
    )
    flash(_("The two records are one now."), "ok")
    return redirect(url_for(".duplicates"), code=303)


def _pairs_of(public_id: str) -> str:
    actor = current_actor()
    pupil = site_pupil(public_id, actor=actor)
    pairs = [pair for pair in look_alikes(actor) if pupil in pair]
    return render_template("privacy/duplicates.html", pairs=pairs, pupil=pupil)


def _title_of(series: Series) -> str:
    return text_of(series, current_language()).title
