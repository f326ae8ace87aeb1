"""Pages of the feature: the home, a registration's own pages, and a pupil's."""

from fablab.family.routes import home, pupils, registrations
from fablab.family.routes.blueprint import bp

__all__ = ["bp", "home", "pupils", "registrations"]
