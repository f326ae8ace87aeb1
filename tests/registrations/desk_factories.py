"""A coordinator's desk for tests: a browser that is signed in, families, scans."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import func, select

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.consent.models import Consent, Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import record_consent
from fablab.kernel.db import Model, db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Series
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import guardian_of_pupil, register
from tests.support.pages import Browser, Page

PDF = b"%PDF-1.4 a scanned page"
QUEUE = "/staff/consents"
PAPER = "/staff/consents/paper"


@dataclass(frozen=True)
class Desk:
    """A coordinator, their browser, and one pupil who is registered."""

    browser: Browser
    coordinator: Account
    series: Series
    registration: Registration
    pupil: Pupil
    guardian: Guardian

    def path(self, way: str, guardian: Guardian | None = None) -> str:
        """The address of the pupil and a guardian, by telephone, on paper, …"""
        who = (guardian or self.guardian).public_id
        return f"{QUEUE}/pupils/{self.pupil.public_id}/{who}/{way}"

    def print_form(self) -> str:
        """Print a form from the queue; its code."""
        page = self.browser.get(QUEUE)
        form = f"form[action='{self.path('paper')}']"
        printed = self.browser.submit(page, form)
        return printed.location.split("/")[-2]

    def record(self, code: str, **answers: Any) -> Page:  # noqa: ANN401 -- as submit
        """Enter what stands on a paper, signed today unless it is said otherwise."""
        page = self.browser.get(f"{PAPER}/{code}")
        answers = {
            "signed_on": OPENING_DAY.date().isoformat(),
            "scan": (BytesIO(PDF), "scan.pdf"),
        } | answers
        return self.browser.submit(page, **answers)


def make_desk(browser: Browser, **about_series: Any) -> Desk:  # noqa: ANN401 -- as make_series
    """Everything that the tests of the desk begin with."""
    coordinator = make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")
    series = make_series(**about_series)
    guardian = make_guardian()
    with unit_of_work():
        guardian.phone = "+48600123456"
    pupil = make_pupil(guardian=guardian)
    registration = register(series, pupil)
    sign_in_as(browser, coordinator)
    return Desk(browser, coordinator, series, registration, pupil, guardian)


def add_guardian(
    pupil: Pupil,
    name: str = "Ben Novak",
    **about: Any,  # noqa: ANN401 -- as Guardianship
) -> Guardian:
    """A second guardian of the pupil."""
    guardian = make_guardian(name)
    saved(Guardianship(guardian=guardian, pupil=pupil, slot=2, **about))
    return guardian


def answer(
    pupil: Pupil,
    purpose: Purpose,
    *,
    yes: bool,
    guardian: Guardian | None = None,
    at: datetime = OPENING_DAY,
    from_day: date | None = None,
) -> Consent:
    """What a guardian said on the family page."""
    with unit_of_work():
        return record_consent(
            guardian=guardian or guardian_of_pupil(pupil),
            pupil=pupil,
            text=current_text(purpose, "en"),
            answer=yes,
            route=Route.FAMILY_PAGE,
            now=at,
            from_day=from_day,
        )


def count(model: type[Model]) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only(model: type[Model]) -> Any:  # noqa: ANN401 -- of the model
    """The one row there is."""
    return db.session.scalars(select(model)).one()


def events(action: str) -> list[AuditEvent]:
    """What the journal says of one kind of act, in order."""
    found = select(AuditEvent).where(AuditEvent.action == action)
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


def photo(
    form: str = "JPEG",
    size: tuple[int, int] = (3000, 2000),
    **about: Any,  # noqa: ANN401 -- as Image.save
) -> bytes:
    """A picture of that size, as a camera would send it."""
    kept = BytesIO()
    Image.new("RGB", size, "#fffaf3").save(kept, form, **about)
    return kept.getvalue()


def signature(*, signed: bool = True) -> str:
    """What the tablet's canvas sends."""
    canvas = Image.new("RGBA", (960, 320))
    if signed:
        draw = ImageDraw.Draw(canvas)
        draw.line([(40, 200), (200, 80), (400, 240)], "#1d1b3a", width=5)
    kept = BytesIO()
    canvas.save(kept, "PNG")
    return "data:image/png;base64," + b64encode(kept.getvalue()).decode()
