"""Who may be in pictures of a meeting, and where they may be shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fablab.checkin.queries.attendance import register_of
from fablab.consent.models import PHOTOS, Purpose
from fablab.consent.queries import ConsentState, consent_states, pupil_words
from fablab.people.models import Pupil
from fablab.series.models import Meeting


@dataclass(frozen=True, kw_only=True)
class PhotoLine:
    """One pupil: where pictures may be shown at this moment, and what the pupil wishes.

    `refuses` says that the pupil does not want to be in pictures somewhere.
    """

    pupil: Pupil
    scopes: Mapping[Purpose, bool]
    refuses: bool

    @property
    def may_be_taken(self) -> bool:
        """Whether a picture may be taken at all."""
        return self.scopes[Purpose.PHOTOS_INTERNAL]


def not_to_be_photographed(pupil_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of the pupils of whom no picture may be taken at all."""
    states = consent_states(pupil_ids, now=now)
    return {
        pupil_id
        for pupil_id in pupil_ids
        if states[pupil_id][Purpose.PHOTOS_INTERNAL] is not ConsentState.YES
    }


def photo_list(meeting: Meeting, *, now: datetime) -> Sequence[PhotoLine]:
    """The meeting's pupils by name; without a yes to the nearest scope none counts."""
    pupils = [line.registration.pupil for line in register_of(meeting)]
    ids = {pupil.id for pupil in pupils}
    states, words = consent_states(ids, now=now), pupil_words(ids, now=now)
    return [
        PhotoLine(
            pupil=pupil,
            scopes=_scopes(states[pupil.id]),
            refuses=any(
                not word.answer for (who, _), word in words.items() if who == pupil.id
            ),
        )
        for pupil in pupils
    ]


def _scopes(states: Mapping[Purpose, ConsentState]) -> Mapping[Purpose, bool]:
    taken = states[Purpose.PHOTOS_INTERNAL] is ConsentState.YES
    return {each: taken and states[each] is ConsentState.YES for each in PHOTOS}
