"""What teachers read about their pupils, and the figures that everybody may read."""

from fablab.reports.routes import (
    copying,
    exports,
    pages,
    pilot,
    pupil,
    school_class,
)
from fablab.reports.routes.blueprint import bp

__all__ = ["bp", "copying", "exports", "pages", "pilot", "pupil", "school_class"]
