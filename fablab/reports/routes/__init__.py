"""What teachers and families read of pupils, and the figures everybody may read."""

from fablab.reports.routes import (
    compass,
    copying,
    exports,
    family,
    groups,
    pages,
    pilot,
    pupil,
    school_class,
    sheets,
    switches,
)
from fablab.reports.routes.blueprint import bp

__all__ = [
    "bp",
    "compass",
    "copying",
    "exports",
    "family",
    "groups",
    "pages",
    "pilot",
    "pupil",
    "school_class",
    "sheets",
    "switches",
]
