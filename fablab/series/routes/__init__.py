"""Pages of the feature: those for everybody, and the workspace's."""

from fablab.series.routes import calendars, meetings, public, rules, workspace
from fablab.series.routes.blueprint import bp

__all__ = ["bp", "calendars", "meetings", "public", "rules", "workspace"]
