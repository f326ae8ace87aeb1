"""What the page of one pupil shows: registrations, what is allowed, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from fablab.certificates.queries.lookup import OwnCertificate, certificates_of
from fablab.consent.queries import (
    ConsentState,
    HistoryLine,
    OwnAnswer,
    PupilWord,
    WordedText,
    consent_history,
    consent_states,
    current_texts,
    family_purposes,
    own_answers,
    pupil_words,
    word_text,
)
from fablab.family.queries.home import is_over
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import has_health_note, pupils_of
from fablab.registrations.models import RegistrationStatus
from fablab.registrations.queries.family import FamilyLine, registrations_of
from fablab.reports.queries.reading import Reading, readings_of

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class AskedConsent:
    """One optional purpose: its words, this guardian's answer, and what counts.

    `word` is what the pupil says, where the pupil has a word in it.
    """

    text: WordedText
    own: OwnAnswer | None
    state: ConsentState
    word: PupilWord | None = None

    @property
    def is_refused_by_pupil(self) -> bool:
        """Whether it counts as no because the pupil said so."""
        return self.word is not None and self.word.binding and not self.word.answer


@dataclass(frozen=True, kw_only=True)
class PupilPage:
    """A pupil as one of the guardians sees them.

    `over` are the registrations of series that have ended, `cancelled` those that
    never came to that, the newest first. `readings` tell who at school or
    at the FabLab read about the pupil.
    """

    pupil: Pupil
    decides: bool
    lines: Sequence[FamilyLine]
    over: Sequence[FamilyLine]
    cancelled: Sequence[FamilyLine]
    consents: Sequence[AskedConsent]
    answers: Sequence[HistoryLine]
    certificates: Sequence[OwnCertificate]
    readings: Sequence[Reading]
    has_note: bool


def pupil_page(
    pupil: Pupil, guardian: Guardian, *, language: str, now: datetime
) -> PupilPage:
    """All about one pupil of the guardian, in a fixed number of statements."""
    lines = [
        line
        for line in registrations_of(guardian, cancelled_since=EVER)
        if line.registration.pupil_id == pupil.id
    ]
    active = [line for line in lines if line.registration.cancelled_at is None]
    over = [line for line in active if is_over(line.registration, now=now)]
    return PupilPage(
        pupil=pupil,
        decides=pupil in pupils_of(guardian, deciding=True),
        lines=[line for line in active if line not in over],
        over=[ln for ln in over if ln.registration.status is RegistrationStatus.PLACED],
        cancelled=[ln for ln in lines if ln.registration.cancelled_at is not None],
        consents=_consents(pupil, guardian, lines, language=language, now=now),
        answers=consent_history(pupil, guardian=guardian),
        certificates=certificates_of([pupil.id]).get(pupil.id, []),
        readings=readings_of(pupil.public_id, zone=_zone(lines)),
        has_note=has_health_note(pupil),
    )


def _zone(lines: Sequence[FamilyLine]) -> tzinfo:
    """The clock of the FabLab where the pupil registered last."""
    return next((line.registration.series.site.zone for line in lines), UTC)


def _consents(
    pupil: Pupil,
    guardian: Guardian,
    lines: Sequence[FamilyLine],
    *,
    language: str,
    now: datetime,
) -> list[AskedConsent]:
    states = consent_states([pupil.id], now=now)[pupil.id]
    own = own_answers(guardian, [pupil.id], now=now)
    words = pupil_words([pupil.id], now=now)
    purposes = family_purposes(pupil)
    texts = current_texts(purposes, language)
    # The FabLab that asks is the one where the pupil registered last.
    site = next((line.registration.series.site.name for line in lines), "FabLab")
    return [
        AskedConsent(
            text=word_text(
                texts[purpose],
                pupil=pupil.given_name,
                site=site,
                school=pupil.school.name if pupil.school else "",
            ),
            own=own.get((pupil.id, purpose)),
            state=states[purpose],
            word=words.get((pupil.id, purpose)),
        )
        for purpose in purposes
    ]
