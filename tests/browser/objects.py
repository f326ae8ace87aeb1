"""One of each kind of object in the season, and registrations in every state."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose
from fablab.assessments.models import Dimension, PhotoKind, Rubric, RubricDraft
from fablab.certificates.models import Certificate, CertificatePicture
from fablab.certificates.services import follow_up
from fablab.checkin.models import Kiosk, Scan, ScanOutcome
from fablab.checkin.services.cards import issue_card
from fablab.consent.evidence import seal_evidence, tidy_scan
from fablab.consent.models import (
    ConsentText,
    Evidence,
    EvidenceKind,
    PaperForm,
    Purpose,
)
from fablab.family.services.feeds import renew_feed, token_of
from fablab.kernel import clock
from fablab.kernel.codes import new_paper_code
from fablab.kernel.db import Model, db, unit_of_work
from fablab.people.models import (
    Collector,
    Guardian,
    Guardianship,
    Invitation,
    Pupil,
    Relation,
)
from fablab.people.services.barred import bar_person
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.reports.models import PublishedFigures
from fablab.series.models import Meeting, Series
from fablab.web.current import current_installation
from tests.assessments.photos import make_photo
from tests.factories import make_account, saved
from tests.site.world import Objects

RUNNING = "line-follower"


def find_objects(account: Account) -> Objects:
    """What the guardian of the doors and the staff of the running series know."""
    pupil, registration = _in_running_series(account)
    guardian = _one(select(Guardian).where(Guardian.account_id == account.id))
    certificate = _one(
        select(Certificate)
        .join(Certificate.registration)
        .order_by(Registration.public_id.not_in(of_family(account)), Certificate.id)
    )
    kiosk = _one(select(Kiosk).where(Kiosk.site_id == registration.series.site_id))
    with unit_of_work():
        card = issue_card(pupil=pupil, now=clock.now()).public_id
    invitation = _invite(guardian, pupil)
    collector = _one(
        select(Collector).order_by(Collector.pupil_id != pupil.id, Collector.id)
    )
    return Objects(
        series=RUNNING,
        meeting=_running_meeting(registration).public_id,
        registration=registration.public_id,
        pupil=pupil.public_id,
        card=card,
        kiosk=kiosk.public_id,
        scan=str(_unknown_card(kiosk).event_id),
        certificate=certificate.code,
        certificate_id=certificate.public_id,
        batch=_follow(certificate),
        sign_in=_link(LinkPurpose.SIGN_IN, "page", account),
        consent=_link_about(LinkPurpose.CONSENT, RegistrationStatus.HELD),
        offer=_link_about(LinkPurpose.OFFER, RegistrationStatus.OFFERED),
        leave_list=_link_about(LinkPurpose.LEAVE_LIST, RegistrationStatus.WAITLISTED),
        dimension=_one(select(Dimension)).code,
        invitation=_link(
            LinkPurpose.INVITATION, invitation.public_id, invitation.account
        ),
        invitation_id=invitation.public_id,
        collector=collector.public_id,
        barred=_bar(pupil, account),
        held=str(uuid4()),  # no page shows one: it is only posted to
        guardian=guardian.public_id,
        feed=_make_feed(guardian),
        evidence=_scan(pupil).public_id,
        paper=_print(pupil, guardian).code,
        figures=_one(select(PublishedFigures)).public_id,
        site=registration.series.site.slug,
        picture=_one(select(CertificatePicture)).public_id,
        photo=make_photo(registration, account, kind=PhotoKind.OWN).public_id,
        school=pupil.school.public_id if pupil.school else "",
        rubric=_one(select(Rubric).where(Rubric.site_id.is_not(None))).code,
        draft=_one(select(RubricDraft).order_by(RubricDraft.id.desc())).public_id,
    )


def _follow(certificate: Certificate) -> str:
    """The batch that is to draw the certificate."""
    with unit_of_work():
        by = certificate.issued_by
        return follow_up(certificate, by=by, now=clock.now()).public_id


def _unknown_card(kiosk: Kiosk) -> Scan:
    """A scan at that door that somebody has to look at."""
    unknown = Scan.outcome == ScanOutcome.UNKNOWN_CARD
    of_site = select(Kiosk.id).where(Kiosk.site_id == kiosk.site_id)
    found: Scan = _one(select(Scan).where(unknown, Scan.kiosk_id.in_(of_site)))
    return found


def in_other_states(site_id: int) -> list[str]:
    """One registration of the site in each state."""
    return [
        _in_state(status, Series.site_id == site_id).public_id
        for status in RegistrationStatus
    ]


def of_family(account: Account) -> list[str]:
    """Every registration of the guardian's pupils."""
    found = db.session.scalars(
        select(Registration.public_id)
        .join(Guardianship, Guardianship.pupil_id == Registration.pupil_id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(Guardian.account_id == account.id)
        .order_by(Registration.id)
    )
    return list(found)


def site_of_running_series() -> int:
    """The row id of the site where the running series is."""
    site_id: int = _one(select(Series).where(Series.slug == RUNNING)).site_id
    return site_id


def _in_running_series(account: Account) -> tuple[Pupil, Registration]:
    pupil = _one(
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Registration, Registration.pupil_id == Pupil.id)
        .join(Registration.series)
        .outerjoin(Collector, Collector.pupil_id == Pupil.id)
        .where(Guardian.account_id == account.id, Series.slug == RUNNING)
        .order_by(Collector.id.is_(None), Pupil.id)
    )
    registration = _one(
        select(Registration)
        .join(Registration.series)
        .where(Registration.pupil_id == pupil.id, Series.slug == RUNNING)
    )
    return pupil, registration


def _running_meeting(registration: Registration) -> Meeting:
    now = clock.now()
    meeting: Meeting = _one(
        select(Meeting).where(
            Meeting.series_id == registration.series_id,
            Meeting.starts_at <= now,
            Meeting.ends_at > now,
        )
    )
    return meeting


def _in_state(status: RegistrationStatus, *where: Any) -> Registration:  # noqa: ANN401 - conditions
    registration: Registration = _one(
        select(Registration)
        .join(Registration.series)
        .where(Registration.status == status, *where)
        .order_by(Registration.id.desc())
    )
    return registration


def _link_about(purpose: LinkPurpose, status: RegistrationStatus) -> str:
    registration = _in_state(status)
    account = registration.registered_by.account
    return _link(purpose, registration.public_id, account)


def _link(purpose: LinkPurpose, subject: str, account: Account) -> str:
    with unit_of_work():
        return make_link(
            purpose=purpose,
            subject=subject,
            account=account,
            now=clock.now(),
            lifetime=timedelta(days=1),
        )


def _make_feed(guardian: Guardian) -> str:
    cipher = current_installation().cipher
    with unit_of_work():
        feed = renew_feed(guardian=guardian, cipher=cipher, now=clock.now())
    return token_of(feed, cipher=cipher)


def _invite(guardian: Guardian, pupil: Pupil) -> Invitation:
    return saved(
        Invitation(
            pupil=pupil,
            invited_by=guardian,
            account=make_account(name="Guest"),
            relation=Relation.GUARDIAN,
            invited_at=clock.now() - timedelta(hours=1),
        )
    )


def _scan(pupil: Pupil) -> Evidence:
    return saved(
        seal_evidence(
            tidy_scan(b"%PDF-1.4 signed"),
            kind=EvidenceKind.SCAN,
            pupil=pupil,
            cipher=current_installation().cipher,
            now=clock.now(),
        )
    )


def _print(pupil: Pupil, guardian: Guardian) -> PaperForm:
    text = _one(
        select(ConsentText).where(
            ConsentText.purpose == Purpose.PHOTOS_PRESS, ConsentText.language == "en"
        )
    )
    return saved(
        PaperForm(
            code=new_paper_code(),
            pupil=pupil,
            guardian=guardian,
            text_ids=[text.id],
            printed_at=clock.now(),
            school=pupil.school,
        )
    )


def _one(statement: Any) -> Any:  # noqa: ANN401 - a row of whatever is selected
    found = db.session.scalars(statement.limit(1)).first()
    assert isinstance(found, Model), f"nothing in the season for {statement}"
    return found


def _bar(pupil: Pupil, by: Account) -> str:
    """Somebody who must not collect the pupil."""
    with unit_of_work():
        return bar_person(
            pupil=pupil,
            name="Xawery Zły",
            note="seen by the coordinator",
            by=by,
            cipher=current_installation().cipher,
            now=clock.now(),
        ).public_id
