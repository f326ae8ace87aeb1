"""Cards of a whole series: made, printed ten to a sheet, and replaced when lost."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.checkin.models import Card
from fablab.checkin.pdf import SheetDesign, SmallCard, card_sheets_pdf
from fablab.checkin.queries.cards import card_line, cards_of
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.cards import issue_card, replace_card
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.series.queries.own import get_seen_series
from fablab.web.current import current_settings
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.pdf import legible


@bp.get("/staff/series/<slug>/cards")
@requires(Right.TAKE_ATTENDANCE)
def series_cards(slug: str) -> str:
    """Show who has a card, with buttons to make, print and replace them."""
    actor = current_actor()
    series = get_seen_series(slug, actor)
    return render_template(
        "checkin/series_cards.html",
        series=series,
        text=text_of(series, current_language()),
        lines=cards_of(series),
        form=ButtonForm(),
        may_edit=series.site_id in actor.coordinates,
    )


@bp.post("/staff/series/<slug>/cards")
@requires(Right.TAKE_ATTENDANCE)
def make_cards(slug: str) -> ResponseReturnValue:
    """Make a card for everybody who has none; twice is as good as once."""
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        series = get_seen_series(slug, actor)
        missing = [line for line in cards_of(series) if line.card is None]
        for line in missing:
            issue_card(pupil=line.registration.pupil, now=now)
    num = len(missing)
    flash(ngettext("%(num)s card was made.", "%(num)s cards were made.", num), "ok")
    return redirect(url_for("checkin.series_cards", slug=slug), code=303)


@bp.post("/staff/series/<slug>/cards/<public_id>")
@requires(Right.TAKE_ATTENDANCE)
def replace_lost(slug: str, public_id: str) -> ResponseReturnValue:
    """Make a new card for the one named in the form, which ends at once.

    Pressed twice it is replaced once: by then another card is the pupil's.
    """
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        line = card_line(get_seen_series(slug, actor), public_id)
        name = line.registration.pupil.full_name
        if line.card is None or line.card.public_id != request.form.get("lost"):
            flash(_("%(name)s has another card by now.", name=name), "warn")
            return redirect(url_for("checkin.series_cards", slug=slug), code=303)
        replace_card(pupil=line.registration.pupil, now=now)
        record_event(
            actor=actor.public_id,
            action="card.replaced",
            subject_kind="registration",
            subject=public_id,
            now=now,
        )
    flash(_("%(name)s has a new card. The old one no longer works.", name=name), "ok")
    return redirect(url_for("checkin.series_cards", slug=slug), code=303)


@bp.get("/staff/series/<slug>/cards.pdf")
@requires(Right.TAKE_ATTENDANCE)
def card_sheets(slug: str) -> ResponseReturnValue:
    """All cards ten to a sheet, or one alone; each time goes into the journal."""
    actor = current_actor()
    only = request.args.get("only")
    series = get_seen_series(slug, actor)
    lines = [card_line(series, only)] if only else cards_of(series)
    cards = [line.card for line in lines if line.card]
    if not cards:
        flash(_("There is no card to print yet. Make the cards first."), "warn")
        return redirect(url_for("checkin.series_cards", slug=slug), code=303)
    with unit_of_work():
        _note_printing(series.slug, actor)
    file = card_sheets_pdf(_design(series, cards))
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return answer


def _note_printing(slug: str, actor: Actor) -> None:
    record_event(
        actor=actor.public_id,
        action="cards.printed",
        subject_kind="series",
        subject=slug,
        now=clock.now(),
    )


def _design(series: Series, cards: Sequence[Card]) -> SheetDesign:
    is_demo = current_settings().demo
    return SheetDesign(
        language=current_language(),
        title=_("Workshop card"),
        site_name=series.site.name,
        hint=_("Show this card at the door."),
        cards=tuple(
            SmallCard(name=legible(card.pupil.short_name), code=card.code)
            for card in cards
        ),
        watermark=_("Demonstration – all data are fictitious") if is_demo else "",
    )
