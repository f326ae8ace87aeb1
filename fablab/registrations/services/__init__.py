"""Registering, agreeing and cancelling; what counts places holds the series' lock."""

from fablab.registrations.services.agreeing import Answer, agree, refuse_if_over
from fablab.registrations.services.ending import (
    cancel_registration,
    fill_new_places,
    release_expired_holds,
)
from fablab.registrations.services.places import lock_series
from fablab.registrations.services.registering import (
    HELD_FOR,
    Request,
    refuse_unless_open,
    register_pupil,
    request_registration,
)
from fablab.registrations.services.sign_up import (
    Child,
    NamedCollector,
    Newcomer,
    SignUp,
)

__all__ = [
    "HELD_FOR",
    "Answer",
    "Child",
    "NamedCollector",
    "Newcomer",
    "Request",
    "SignUp",
    "agree",
    "cancel_registration",
    "fill_new_places",
    "lock_series",
    "refuse_if_over",
    "refuse_unless_open",
    "register_pupil",
    "release_expired_holds",
    "request_registration",
]
