"""The ways into the demonstration: one link for each role, and a code for a tablet."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, Grant, LinkPurpose, Role
from fablab.certificates.models import Certificate
from fablab.certificates.queries import is_valid
from fablab.checkin.services.kiosks import make_kiosk_code
from fablab.demo.calendar import running_slot
from fablab.demo.season import COORDINATORS
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Facilitation, Meeting, Series
from fablab.sites.models import Site

HOME = "bielsko-biala"
OPEN_SERIES = "phone-stand"
RUNNING = ("line-follower", "sounds-of-the-sea")
LINKS_LAST = timedelta(days=3)
KIOSK_CODE_LASTS = timedelta(hours=24)


def open_doors(*, base_url: str, now: datetime) -> dict[str, object]:
    """Fresh links and codes into a season that is there, as `demo.json` holds them."""
    with unit_of_work():
        _let_meetings_run(now)
        people = _people()
        links = {
            role: f"{base_url}/sign-in/{_link(account, now)}"
            for role, account in people.items()
        }
        site = db.session.scalars(select(Site).where(Site.slug == HOME)).one()
        kiosk_code = make_kiosk_code(
            site=site,
            made_by=people["coordinator"],
            now=now,
            lasts=KIOSK_CODE_LASTS,
        )
        certificate = db.session.scalars(
            select(Certificate.code).where(is_valid()).order_by(Certificate.id)
        ).first()
    return {
        "url": base_url,
        "sign_in": links,
        "kiosk_enrol_code": kiosk_code,
        "certificate_code": certificate,
        "series_slug": OPEN_SERIES,
    }


def _let_meetings_run(now: datetime) -> None:
    """Move today's meetings so that one runs at each site, whatever the hour."""
    slot = running_slot(now)
    for slug in RUNNING:
        meetings = db.session.scalars(
            select(Meeting).join(Meeting.series).where(Series.slug == slug)
        )
        meeting = min(meetings, key=lambda m: abs(m.starts_at - slot.starts_at))
        if not meeting.starts_at <= now < meeting.ends_at:
            meeting.starts_at, meeting.ends_at = slot


def _people() -> dict[str, Account]:
    first, second = _guardians()
    return {
        "guardian": first,
        "second_guardian": second,
        "facilitator": _facilitator(),
        "coordinator": _named(COORDINATORS[HOME][0]),
        "teacher": _holder(Role.TEACHER),
        "privacy_officer": _holder(Role.PRIVACY_OFFICER),
        "administrator": _holder(Role.ADMINISTRATOR),
    }


def _guardians() -> tuple[Account, Account]:
    """Two guardians of a pupil who comes today, and has a certificate if one does."""
    two = (
        select(Guardianship.pupil_id)
        .group_by(Guardianship.pupil_id)
        .having(func.count() == 2)  # noqa: PLR2004 -- two guardians
    )
    pupil_id = db.session.scalars(
        select(Registration.pupil_id)
        .join(Registration.series)
        .where(
            Series.slug == RUNNING[0],
            Registration.status == RegistrationStatus.PLACED,
            Registration.pupil_id.in_(two),
        )
        .order_by(
            Registration.pupil_id.in_(
                select(Registration.pupil_id).join(
                    Certificate, Certificate.registration_id == Registration.id
                )
            ).desc(),
            Registration.id,
        )
    ).first()
    found = db.session.scalars(
        select(Account)
        .join(Guardian, Guardian.account_id == Account.id)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.pupil_id == pupil_id)
        .order_by(Account.id)
    ).all()
    return found[0], found[1]


def _facilitator() -> Account:
    return db.session.scalars(
        select(Account)
        .join(Facilitation, Facilitation.account_id == Account.id)
        .join(Series, Series.id == Facilitation.series_id)
        .where(Series.slug == RUNNING[0])
        .order_by(Facilitation.id)
    ).all()[0]


def _named(name: str) -> Account:
    return db.session.scalars(select(Account).where(Account.name == name)).one()


def _holder(role: Role) -> Account:
    found = select(Account).join(Grant, Grant.account_id == Account.id)
    return db.session.scalars(
        found.where(Grant.role == role).order_by(Account.id).limit(1)
    ).one()


def _link(account: Account, now: datetime) -> str:
    return make_link(
        purpose=LinkPurpose.SIGN_IN,
        subject=account.public_id,
        account=account,
        now=now,
        lifetime=LINKS_LAST,
        reusable=True,
    )
