"""Pages of the feature: the form, the link in the letter, the coordinator's list."""

from fablab.mail.clockwork import every_minute
from fablab.mail.delivery import when_delivered
from fablab.registrations.routes import (
    agreeing,
    barred,
    desk,
    guardians,
    invitation,
    offers,
    signing_up,
    staff,
    staff_by_hand,
    staff_series,
)
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services.coming_of_age import (
    settle_coming_of_age,
    tell_of_coming_of_age,
)
from fablab.registrations.services.drafts import delete_expired_drafts
from fablab.registrations.services.holds import (
    expire_unanswered,
    release_holds,
    release_undelivered,
    remind_to_answer,
    start_clock,
)
from fablab.registrations.services.letters import CONFIRM, OFFER
from fablab.registrations.services.offers import (
    fill_new_places,
    lapse_offers,
    start_offer_clock,
)

every_minute("delete_expired_drafts")(delete_expired_drafts)
every_minute("release_holds")(release_holds)
every_minute("release_undelivered")(release_undelivered)
every_minute("expire_unanswered")(expire_unanswered)
every_minute("lapse_offers")(lapse_offers)
every_minute("fill_new_places")(fill_new_places)
every_minute("remind_to_answer")(remind_to_answer)
every_minute("tell_of_coming_of_age")(tell_of_coming_of_age)
every_minute("settle_coming_of_age")(settle_coming_of_age)
when_delivered(CONFIRM)(start_clock)
when_delivered(OFFER)(start_offer_clock)

__all__ = [
    "agreeing",
    "barred",
    "bp",
    "desk",
    "guardians",
    "invitation",
    "offers",
    "signing_up",
    "staff",
    "staff_by_hand",
    "staff_series",
]
