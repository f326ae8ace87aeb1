"""Pages of the feature: the tablet's app, the family's cards, the staff's lists."""

from fablab.checkin.routes import (
    card_sheets,
    cards,
    inside,
    kiosk,
    kiosks,
    missed,
    overview,
    paper,
    photos,
    register,
    scans,
)
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.alarm import raise_alarms
from fablab.checkin.services.attendance import excuse_announced_absences, mark_absent
from fablab.mail.clockwork import every_minute

every_minute("excuse_announced_absences")(excuse_announced_absences)
every_minute("mark_absent")(mark_absent)
every_minute("raise_alarms")(raise_alarms)

__all__ = [
    "bp",
    "card_sheets",
    "cards",
    "inside",
    "kiosk",
    "kiosks",
    "missed",
    "overview",
    "paper",
    "photos",
    "register",
    "scans",
]
