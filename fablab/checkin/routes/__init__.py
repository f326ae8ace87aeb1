"""Pages of the feature: the tablet's app, the family's cards, the staff's lists."""

from fablab.checkin.routes import cards, kiosk, kiosks, missed, photos, register
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.attendance import excuse_announced_absences, mark_absent
from fablab.mail.clockwork import every_minute

every_minute("excuse_announced_absences")(excuse_announced_absences)
every_minute("mark_absent")(mark_absent)

__all__ = ["bp", "cards", "kiosk", "kiosks", "missed", "photos", "register"]
