"""A sign-up of one child, as the one-page form sends it."""

from dataclasses import dataclass
from datetime import date, datetime

from fablab.kernel.crypto import FieldCipher
from fablab.registrations.errors import SignUpRefused
from fablab.registrations.models import Registration
from fablab.registrations.services.registering import request_registrations
from fablab.registrations.services.sign_up import Child, SignUp
from fablab.series.models import Series
from fablab.sites.models import School


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a registration form says.

    `email` and `phone` (E.164) are normalised. `health_note` is None where the
    question was left open and empty where there is nothing to know.
    """

    given_name: str
    family_name: str
    birth_date: date
    school: School | None
    class_name: str
    health_note: str | None
    guardian_name: str
    email: str
    phone: str
    language: str


def request_registration(
    *,
    request: Request,
    series: Series,
    cipher: FieldCipher,
    signed_in_as: int | None,
    now: datetime,
) -> Registration:
    """Register the pupil that a form names; see `request_registrations`."""
    child = Child(
        given_name=request.given_name,
        family_name=request.family_name,
        birth_date=request.birth_date,
        school=request.school,
        class_name=request.class_name,
        health_note=request.health_note,
    )
    sign_up = SignUp(
        guardian_name=request.guardian_name,
        email=request.email,
        phone=request.phone,
        language=request.language,
        children=(child,),
    )
    try:
        return request_registrations(
            request=sign_up,
            series=series,
            cipher=cipher,
            signed_in_as=signed_in_as,
            now=now,
        )[0]
    except SignUpRefused as refusal:
        raise refusal.reasons[0] from refusal
