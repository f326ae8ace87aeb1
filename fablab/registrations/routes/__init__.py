"""Pages of the feature: the form, the link in the letter, the coordinator's list."""

from fablab.mail.clockwork import every_minute
from fablab.registrations.routes import agreeing, registering, staff
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import fill_new_places, release_expired_holds

every_minute("release_expired_holds")(release_expired_holds)
every_minute("fill_new_places")(fill_new_places)

__all__ = ["agreeing", "bp", "registering", "staff"]
