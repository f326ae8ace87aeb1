"""Finding certificates: by number for everybody, by id for those they belong to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager

from fablab.accounts.queries import Actor
from fablab.certificates.models import Certificate, Credential
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.kernel.codes import is_certificate_code
from fablab.kernel.db import db
from fablab.kernel.errors import N_, Gone, NotFound
from fablab.people.models import Guardian, Guardianship
from fablab.people.queries import in_contact
from fablab.registrations.models import Registration
from fablab.series.models import Series
from fablab.sites.models import Site


class Status(StrEnum):
    """What a number stands for; the words of the public API."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What anyone may learn from a number; `facts` is None for an unknown one.

    `contact` is the issuer's e-mail address as of today.
    """

    code: str
    status: Status
    facts: Snapshot | None = None
    ended_on: date | None = None
    contact: str = ""

    @property
    def is_mistyped(self) -> bool:
        """Whether the number cannot be one, by its length, letters or check."""
        return not is_certificate_code(self.code)


NOTHING = Snapshot(
    language="en",
    pupil="",
    initials="",
    series="",
    topic="",
    done=(),
    meetings_attended=0,
    meetings_held=0,
    hours=0,
    first_on=date(2000, 1, 1),
    last_on=date(2000, 1, 2),
    place="",
    site="",
    city="",
    time_zone="UTC",
    issuer="",
    issued_on=date(2000, 1, 3),
)
"""Stands for the facts of an unknown number, so that it takes as much work."""


@dataclass(frozen=True, kw_only=True)
class OwnCertificate:
    """A pupil's valid certificate, as the family's page lists it.

    `is_signed`: it has a credential.
    """

    public_id: str
    code: str
    series: str
    language: str
    issued_on: date
    is_signed: bool
    registration_id: int
    facts: Snapshot


def is_valid() -> ColumnElement[bool]:
    """What holds for certificates that were neither replaced nor revoked."""
    return and_(Certificate.replaced_at.is_(None), Certificate.revoked_at.is_(None))


def by_code(code: str) -> Verification:
    """What the tidy number stands for, one answer for whatever was typed.

    One that cannot be a number asks nothing of the database; an unknown one takes as
    much work as one that is there.
    """
    unknown = Verification(code=code, status=Status.UNKNOWN)
    if unknown.is_mistyped:
        return unknown
    found = db.session.execute(
        select(Certificate, Site.contact_email)
        .join(Certificate.registration)
        .join(Registration.series)
        .join(Series.site)
        .where(Certificate.code == code)
    ).one_or_none()
    certificate, contact = found or (None, "")
    facts = read_snapshot(certificate.snapshot if certificate else NOTHING.as_json())
    if certificate is None:
        return unknown
    ended = certificate.revoked_at or certificate.replaced_at
    return Verification(
        code=code,
        status=_status(certificate),
        facts=facts,
        ended_on=ended and _local_day(ended, facts),
        contact=contact,
    )


def certificates_of(pupil_ids: Collection[int]) -> dict[int, list[OwnCertificate]]:
    """The valid certificates of these pupils, by pupil, the newest first."""
    rows = db.session.execute(
        select(Registration.pupil_id, Certificate, Credential.id)
        .join(Certificate.registration)
        .outerjoin(Credential, Credential.certificate_id == Certificate.id)
        .where(Registration.pupil_id.in_(pupil_ids), is_valid())
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    found: dict[int, list[OwnCertificate]] = defaultdict(list)
    for pupil_id, certificate, credential in rows:
        facts = read_snapshot(certificate.snapshot)
        found[pupil_id].append(
            OwnCertificate(
                public_id=certificate.public_id,
                code=certificate.code,
                series=facts.series,
                language=facts.language,
                issued_on=facts.issued_on,
                is_signed=credential is not None,
                registration_id=certificate.registration_id,
                facts=facts,
            )
        )
    return found


def family_certificate(public_id: str, *, actor: Actor) -> Certificate:
    """The valid certificate of a pupil that the actor answers for.

    Raises:
        NotFound: there is none, or it is another family's.
        Gone: it is not valid any more.
    """
    certificate = db.session.scalar(
        select(Certificate)
        .join(Certificate.registration)
        .join(Guardianship, Guardianship.pupil_id == Registration.pupil_id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(
            Certificate.public_id == public_id,
            Guardian.account_id == actor.account_id,
            in_contact(),
        )
    )
    if certificate is None:
        raise NotFound(N_("There is no such certificate in your family."))
    if _status(certificate) is not Status.VALID:
        raise Gone(
            N_(
                "This certificate is not valid any more. "
                "The FabLab that issued it can tell you why."
            )
        )
    return certificate


def staff_certificate(public_id: str, *, actor: Actor) -> Certificate:
    """A certificate of a site that the actor runs, registration and series loaded.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    certificate = db.session.scalar(
        select(Certificate)
        .join(Certificate.registration)
        .join(Registration.series)
        .where(
            Certificate.public_id == public_id, Series.site_id.in_(actor.coordinates)
        )
        .options(
            contains_eager(Certificate.registration).contains_eager(Registration.series)
        )
    )
    if certificate is None:
        raise NotFound(N_("There is no such certificate at your FabLab."))
    return certificate


def _status(certificate: Certificate) -> Status:
    if certificate.revoked_at is not None:
        return Status.REVOKED
    return Status.VALID if certificate.replaced_at is None else Status.REPLACED


def _local_day(instant: datetime, facts: Snapshot) -> date:
    return instant.astimezone(facts.zone).date()
