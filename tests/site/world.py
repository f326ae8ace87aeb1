"""A small world with every role and every kind of object three times over.

`own` is what the roles of the world have to do with, `sibling` the same of another
family, series and facilitator at the same site, `away` that of the other site.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose, Role
from fablab.accounts.services import sign_in
from fablab.assessments.models import (
    Assessment,
    Dimension,
    Focus,
    HeldLevel,
    HeldReason,
    ObservedLevel,
    PhotoKind,
    Rubric,
)
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.assessments.services import load_rubrics
from fablab.assessments.services.drafts import leave_out, start_draft
from fablab.assessments.services.publishing import publish_draft
from fablab.assessments.statistics import Audience
from fablab.assessments.texts import seal_of
from fablab.certificates.models import Certificate, CertificatePicture, PictureKind
from fablab.certificates.services import follow_up, issue_certificates
from fablab.checkin.models import (
    Attendance,
    AttendanceStatus,
    Card,
    Kiosk,
    Scan,
    ScanKind,
    ScanOutcome,
)
from fablab.checkin.services.cards import issue_card
from fablab.checkin.services.kiosks import enrol_kiosk, make_kiosk_code
from fablab.consent.evidence import seal_evidence, tidy_scan
from fablab.consent.models import (
    Consent,
    Evidence,
    EvidenceKind,
    PaperForm,
    Purpose,
    Route,
)
from fablab.consent.queries import current_text
from fablab.consent.services import load_texts
from fablab.family.services.feeds import renew_feed, token_of
from fablab.kernel.codes import new_paper_code
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import (
    BarredPerson,
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    HealthNote,
    Invitation,
    Pupil,
    Relation,
)
from fablab.people.queries import health_note_context
from fablab.people.services.barred import bar_person
from fablab.registrations.models import Agreement, Registration, RegistrationStatus
from fablab.reports.figures import Counts, Figures
from fablab.reports.models import PublishedFigures
from fablab.series.models import Series
from fablab.sites.models import Site
from fablab.web.current import current_installation
from tests.assessments.photos import make_photo
from tests.certificates.signed import answer, sign
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    saved,
)

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
"""Half an hour into the second meeting of every series of the world."""

MEETINGS = (
    NOW - timedelta(days=7, minutes=30),
    NOW - timedelta(minutes=30),
    NOW + timedelta(days=7),
)


@dataclass(frozen=True, kw_only=True)
class Objects:
    """How one of each kind of object is named in addresses."""

    series: str
    meeting: str
    registration: str
    pupil: str
    card: str
    kiosk: str
    scan: str
    certificate: str
    certificate_id: str
    batch: str
    sign_in: str
    consent: str
    offer: str
    leave_list: str
    dimension: str
    invitation: str
    invitation_id: str
    collector: str
    barred: str
    held: str
    guardian: str
    feed: str
    evidence: str
    paper: str
    figures: str
    site: str
    picture: str
    photo: str
    school: str
    rubric: str
    draft: str
    pupil_name: str = ""
    guardian_name: str = ""


@dataclass(frozen=True, kw_only=True)
class World:
    """What the tests may name, and the cookie of each role; anonymous has none."""

    own: Objects
    sibling: Objects
    away: Objects
    sessions: dict[str, str]


def make_world() -> World:
    """Fill the empty database."""
    home, other = make_site(), make_site("ventosa", time_zone="Europe/Lisbon")
    near, far = make_school(), make_school("School No. 2")
    with unit_of_work():
        load_texts(now=OPENING_DAY)
        load_rubrics(now=OPENING_DAY)
    facilitator = make_account(Role.FACILITATOR, site=home, name="Filip Lis")
    colleague = make_account(Role.FACILITATOR, site=home, name="Greta Sowa")
    abroad = make_account(Role.FACILITATOR, site=other, name="Rui Modelo")
    coordinator = make_account(Role.COORDINATOR, site=home, name="Celina Wilk")
    other_coordinator = make_account(Role.COORDINATOR, site=other, name="Inês Rato")
    guardians = [
        make_guardian(n) for n in ("Ana Novak", "Ben Novak", "Cleo Kos", "Dee Alves")
    ]
    accounts = {
        "guardian": guardians[0].account,
        "second_guardian": guardians[1].account,
        "facilitator": facilitator,
        "coordinator": coordinator,
        "teacher": make_account(Role.TEACHER, school=near, name="Tola Mysz"),
        "privacy_officer": make_account(Role.PRIVACY_OFFICER, name="Paula Bóbr"),
        "administrator": make_account(Role.ADMINISTRATOR, name="Adam Kret"),
        "other_coordinator": other_coordinator,
    }
    pupils = [
        make_pupil("Mira", "Novak", guardian=guardians[0], school=near),
        make_pupil("Zofia", "Kos", guardian=guardians[2], school=far),
        make_pupil("Nuno", "Alves", guardian=guardians[3], school=far),
    ]
    saved(Guardianship(guardian=guardians[1], pupil=pupils[0], slot=2))
    own = _make_objects(home, facilitator, coordinator, guardians[0], pupils[0])
    sibling = _make_objects(home, colleague, coordinator, guardians[2], pupils[1])
    away = _make_objects(other, abroad, other_coordinator, guardians[3], pupils[2])
    sessions = {role: _session(account) for role, account in accounts.items()}
    return World(own=own, sibling=sibling, away=away, sessions=sessions)


def _session(account: Account) -> str:
    with unit_of_work():
        return sign_in(account=account, now=NOW, lasts=timedelta(days=30))


def _make_objects(
    site: Site, facilitator: Account, coordinator: Account, by: Guardian, pupil: Pupil
) -> Objects:
    series = make_series(
        title=f"Lamps with {facilitator.name}",
        site=site,
        starts=MEETINGS,
        closes_at=NOW + timedelta(days=5),
        facilitator=facilitator,
    )
    registration = _place(pupil, series, by)
    card = issue_a_card(pupil)
    _fill_first_meeting(series, registration, facilitator)
    certificate = _certify(series, coordinator)
    invitation = _invite(by, pupil)
    kiosk = _make_kiosk(site, coordinator)
    return Objects(
        series=series.slug,
        meeting=series.meetings[1].public_id,
        registration=registration.public_id,
        pupil=pupil.public_id,
        card=card.public_id,
        kiosk=kiosk.public_id,
        scan=str(_see(kiosk, registration).event_id),
        certificate=certificate.code,
        certificate_id=certificate.public_id,
        batch=_follow(certificate, coordinator),
        sign_in=_link(LinkPurpose.SIGN_IN, by.account.public_id, by),
        consent=_link(LinkPurpose.CONSENT, registration.public_id, by),
        offer=_link(LinkPurpose.OFFER, registration.public_id, by),
        leave_list=_link(LinkPurpose.LEAVE_LIST, registration.public_id, by),
        guardian=by.public_id,
        feed=_make_feed(by),
        evidence=_scan(pupil).public_id,
        paper=_print(pupil, by).code,
        site=site.slug,
        figures=_publish(site, coordinator).public_id,
        picture=_picture(series).public_id,
        photo=make_photo(registration, by.account, kind=PhotoKind.OWN).public_id,
        invitation=_link(LinkPurpose.INVITATION, invitation.public_id, by),
        invitation_id=invitation.public_id,
        collector=_name_collector(by, pupil).public_id,
        held=_hold(kiosk, registration, facilitator),
        barred=_bar(pupil, by.account).public_id,
        school=pupil.school.public_id if pupil.school else "",
        rubric=_word(site, coordinator),
        draft=_write(site, coordinator),
        pupil_name=pupil.given_name,
        guardian_name=by.account.name,
        dimension=db.session.scalars(
            select(Dimension.code).order_by(Dimension.id)
        ).first()
        or "",
    )


def _make_feed(by: Guardian) -> str:
    """The secret in the address of the guardian's calendar."""
    cipher = current_installation().cipher
    with unit_of_work():
        feed = renew_feed(guardian=by, cipher=cipher, now=NOW)
    return token_of(feed, cipher=cipher)


def _word(site: Site, coordinator: Account) -> str:
    """The code of the site's own version 1.0, which it does not use."""
    known = db.session.scalar(select(Rubric).where(Rubric.site_id == site.id))
    if known is not None:
        return known.code
    with unit_of_work():
        draft = start_draft(
            site=site, source=shipped_rubric(), by=coordinator, now=OPENING_DAY
        )
        leave_out(draft=draft, code="CR3", by=coordinator, now=OPENING_DAY)
        seen = seal_of(draft.content)
        own = publish_draft(draft=draft, seen=seen, by=coordinator, now=OPENING_DAY)
    return own.code


def _write(site: Site, coordinator: Account) -> str:
    """A draft of the site."""
    with unit_of_work():
        return start_draft(
            site=site, source=shipped_rubric(), by=coordinator, now=OPENING_DAY
        ).public_id


def _place(pupil: Pupil, series: Series, by: Guardian) -> Registration:
    cipher = current_installation().cipher
    note = HealthNote(pupil=pupil, sealed=b"", written_at=OPENING_DAY)
    note.sealed = cipher.seal("Allergic to nuts", context=health_note_context(note))
    registration = Registration(
        series=series,
        pupil=pupil,
        registered_by=by,
        status=RegistrationStatus.PLACED,
        registered_at=OPENING_DAY,
        placed_at=OPENING_DAY,
    )
    with unit_of_work():
        series.places_taken += 1
        series.attendance_needed = 50
        db.session.add_all([registration, note])
        agreed = Agreement(
            registration=registration,
            guardian=by,
            text=current_text(Purpose.TAKING_PART, "en"),
            agreed_at=OPENING_DAY,
        )
        shared = Consent(
            guardian=by,
            pupil=pupil,
            purpose=Purpose.SHARE_WITH_SCHOOL,
            text=current_text(Purpose.SHARE_WITH_SCHOOL, "en"),
            answer=True,
            answered_at=OPENING_DAY,
            route=Route.LINK,
            school=pupil.school,
        )
        db.session.add_all([agreed, shared])
    return registration


def _scan(pupil: Pupil) -> Evidence:
    """The scan of a signed paper."""
    return saved(
        seal_evidence(
            tidy_scan(b"%PDF-1.4 signed"),
            kind=EvidenceKind.SCAN,
            pupil=pupil,
            cipher=current_installation().cipher,
            now=OPENING_DAY,
        )
    )


def _print(pupil: Pupil, guardian: Guardian) -> PaperForm:
    """A consent form on paper that nobody has recorded yet."""
    return saved(
        PaperForm(
            code=new_paper_code(),
            pupil=pupil,
            guardian=guardian,
            text_ids=[current_text(Purpose.PHOTOS_PRESS, "en").id],
            printed_at=OPENING_DAY,
            school=pupil.school,
        )
    )


def _invite(by: Guardian, pupil: Pupil) -> Invitation:
    """An invitation that nobody has answered yet."""
    return saved(
        Invitation(
            pupil=pupil,
            invited_by=by,
            account=make_account(name="Guest"),
            relation=Relation.GUARDIAN,
            invited_at=NOW - timedelta(hours=1),
        )
    )


def _name_collector(by: Guardian, pupil: Pupil) -> Collector:
    """Somebody who may collect the pupil."""
    return saved(
        Collector(
            pupil=pupil,
            named_by=by,
            name="Halina Kos",
            phone="+48601000001",
            relation=CollectorRelation.GRANDPARENT,
            valid_from=OPENING_DAY.date(),
            named_at=OPENING_DAY,
        )
    )


def _bar(pupil: Pupil, by: Account) -> BarredPerson:
    """Somebody who must not collect the pupil."""
    with unit_of_work():
        return bar_person(
            pupil=pupil,
            name="Xawery Zły",
            note="",
            by=by,
            cipher=current_installation().cipher,
            now=OPENING_DAY,
        )


def issue_a_card(pupil: Pupil) -> Card:
    """The pupil's valid card."""
    with unit_of_work():
        return issue_card(pupil=pupil, now=OPENING_DAY)


def _fill_first_meeting(
    series: Series, registration: Registration, facilitator: Account
) -> None:
    first, second, _third = sorted(series.meetings, key=lambda m: m.starts_at)
    dimensions = db.session.query(Dimension).order_by(Dimension.id).limit(2).all()
    assessment = Assessment(
        meeting=first,
        registration=registration,
        assessed_by=facilitator,
        assessed_at=first.ends_at,
        received_at=first.ends_at,
        note="Drew three shades.",
    )
    with unit_of_work():
        for meeting in (first, second):
            came = AttendanceStatus.PRESENT
            db.session.add(
                Attendance(
                    meeting=meeting,
                    registration=registration,
                    status=came,
                    came_at=meeting.starts_at,
                )
            )
            db.session.add_all(Focus(meeting=meeting, dimension=d) for d in dimensions)
        db.session.add_all(
            ObservedLevel(assessment=assessment, dimension=dimension, level=level)
            for dimension, level in zip(dimensions, (3, None), strict=True)
        )


def _picture(series: Series) -> CertificatePicture:
    return saved(
        CertificatePicture(
            site=series.site,
            kind=PictureKind.LOGO,
            data=b"a logo",
            sha256=series.slug,
            added_at=NOW,
        )
    )


def _certify(series: Series, coordinator: Account) -> Certificate:
    over = MEETINGS[-1] + timedelta(days=1)
    with unit_of_work():
        issue_certificates(series=series, issued_by=coordinator, now=over, mails=False)
    found = db.session.query(Certificate).order_by(Certificate.id.desc())
    certificate = found.limit(1).one()
    registration = certificate.registration
    answer(registration.pupil, registration.registered_by, now=over)
    sign(now=over)
    return certificate


def _publish(site: Site, coordinator: Account) -> PublishedFigures:
    """Figures that say nothing but that there are some."""
    day = MEETINGS[0].date()
    nothing = Counts(keys=(), counts=(), total=None)
    figures = Figures(
        site=site.name,
        city=site.city,
        first_on=day,
        last_on=day,
        series=1,
        meetings=1,
        audience=Audience.PUBLIC,
        pupils=nothing,
        attendance=nothing,
        growth=(),
    )
    return saved(
        PublishedFigures(
            site=site,
            first_on=day,
            last_on=day,
            content=figures.as_json(),
            published_by=coordinator,
            published_at=NOW,
        )
    )


def _follow(certificate: Certificate, coordinator: Account) -> str:
    """The batch that is to draw the certificate."""
    with unit_of_work():
        return follow_up(certificate, by=coordinator, now=NOW).public_id


def _make_kiosk(site: Site, coordinator: Account) -> Kiosk:
    with unit_of_work():
        code = make_kiosk_code(site=site, made_by=coordinator, now=NOW)
        kiosk, _token = enrol_kiosk(code=code, name="Front door", now=NOW)
    return kiosk


def _see(kiosk: Kiosk, registration: Registration) -> Scan:
    """A scan of the second meeting that somebody should look at."""
    meeting = sorted(registration.series.meetings, key=lambda m: m.starts_at)[1]
    return saved(
        Scan(
            event_id=uuid4(),
            kiosk=kiosk,
            seq=1,
            kind=ScanKind.IN,
            presented=registration.public_id,
            how="name",
            device_at=NOW,
            at=NOW,
            received_at=NOW,
            outcome=ScanOutcome.NEEDS_ATTENTION,
            meeting_id=meeting.id,
            registration_id=registration.id,
        )
    )


def _hold(kiosk: Kiosk, registration: Registration, facilitator: Account) -> str:
    """A level from a tablet at the second meeting, where nobody is."""
    meeting = sorted(registration.series.meetings, key=lambda m: m.starts_at)[1]
    held = HeldLevel(
        event_id=uuid4(),
        kiosk_id=kiosk.id,
        meeting=meeting,
        registration=registration,
        dimension=db.session.scalars(
            select(Dimension).order_by(Dimension.id).limit(1)
        ).one(),
        given_by=facilitator,
        level=2,
        note="",
        at=NOW,
        received_at=NOW,
        reason=HeldReason.NOT_HERE,
    )
    return str(saved(held).event_id)


def _link(purpose: LinkPurpose, subject: str, guardian: Guardian) -> str:
    with unit_of_work():
        return make_link(
            purpose=purpose,
            subject=subject,
            account=guardian.account,
            now=NOW,
            lifetime=timedelta(hours=1),
        )
