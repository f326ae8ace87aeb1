"""Pages of the feature: what is said to everybody, the record, pupils kept twice."""

from fablab.mail.clockwork import every_minute
from fablab.privacy.routes import duplicates, pages
from fablab.privacy.routes.blueprint import bp
from fablab.privacy.services.retention import forget_what_is_over

every_minute("forget_what_is_over")(forget_what_is_over)

__all__ = ["bp", "duplicates", "pages"]
