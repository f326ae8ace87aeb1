"""Registering, agreeing and cancelling; what counts places holds the series' lock."""

from fablab.registrations.services.agreeing import Answer, agree, refuse_if_over
from fablab.registrations.services.eligibility import refuse_unless_open
from fablab.registrations.services.ending import (
    Consequences,
    cancel_registration,
    consequences_of,
)
from fablab.registrations.services.holds import (
    ANSWER_WITHIN,
    CONFIRM_WITHIN,
    confirm_address,
)
from fablab.registrations.services.offers import (
    accept_offer,
    decline_offer,
    offer_by_hand,
    offer_free_places,
)
from fablab.registrations.services.places import lock_series
from fablab.registrations.services.registering import (
    register_pupil,
    request_registrations,
)
from fablab.registrations.services.sign_up import (
    Child,
    NamedCollector,
    Newcomer,
    SignUp,
)

__all__ = [
    "ANSWER_WITHIN",
    "CONFIRM_WITHIN",
    "Answer",
    "Child",
    "Consequences",
    "NamedCollector",
    "Newcomer",
    "SignUp",
    "accept_offer",
    "agree",
    "cancel_registration",
    "confirm_address",
    "consequences_of",
    "decline_offer",
    "lock_series",
    "offer_by_hand",
    "offer_free_places",
    "refuse_if_over",
    "refuse_unless_open",
    "register_pupil",
    "request_registrations",
]
