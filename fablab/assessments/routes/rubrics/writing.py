"""Writing the words of a draft: one place, one language at a time."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.errors import DraftChanged, DraftEnded
from fablab.assessments.forms.rubrics import WordsForm, words_form
from fablab.assessments.models import RubricDraft
from fablab.assessments.queries.own_rubrics import own_draft
from fablab.assessments.routes.rubrics.blueprint import DRAFT, bp
from fablab.assessments.routes.rubrics.parts import (
    how_ready_at,
    place_url,
    title_of,
    words_language,
)
from fablab.assessments.routes.rubrics.shaping import ended
from fablab.assessments.services.drafts import said, write_words
from fablab.assessments.texts import WHOLE, Told, codes_of, told, words_of_place
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.web.mishaps import worded


@bp.route(f"{DRAFT}/words", methods=["GET", "POST"])
@requires(Right.EDIT_RUBRICS)
def words(public_id: str) -> ResponseReturnValue:
    """The words for all dimensions, in the language of `?words=`."""
    return _write(public_id, WHOLE)


@bp.route(f"{DRAFT}/dimensions/<code>", methods=["GET", "POST"])
@requires(Right.EDIT_RUBRICS)
def dimension(public_id: str, code: str) -> ResponseReturnValue:
    """The words of one dimension, in the language of `?words=`."""
    return _write(public_id, code)


def _write(public_id: str, place: str) -> ResponseReturnValue:
    actor, language = current_actor(), words_language()
    draft = own_draft(public_id, actor)
    if place not in {WHOLE, *codes_of(draft.content)}:
        raise NotFound(N_("This dimension is not in the draft, or not any more."))
    form = words_form(said(draft.content, place, language), place)
    if not form.is_submitted() and (draft.published or draft.dropped_at):
        return ended(draft)
    now_there: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            _save(form, public_id, place, language)
        except DraftEnded as refusal:
            form.form_errors.append(worded(refusal))
        except DraftChanged as refusal:
            draft = own_draft(public_id, actor)
            now_there = form.show_as_it_is_now(said(draft.content, place, language))
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The words are saved in the draft."), "ok")
            return redirect(
                _next_url(own_draft(public_id, actor), place, language), 303
            )
    return _page(own_draft(public_id, actor), place, language, form, now_there)


def _save(form: WordsForm, public_id: str, place: str, language: str) -> None:
    actor = current_actor()
    with unit_of_work():
        write_words(
            draft=own_draft(public_id, actor, lock=True),
            place=place,
            language=language,
            words=form.words(),
            seen=form.seen.data or "",
            by=account_of(actor),
            now=clock.now(),
        )


def _next_url(draft: RubricDraft, place: str, language: str) -> str:
    """Where to go on: the next place in this language, else the draft's page."""
    places = [WHOLE, *codes_of(draft.content)]
    after = places[places.index(place) + 1 :] if place in places else []
    if not after:
        return url_for(".draft", public_id=draft.public_id)
    return place_url(draft, after[0], language)


def _page(
    draft: RubricDraft,
    place: str,
    language: str,
    form: WordsForm,
    now_there: Mapping[str, str],
) -> ResponseReturnValue:
    main = draft.site.language
    others = [one for one in ("en", main, *LANGUAGES) if one != language]
    page = render_template(
        "assessments/rubric_words.html",
        form=form,
        draft=draft,
        title=title_of(draft),
        place=place,
        heading=told(draft.content, place, (language, main, "en"))["title"],
        language=language,
        source=_sources(draft, place, others),
        now_there=now_there,
        labels=told(draft.content, WHOLE, (language, main, "en")),
        tabs=[
            (place_url(draft, place, one.language), one)
            for one in how_ready_at(draft.content, place)
        ],
        main=main,
    )
    return page, 422 if form.errors else 200


def _sources(
    draft: RubricDraft, place: str, languages: list[str]
) -> Mapping[str, Told]:
    """What each word says in another language, to translate from."""
    return {
        name: next(
            (Told(texts[one], one) for one in languages if one in texts), Told("", "")
        )
        for name, texts in words_of_place(draft.content, place).items()
    }
