"""Documents for the door: a card alone or ten to a sheet, and the roster on paper."""

from fablab.checkin.pdf.cards import CardDesign, card_pdf, group_code
from fablab.checkin.pdf.roster import RosterDesign, RosterRow, roster_pdf
from fablab.checkin.pdf.sheet import SheetDesign, SmallCard, card_sheets_pdf

__all__ = [
    "CardDesign",
    "RosterDesign",
    "RosterRow",
    "SheetDesign",
    "SmallCard",
    "card_pdf",
    "card_sheets_pdf",
    "group_code",
    "roster_pdf",
]
