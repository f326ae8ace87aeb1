"""Pages of the feature: the tablet's app, the family's cards, the staff's lists."""

from fablab.checkin.routes import cards, kiosk, kiosks, register
from fablab.checkin.routes.blueprint import bp

__all__ = ["bp", "cards", "kiosk", "kiosks", "register"]
