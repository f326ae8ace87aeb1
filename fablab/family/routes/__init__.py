"""Pages of the feature: the home, a pupil's page, registrations, the calendar."""

from fablab.family.routes import (
    absence,
    barred,
    calendars,
    collectors,
    compass,
    consents,
    groups,
    home,
    invitations,
    people,
    photos,
    portfolio,
    pupil,
    pupils,
    registrations,
)
from fablab.family.routes.blueprint import bp

__all__ = [
    "absence",
    "barred",
    "bp",
    "calendars",
    "collectors",
    "compass",
    "consents",
    "groups",
    "home",
    "invitations",
    "people",
    "photos",
    "portfolio",
    "pupil",
    "pupils",
    "registrations",
]
