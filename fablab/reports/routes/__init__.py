"""What a teacher reads: pages, files, and documents about the own pupils."""

from fablab.reports.routes import copying, exports, pages, pupil
from fablab.reports.routes.blueprint import bp

__all__ = ["bp", "copying", "exports", "pages", "pupil"]
