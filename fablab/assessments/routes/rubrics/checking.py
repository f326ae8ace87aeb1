"""Looking at a draft once more, and publishing it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.forms.rubrics import label_of
from fablab.assessments.models import RubricDraft
from fablab.assessments.queries.own_rubrics import content_of, own_draft
from fablab.assessments.routes.rubrics.blueprint import DRAFT, bp
from fablab.assessments.routes.rubrics.parts import (
    dimension_titles,
    place_url,
    readiness,
    title_of,
)
from fablab.assessments.routes.rubrics.shaping import ended
from fablab.assessments.services.publishing import publish_draft, reasons_against
from fablab.assessments.texts import difference, missing_words, pieces, seal_of
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError, NotFound
from fablab.web.forms import ButtonForm
from fablab.web.mishaps import worded


@bp.route(f"{DRAFT}/check", methods=["GET", "POST"])
@requires(Right.EDIT_RUBRICS)
def check(public_id: str) -> ResponseReturnValue:
    """What is missing and what is different; publish it as it was looked at."""
    actor, form = current_actor(), ButtonForm()
    draft = own_draft(public_id, actor)
    if draft.dropped_at or (draft.published and not form.is_submitted()):
        return ended(draft)
    if form.validate_on_submit():
        try:
            return redirect(_publish(public_id), code=303)
        except NotFound:
            raise
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
    return _page(own_draft(public_id, actor), form)


def _publish(public_id: str) -> str:
    """Where the new version can be read."""
    actor = current_actor()
    with unit_of_work():
        rubric = publish_draft(
            draft=own_draft(public_id, actor, lock=True),
            seen=request.form.get("seen", ""),
            by=account_of(actor),
            now=clock.now(),
        )
        code, version = rubric.code, rubric.version
        slug = rubric.site.slug if rubric.site else None
    flash(
        _(
            "%(code)s %(version)s is published. Its words never change now. "
            "Use it when you are ready.",
            code=code,
            version=version,
        ),
        "ok",
    )
    return url_for(".version", code=code, version=version, site=slug)


def _page(draft: RubricDraft, form: ButtonForm) -> ResponseReturnValue:
    content, old = draft.content, content_of(draft.made_from)
    main = draft.site.language
    page = render_template(
        "assessments/rubric_check.html",
        form=form,
        draft=draft,
        title=title_of(draft),
        titles=dimension_titles(old, content),
        reasons=[worded(reason) for reason in reasons_against(draft)],
        ready=readiness(content),
        missing=missing_words(content, main),
        main=main,
        found=difference(old, content),
        seen=seal_of(content),
        label_of=label_of,
        place_url=place_url,
        pieces=pieces,
        names=LANGUAGES,
    )
    return page, 422 if form.errors else 200
