"""Rows for tests: plain functions with keyword overrides."""

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from fablab.accounts.models import Account, Grant, Role
from fablab.accounts.services import sign_in
from fablab.kernel.db import Model, db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.series.models import Facilitation, Meeting, Series, SeriesText, Topic
from fablab.sites.models import School, Site
from tests.support.pages import Browser

OPENING_DAY = datetime(2026, 9, 1, 8, tzinfo=UTC)
M = TypeVar("M", bound=Model)
_serial = iter(range(1, 10_000_000))


def saved(row: M) -> M:
    """Store the row in a unit of work of its own."""
    with unit_of_work():
        db.session.add(row)
    return row


def make_site(slug: str = "", *, time_zone: str = "Europe/Warsaw") -> Site:
    """A FabLab; the one with that slug, if there is one already."""
    slug = slug or "bielsko-biala"
    known = db.session.query(Site).filter_by(slug=slug).one_or_none()
    return known or saved(
        Site(
            slug=slug,
            name=f"FabLab {slug}",
            city="Bielsko-Biała",
            address="ul. Przykładowa 1",
            country="PL",
            time_zone=time_zone,
            language="en",
            currency="PLN",
            contact_email="lab@example.org",
        )
    )


def make_school(name: str = "School No. 1") -> School:
    """A school."""
    return saved(School(name=name, city="Bielsko-Biała"))


def make_account(
    *roles: Role,
    site: Site | None = None,
    school: School | None = None,
    name: str = "Ewa Lis",
    email: str = "",
    language: str = "en",
) -> Account:
    """Somebody who can sign in, with these roles."""
    account = Account(
        email=email or f"person{next(_serial)}@example.org",
        name=name,
        language=language,
        created_at=OPENING_DAY,
    )
    with unit_of_work():
        db.session.add(account)
        for role in roles:
            on_site = role in {Role.FACILITATOR, Role.COORDINATOR}
            db.session.add(
                Grant(
                    account=account,
                    role=role,
                    site=site if on_site else None,
                    school=school if role is Role.TEACHER else None,
                    ends_on=date(2027, 8, 31) if role is Role.TEACHER else None,
                )
            )
    return account


def make_guardian(name: str = "Ana Novak", email: str = "") -> Guardian:
    """A guardian with an account."""
    account = make_account(Role.GUARDIAN, name=name, email=email)
    return saved(Guardian(account=account))


def make_pupil(
    given_name: str = "Mira",
    family_name: str = "Novak",
    *,
    guardian: Guardian | None = None,
    birth_date: date = date(2014, 5, 17),
    school: School | None = None,
) -> Pupil:
    """A pupil with a guardian."""
    guardian = guardian or make_guardian()
    pupil = Pupil(
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        created_at=OPENING_DAY,
        school=school,
    )
    saved(Guardianship(guardian=guardian, pupil=pupil))
    return pupil


def make_series(
    *,
    title: str = "Laser-cut lamps",
    site: Site | None = None,
    capacity: int = 12,
    ages: tuple[int, int] = (10, 14),
    opens_at: datetime = datetime(2026, 8, 1, tzinfo=UTC),
    closes_at: datetime = datetime(2026, 9, 30, 22, tzinfo=UTC),
    published_at: datetime | None = datetime(2026, 8, 1, tzinfo=UTC),
    starts: tuple[datetime, ...] = (datetime(2026, 10, 3, 8, tzinfo=UTC),),
    facilitator: Account | None = None,
    topic: Topic = Topic.LASER_CUTTING,
) -> Series:
    """A published series with a text in English and meetings of two hours."""
    series = Series(
        slug=f"lamps-{next(_serial)}",
        site=site or make_site(),
        topic=topic,
        language="pl",
        age_min=ages[0],
        age_max=ages[1],
        capacity=capacity,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at,
        published_at=published_at,
    )
    with unit_of_work():
        db.session.add(series)
        db.session.add(
            SeriesText(
                series=series,
                language="en",
                title=title,
                summary="Draw it, cut it, light it.",
                description="Six afternoons at the laser.",
                achievement="Drew a lamp\nCut it with the laser",
            )
        )
        for start in starts:
            db.session.add(
                Meeting(
                    series=series,
                    starts_at=start,
                    ends_at=start + timedelta(hours=2),
                    place="Room 2",
                )
            )
        if facilitator:
            db.session.add(Facilitation(series=series, account=facilitator))
    return series


def sign_in_as(browser: Browser, account: Account) -> None:
    """Give the browser the cookie of somebody who is signed in."""
    with unit_of_work():
        token = sign_in(
            account=account,
            now=datetime.now(UTC),
            lasts=timedelta(days=3650),
        )
    browser.carry_session(_user_id=token)
