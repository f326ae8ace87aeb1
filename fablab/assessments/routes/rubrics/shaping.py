"""What a draft is made of: which dimensions, in which order."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.models import Account
from fablab.accounts.queries import account_of
from fablab.assessments.forms.rubrics import DimensionForm
from fablab.assessments.models import Domain, RubricDraft
from fablab.assessments.queries.own_rubrics import own_draft
from fablab.assessments.routes.rubrics.blueprint import DRAFT, bp
from fablab.assessments.routes.rubrics.parts import (
    dimension_titles,
    how_ready_at,
    place_url,
    readiness,
    title_of,
    wording,
)
from fablab.assessments.services.drafts import (
    MOST,
    add_dimension,
    drop_draft,
    leave_out,
    move_dimension,
    put_back,
)
from fablab.assessments.texts import WHOLE, codes_of, seal_of
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError, NotFound
from fablab.kernel.submissions import do_once
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.get(DRAFT)
@requires(Right.EDIT_RUBRICS)
def draft(public_id: str) -> ResponseReturnValue:
    """What is done and what is still to be written."""
    found = own_draft(public_id, current_actor())
    if found.published or found.dropped_at:
        return ended(found)
    return _page(found)


@bp.route(f"{DRAFT}/new", methods=["GET", "POST"])
@requires(Right.EDIT_RUBRICS)
def new_dimension(public_id: str) -> ResponseReturnValue:
    """Add a dimension of the site's own; sent twice, it adds one."""
    actor, form = current_actor(), DimensionForm()
    found = own_draft(public_id, actor)
    form.offer(found.content["domains"], current_language())
    if form.validate_on_submit():
        try:
            code = _add_once(form, public_id)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The dimension is there. Now write its words."), "ok")
            return redirect(
                url_for(
                    ".dimension",
                    public_id=public_id,
                    code=code,
                    words=found.site.language,
                ),
                code=303,
            )
    found = own_draft(public_id, actor)
    page = render_template(
        "assessments/rubric_new.html",
        form=form,
        draft=found,
        main_name=LANGUAGES[found.site.language],
    )
    return page, 422 if form.errors else 200


@bp.post(f"{DRAFT}/move/<code>")
@requires(Right.EDIT_RUBRICS)
def move(public_id: str, code: str) -> ResponseReturnValue:
    """Move a dimension one place up."""
    seen = request.form.get("seen", "")
    return _shape(
        public_id,
        lambda draft, by, now: move_dimension(
            draft=draft, code=code, seen=seen, by=by, now=now
        ),
    )


@bp.post(f"{DRAFT}/leave-out/<code>")
@requires(Right.EDIT_RUBRICS)
def take_out(public_id: str, code: str) -> ResponseReturnValue:
    """Take a dimension out of the draft."""
    return _shape(
        public_id,
        lambda draft, by, now: leave_out(draft=draft, code=code, by=by, now=now),
    )


@bp.post(f"{DRAFT}/put-back/<code>")
@requires(Right.EDIT_RUBRICS)
def take_in(public_id: str, code: str) -> ResponseReturnValue:
    """Put a dimension back that was left out."""
    return _shape(
        public_id,
        lambda draft, by, now: put_back(draft=draft, code=code, by=by, now=now),
    )


@bp.post(f"{DRAFT}/drop")
@requires(Right.EDIT_RUBRICS)
def drop(public_id: str) -> ResponseReturnValue:
    """Write no further."""
    actor = current_actor()
    with unit_of_work():
        found = own_draft(public_id, actor, lock=True)
        drop_draft(draft=found, by=account_of(actor), now=clock.now())
        slug = found.site.slug
    flash(_("The draft is dropped."), "ok")
    return redirect(url_for(".versions", site=slug), code=303)


def ended(draft: RubricDraft) -> ResponseReturnValue:
    """On from a draft that is written no further: to what became of it."""
    if draft.published:
        flash(_("This draft was published: here is the version."), "warn")
        one = draft.published
        return redirect(url_for(".version", code=one.code, version=one.version))
    flash(_("This draft was dropped."), "warn")
    return redirect(url_for(".versions", site=draft.site.slug))


def _shape(
    public_id: str, act: Callable[[RubricDraft, Account, datetime], None]
) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with unit_of_work():
            act(own_draft(public_id, actor, lock=True), account_of(actor), clock.now())
    except DomainError as refusal:
        if isinstance(refusal, NotFound):
            raise
        return _page(own_draft(public_id, actor), worded(refusal)), 422
    return redirect(url_for(".draft", public_id=public_id), code=303)


def _page(draft: RubricDraft, refusal: str = "") -> str:
    content, site, form = draft.content, draft.site, ButtonForm()
    if refusal:
        form.form_errors.append(refusal)
    return render_template(
        "assessments/rubric_draft.html",
        form=form,
        draft=draft,
        title=title_of(draft),
        wording=wording(content, current_language(), site.language),
        titles=dimension_titles(content),
        ready=readiness(content),
        parts={code: how_ready_at(content, code) for code in codes_of(content)},
        whole=how_ready_at(content, WHOLE),
        place_url=place_url,
        names=LANGUAGES,
        seen=seal_of(codes_of(content)),
        is_full=len(content["dimensions"]) >= MOST,
        zone=site.zone,
    )


def _add_once(form: DimensionForm, public_id: str) -> str:
    actor, now = current_actor(), clock.now()

    def add() -> str:
        found = own_draft(public_id, actor, lock=True)
        return add_dimension(
            draft=found,
            domain=Domain(form.domain.data),
            title=form.title.data or "",
            language=found.site.language,
            by=account_of(actor),
            now=now,
        )

    return do_once(
        add,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )
