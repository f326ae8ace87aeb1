"""Documents for the door: the pupil's card, and the roster on paper."""

from fablab.checkin.pdf.cards import CardDesign, card_pdf, group_code
from fablab.checkin.pdf.roster import RosterDesign, RosterRow, roster_pdf

__all__ = [
    "CardDesign",
    "RosterDesign",
    "RosterRow",
    "card_pdf",
    "group_code",
    "roster_pdf",
]
