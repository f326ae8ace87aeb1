"""What the guardian's home shows, composed of what the features know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fablab.certificates.queries.lookup import OwnCertificate, certificates_of
from fablab.consent.models import Purpose
from fablab.consent.queries import (
    ConsentState,
    OwnAnswer,
    WordedText,
    consent_states,
    current_text,
    own_answers,
    purposes_for,
    word_text,
)
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import pupils_of, with_health_note
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.family import (
    FamilyLine,
    confirmed_pupils,
    registrations_of,
)
from fablab.series.models import Meeting
from fablab.series.queries import live_meetings

SHOWN_NEXT = 3


@dataclass(frozen=True, kw_only=True)
class AskedConsent:
    """One optional purpose: its words, this guardian's answer, and what counts."""

    text: WordedText
    own: OwnAnswer | None
    state: ConsentState


@dataclass(frozen=True, kw_only=True)
class FamilyPupil:
    """A pupil with registrations and consents, as one of the guardians sees them.

    `over` are the registrations of series whose last meeting has ended.
    """

    pupil: Pupil
    lines: Sequence[FamilyLine]
    over: Sequence[FamilyLine]
    consents: Sequence[AskedConsent]
    certificates: Sequence[OwnCertificate]
    has_note: bool


@dataclass(frozen=True, kw_only=True)
class NextMeeting:
    """A meeting to come to, and who is to come."""

    meeting: Meeting
    registration: Registration


@dataclass(frozen=True, kw_only=True)
class FamilyHome:
    """All that the guardian's home shows; `to_answer` waits for the guardian."""

    pupils: Sequence[FamilyPupil]
    next_meetings: Sequence[NextMeeting]
    to_answer: Sequence[FamilyLine]


def family_home(guardian: Guardian, *, language: str, now: datetime) -> FamilyHome:
    """What is next, what is to do and how things stand; a fixed number of statements.

    Nothing of another guardian is in it but what the answers say together.
    """
    lines = registrations_of(guardian)
    pupils = _shown_pupils(guardian, lines)
    ids = [pupil.id for pupil in pupils]
    states = consent_states(ids, now=now)
    own = own_answers(guardian, ids, now=now)
    noted = with_health_note(ids)
    certificates = certificates_of(ids)
    texts = {p: current_text(p, language) for p in _purposes(pupils)}

    def asked(pupil: Pupil, purpose: Purpose) -> AskedConsent:
        text = word_text(
            texts[purpose],
            pupil=pupil.given_name,
            site=_site_name(pupil, lines),
            school=pupil.school.name if pupil.school else "",
        )
        return AskedConsent(
            text=text,
            own=own.get((pupil.id, purpose)),
            state=states[pupil.id][purpose],
        )

    going_on = [line for line in lines if not is_over(line.registration, now=now)]
    return FamilyHome(
        pupils=[
            FamilyPupil(
                pupil=pupil,
                lines=[ln for ln in going_on if ln.registration.pupil_id == pupil.id],
                over=[
                    ln
                    for ln in lines
                    if ln not in going_on and ln.registration.pupil_id == pupil.id
                ],
                consents=[asked(pupil, purpose) for purpose in purposes_for(pupil)],
                certificates=certificates.get(pupil.id, []),
                has_note=pupil.id in noted,
            )
            for pupil in pupils
        ],
        next_meetings=_next_meetings(going_on, now=now),
        to_answer=[line for line in going_on if not line.agreed],
    )


def is_over(registration: Registration, *, now: datetime) -> bool:
    """Whether the last meeting of the registration's series has ended."""
    meetings = live_meetings(registration.series)
    return bool(meetings) and now >= max(meeting.ends_at for meeting in meetings)


def _shown_pupils(guardian: Guardian, lines: Sequence[FamilyLine]) -> list[Pupil]:
    """The pupils, without those whose registration nobody here ever confirmed."""
    pupils = pupils_of(guardian)
    known = confirmed_pupils([pupil.id for pupil in pupils])
    known |= {line.registration.pupil_id for line in lines}
    return [pupil for pupil in pupils if pupil.id in known]


def _next_meetings(
    lines: Sequence[FamilyLine], *, now: datetime
) -> Sequence[NextMeeting]:
    coming = [
        NextMeeting(meeting=meeting, registration=line.registration)
        for line in lines
        if line.registration.status is RegistrationStatus.PLACED
        for meeting in live_meetings(line.registration.series)
        if meeting.ends_at > now
    ]
    return sorted(coming, key=lambda one: one.meeting.starts_at)[:SHOWN_NEXT]


def _purposes(pupils: Sequence[Pupil]) -> Mapping[Purpose, None]:
    return dict.fromkeys(p for pupil in pupils for p in purposes_for(pupil))


def _site_name(pupil: Pupil, lines: Sequence[FamilyLine]) -> str:
    """The FabLab that asks: where the pupil registered last, else the first of any."""
    own = [ln for ln in lines if ln.registration.pupil_id == pupil.id]
    return next((ln.registration.series.site.name for ln in own or lines), "FabLab")
