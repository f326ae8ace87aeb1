"""Reading for the coordinator's desk: whose answers may be taken down, and to what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.accounts.queries import Actor
from fablab.consent.models import (
    Consent,
    ConsentText,
    Evidence,
    PaperForm,
    Purpose,
    Route,
)
from fablab.consent.queries import current_texts, purposes_for
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import OF_AGE, Guardian, Guardianship, Pupil, Relation
from fablab.people.order import by_family_name
from fablab.people.queries import may_decide, with_health_note
from fablab.registrations.models import Agreement, Registration
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pupil and one guardian who decides for them.

    `registrations` are the pupil's active ones at the actor's sites, the first one
    first; `to_agree` those of them that nobody has agreed to yet.
    """

    pupil: Pupil
    guardian: Guardian
    registrations: Sequence[Registration]
    to_agree: Sequence[Registration]

    @property
    def site(self) -> Site:
        """The FabLab that the texts name."""
        return self.registrations[0].series.site


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A printed form, whose it is, and the very texts on it in its order."""

    form: PaperForm
    case: Case
    texts: Sequence[ConsentText]


def is_current(*, now: datetime) -> ColumnElement[bool]:
    """Only active registrations in series that are not over."""
    meetings = select(Meeting.id).where(
        Meeting.series_id == Registration.series_id, Meeting.cancelled_at.is_(None)
    )
    return Registration.cancelled_at.is_(None) & or_(
        meetings.where(Meeting.ends_at > now).exists(), ~meetings.exists()
    )


def current_registrations(actor: Actor, *, now: datetime) -> Select[Registration, bool]:
    """Current registrations at the actor's sites and whether they were agreed to.

    Pupil, school, series, site and texts come with them.
    """
    agreed = exists().where(Agreement.registration_id == Registration.id)
    return (
        select(Registration, agreed)
        .join(Registration.series)
        .join(Registration.pupil)
        .where(Series.site_id.in_(actor.coordinates), is_current(now=now))
        .options(
            contains_eager(Registration.pupil).joinedload(Pupil.school),
            contains_eager(Registration.series).options(
                joinedload(Series.site),
                selectinload(Series.texts),
                selectinload(Series.meetings),
            ),
        )
        .order_by(Registration.registered_at, Registration.id)
    )


def guardians_by_pupil(
    pupils: Collection[Pupil], *, now: datetime
) -> Mapping[int, Sequence[Guardian]]:
    """Who answers for each pupil, account loaded, in one statement.

    From the 18th birthday on that is the pupil alone; nobody may be left.
    """
    found: dict[int, list[Guardian]] = {pupil.id: [] for pupil in pupils}
    of_age = {p.id for p in pupils if p.age_on(now.date()) >= OF_AGE}
    for one in db.session.scalars(
        select(Guardianship)
        .where(Guardianship.pupil_id.in_(found), may_decide())
        .options(joinedload(Guardianship.guardian).joinedload(Guardian.account))
        .order_by(Guardianship.slot, Guardianship.id)
    ):
        if one.pupil_id not in of_age or one.relation is Relation.SELF:
            found[one.pupil_id].append(one.guardian)
    return found


def case_of(pupil_id: str, guardian_id: str, *, actor: Actor, now: datetime) -> Case:
    """A pupil of the actor's sites and one of those who decide for them.

    Args:
        pupil_id: the pupil's public id.
        guardian_id: the guardian's public id.
        actor: who asks.
        now: the aware instant.

    Raises:
        NotFound: there is no such pair, it is another site's, or nothing is to be
            answered any more.
    """
    rows = db.session.execute(
        current_registrations(actor, now=now).where(Pupil.public_id == pupil_id)
    ).all()
    if rows:
        pupil = rows[0][0].pupil
        for guardian in guardians_by_pupil([pupil], now=now)[pupil.id]:
            if guardian.public_id == guardian_id:
                return Case(
                    pupil=pupil,
                    guardian=guardian,
                    registrations=[row[0] for row in rows],
                    to_agree=[row[0] for row in rows if not row[1]],
                )
    raise NotFound(N_("Nobody at your FabLab is to be asked under this address."))


def asked_of(pupil: Pupil, *, has_note: bool) -> tuple[Purpose, ...]:
    """What is a question for this pupil: on health only where there is a note."""
    return tuple(
        each
        for each in purposes_for(pupil)
        if has_note or each is not Purpose.HEALTH_NOTE
    )


def questions_for(case: Case, *, language: str) -> list[ConsentText]:
    """The texts that are asked now: taking part where it is open, then the others."""
    has_note = case.pupil.id in with_health_note([case.pupil.id])
    asked = asked_of(case.pupil, has_note=has_note)
    first = (Purpose.TAKING_PART,) if case.to_agree else ()
    texts = current_texts([*first, *asked], language)
    return [texts[purpose] for purpose in (*first, *asked)]


def pupil_at_desk(public_id: str, *, actor: Actor) -> Pupil:
    """A pupil who is or was registered at the actor's sites.

    Raises:
        NotFound: there is no such pupil, or it is another site's.
    """
    pupil = db.session.scalar(
        select(Pupil)
        .where(Pupil.public_id == public_id, _was_here(actor))
        .options(joinedload(Pupil.school))
    )
    if pupil is None:
        raise NotFound(N_("There is no such pupil at your FabLab."))
    return pupil


def zone_of(pupil: Pupil, *, actor: Actor) -> ZoneInfo:
    """The time zone of the actor's site where the pupil is or was registered last."""
    site = db.session.scalars(
        select(Site)
        .join(Series, Series.site_id == Site.id)
        .join(Registration, Registration.series_id == Series.id)
        .where(Registration.pupil_id == pupil.id, Site.id.in_(actor.coordinates))
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
        .limit(1)
    ).one()
    return site.zone


def agreements_about(pupil: Pupil, *, actor: Actor) -> Sequence[Agreement]:
    """The agreements to taking part at the actor's sites, the newest first."""
    return db.session.scalars(
        select(Agreement)
        .join(Agreement.registration)
        .join(Registration.series)
        .where(
            Registration.pupil_id == pupil.id,
            Series.site_id.in_(actor.coordinates),
        )
        .options(
            contains_eager(Agreement.registration)
            .contains_eager(Registration.series)
            .options(joinedload(Series.site), selectinload(Series.texts)),
            joinedload(Agreement.guardian).joinedload(Guardian.account),
            joinedload(Agreement.text),
            joinedload(Agreement.entered_by),
            joinedload(Agreement.evidence).defer(Evidence.sealed),
        )
        .order_by(Agreement.agreed_at.desc(), Agreement.id.desc())
    ).all()


def evidence_at_desk(public_id: str, *, actor: Actor) -> Evidence:
    """A scan or signature about a pupil who is or was at the actor's sites.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    evidence = db.session.scalar(
        select(Evidence)
        .join(Evidence.pupil)
        .where(Evidence.public_id == public_id, _was_here(actor))
        .options(contains_eager(Evidence.pupil))
    )
    if evidence is None:
        raise NotFound(N_("There is no such scan at your FabLab."))
    return evidence


def paper_at_desk(code: str, *, actor: Actor) -> PaperForm:
    """A printed form about a pupil who is or was at the actor's sites.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    form = db.session.scalar(
        select(PaperForm)
        .join(PaperForm.pupil)
        .where(PaperForm.code == code, _was_here(actor))
        .options(
            contains_eager(PaperForm.pupil),
            joinedload(PaperForm.guardian).joinedload(Guardian.account),
            joinedload(PaperForm.recorded_by),
            joinedload(PaperForm.school),
        )
    )
    if form is None:
        raise NotFound(N_("There is no form with this code at your FabLab."))
    return form


def forms_printed_at(series: Series, *, printed: datetime) -> Sequence[PaperForm]:
    """The forms for pupils of the series that were made at one press, by name."""
    of_series = select(Registration.pupil_id).where(Registration.series_id == series.id)
    forms = db.session.scalars(
        select(PaperForm)
        .where(PaperForm.pupil_id.in_(of_series), PaperForm.printed_at == printed)
        .options(
            joinedload(PaperForm.pupil),
            joinedload(PaperForm.guardian).joinedload(Guardian.account),
            joinedload(PaperForm.school),
        )
        .order_by(PaperForm.id)
    )
    return sorted(forms, key=lambda form: by_family_name(form.pupil))


def papers_of(
    forms: Sequence[PaperForm], *, actor: Actor, now: datetime
) -> list[Paper]:
    """The forms with what stands on them; those of pupils who have left are left out.

    Three statements, however many there are.
    """
    ids = {text_id for form in forms for text_id in form.text_ids}
    found = db.session.scalars(select(ConsentText).where(ConsentText.id.in_(ids)))
    texts = {text.id: text for text in found}
    rows: dict[int, list[tuple[Registration, bool]]] = {}
    for registration, agreed in db.session.execute(
        current_registrations(actor, now=now).where(
            Registration.pupil_id.in_({form.pupil_id for form in forms})
        )
    ):
        rows.setdefault(registration.pupil_id, []).append((registration, agreed))
    deciding = guardians_by_pupil([form.pupil for form in forms], now=now)
    return [
        Paper(
            form=form,
            case=Case(
                pupil=form.pupil,
                guardian=form.guardian,
                registrations=[row[0] for row in rows[form.pupil_id]],
                to_agree=[
                    row[0]
                    for row in rows[form.pupil_id]
                    if not row[1] and row[0].registered_at <= form.printed_at
                ],
            ),
            texts=[texts[text_id] for text_id in form.text_ids],
        )
        for form in forms
        if form.pupil_id in rows and form.guardian in deciding[form.pupil_id]
    ]


def last_no_of(
    *, guardian: Guardian, pupil: Pupil, purpose: Purpose, since: datetime
) -> bool:
    """Whether the guardian's own last word since then, not on paper, is a no."""
    answer = db.session.scalar(
        select(Consent.answer)
        .where(
            Consent.guardian_id == guardian.id,
            Consent.pupil_id == pupil.id,
            Consent.purpose == purpose,
            Consent.route != Route.PAPER,
            Consent.answered_at >= since,
        )
        .order_by(Consent.answered_at.desc(), Consent.id.desc())
        .limit(1)
    )
    return answer is False


def _was_here(actor: Actor) -> ColumnElement[bool]:
    return (
        select(Registration.id)
        .join(Registration.series)
        .where(
            Registration.pupil_id == Pupil.id,
            Series.site_id.in_(actor.coordinates),
        )
        .exists()
    )
