"""Pages of the feature: the home, a pupil's page, registrations, the calendar."""

from fablab.family.routes import (
    absence,
    calendars,
    collectors,
    consents,
    groups,
    home,
    invitations,
    people,
    pupil,
    pupils,
    registrations,
)
from fablab.family.routes.blueprint import bp

__all__ = [
    "absence",
    "bp",
    "calendars",
    "collectors",
    "consents",
    "groups",
    "home",
    "invitations",
    "people",
    "pupil",
    "pupils",
    "registrations",
]
