"""The family's pages of a pupil's card."""

from typing import Literal

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.checkin.models import Card
from fablab.checkin.pdf import CardDesign, card_pdf
from fablab.checkin.queries.cards import family_card, site_of_pupil
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.cards import issue_card, replace_card
from fablab.kernel import clock
from fablab.kernel.codes import grouped
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, Conflict
from fablab.people.queries import own_pupil, signed_in_guardian
from fablab.web.current import current_settings
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.pdf import legible
from fablab.web.qr import qr_svg

GROUP = 4


@bp.get("/family/cards/<public_id>")
@requires(Right.SEE_FAMILY)
def card(public_id: str) -> str:
    """Show the pupil's card with its QR code and the code in letters."""
    found = family_card(public_id, actor=current_actor())
    name = found.pupil.short_name
    return render_template(
        "checkin/card.html",
        card=found,
        code=grouped(found.code, GROUP),
        svg=qr_svg(found.code, label=_("QR code of %(name)s’s card", name=name)),
        form=ButtonForm(),
    )


@bp.get("/family/cards/<public_id>.pdf")
@requires(Right.SEE_FAMILY)
def card_file(public_id: str) -> Response:
    """The card to print, alone on A6 or to be cut out of A4."""
    found = family_card(public_id, actor=current_actor())
    paper: Literal["A4", "A6"] = "A6" if request.args.get("paper") == "A6" else "A4"
    answer = Response(card_pdf(_design(found), paper=paper), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="card-{paper}.pdf"'
    return answer


@bp.post("/family/pupils/<public_id>/card")
@requires(Right.SEE_FAMILY)
def make_card(public_id: str) -> ResponseReturnValue:
    """Make the pupil's card, if there is none yet, and go to it."""
    with unit_of_work():
        guardian = signed_in_guardian(current_actor().account_id)
        pupil = own_pupil(public_id, guardian=guardian)
        made = issue_card(pupil=pupil, now=clock.now()).public_id
    return redirect(url_for("checkin.card", public_id=made), code=303)


@bp.post("/family/cards/<public_id>/replace")
@requires(Right.SEE_FAMILY)
def replace(public_id: str) -> ResponseReturnValue:
    """Make a new card for one that was lost; the old one ends."""
    with unit_of_work():
        lost = family_card(public_id, actor=current_actor())
        made = replace_card(pupil=lost.pupil, now=clock.now()).public_id
    return redirect(url_for("checkin.card", public_id=made), code=303)


def _design(card: Card) -> CardDesign:
    site = site_of_pupil(card.pupil)
    if site is None:
        raise Conflict(N_("A card can be printed once the pupil is registered."))
    demo = current_settings().demo
    return CardDesign(
        language=current_language(),
        code=card.code,
        pupil_name=legible(card.pupil.short_name),
        site_name=site.name,
        title=_("Workshop card"),
        hint=_("Show this card at the door."),
        instructions_title=_("How the card works"),
        instructions=(
            _("Cut the card out along the line, or fold it."),
            _("Bring it to every meeting and hold it in front of the tablet."),
            _("No printer? The code on a phone’s screen works as well."),
            _("Lost it? Make a new card on the family page; the old one then ends."),
        ),
        watermark=_("Demonstration – all data are fictitious") if demo else "",
    )
