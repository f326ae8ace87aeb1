"""Pages of the feature: what is said to everybody, the record, pupils kept twice."""

from fablab.privacy.routes import duplicates, pages
from fablab.privacy.routes.blueprint import bp

__all__ = ["bp", "duplicates", "pages"]
