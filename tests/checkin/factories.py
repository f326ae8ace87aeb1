"""Rows that check-in tests start from."""

from datetime import UTC, datetime, timedelta

from fablab.accounts.models import Role
from fablab.checkin.models import Card
from fablab.checkin.queries.kiosks import KnownKiosk, live_kiosk
from fablab.checkin.services.cards import issue_card
from fablab.checkin.services.kiosks import (
    CODE_LASTS,
    enrol_kiosk,
    make_kiosk_code,
)
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship, Pupil
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.services.places import take_places
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_pupil,
    make_series,
    make_site,
    saved,
)

MEETING_AT = datetime(2026, 10, 3, 8, tzinfo=UTC)
"""When the first meeting of `make_series` begins: ten o'clock in Bielsko-Biała."""


def make_place(
    *,
    series: Series | None = None,
    pupil: Pupil | None = None,
    status: RegistrationStatus = RegistrationStatus.PLACED,
) -> Registration:
    """A pupil's registration, with a place unless another status is asked for."""
    pupil = pupil or make_pupil()
    held = status in {RegistrationStatus.HELD, RegistrationStatus.OFFERED}
    cancelled = status is RegistrationStatus.CANCELLED
    guardianship = db.session.query(Guardianship).filter_by(pupil_id=pupil.id).first()
    assert guardianship
    series = series or make_series()
    with unit_of_work():
        assert status not in TAKES_A_PLACE or take_places(series, past_queue=True)
    return saved(
        Registration(
            series=series,
            pupil=pupil,
            registered_by=guardianship.guardian,
            status=status,
            registered_at=OPENING_DAY,
            held_until=OPENING_DAY + timedelta(days=7) if held else None,
            placed_at=OPENING_DAY if status is RegistrationStatus.PLACED else None,
            cancelled_at=OPENING_DAY if cancelled else None,
            cancel_reason=CancelReason.BY_FAMILY if cancelled else None,
        )
    )


def make_card(pupil: Pupil) -> Card:
    """The pupil's valid card."""
    with unit_of_work():
        return issue_card(pupil=pupil, now=OPENING_DAY)


def first_meeting(series: Series) -> Meeting:
    """The first meeting of a series."""
    found = db.session.query(Meeting).filter_by(series_id=series.id)
    return found.order_by(Meeting.starts_at).limit(1).one()


def make_code(
    site: Site | None = None,
    *,
    now: datetime = MEETING_AT,
    lasts: timedelta = CODE_LASTS,
) -> str:
    """A code that enrols one tablet."""
    site = site or make_site()
    by = make_account(Role.COORDINATOR, site=site)
    with unit_of_work():
        return make_kiosk_code(site=site, made_by=by, now=now, lasts=lasts)


def make_token(
    site: Site | None = None, *, name: str = "Front door", now: datetime = MEETING_AT
) -> str:
    """The token of a tablet that was just enrolled."""
    code = make_code(site, now=now)
    with unit_of_work():
        _kiosk, token = enrol_kiosk(code=code, name=name, now=now)
    return token


def make_kiosk(site: Site | None = None, *, now: datetime = MEETING_AT) -> KnownKiosk:
    """An enrolled tablet, as the API knows it."""
    kiosk = live_kiosk(make_token(site, now=now), now=now)
    assert kiosk
    return kiosk
