"""Reading consent: the words, what counts now, and what was ever answered."""

from fablab.consent.queries.history import HistoryLine, consent_history
from fablab.consent.queries.pupils import PupilWord, pupil_words
from fablab.consent.queries.states import (
    ConsentState,
    LeaveRule,
    OwnAnswer,
    StandingAnswer,
    allowed,
    consent_states,
    leaving_alone,
    may,
    own_answers,
    standing_answers,
)
from fablab.consent.queries.texts import (
    ASKED_LATER,
    OPTIONAL,
    WordedText,
    current_text,
    current_texts,
    current_versions,
    family_purposes,
    purposes_for,
    shared_words,
    shown_text,
    shown_texts,
    word_text,
)

__all__ = [
    "ASKED_LATER",
    "OPTIONAL",
    "ConsentState",
    "HistoryLine",
    "LeaveRule",
    "OwnAnswer",
    "PupilWord",
    "StandingAnswer",
    "WordedText",
    "allowed",
    "consent_history",
    "consent_states",
    "current_text",
    "current_texts",
    "current_versions",
    "family_purposes",
    "leaving_alone",
    "may",
    "own_answers",
    "pupil_words",
    "purposes_for",
    "shared_words",
    "shown_text",
    "shown_texts",
    "standing_answers",
    "word_text",
]
