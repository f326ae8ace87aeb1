"""Reading families: who answers for whom, and what staff must know."""

from fablab.people.queries.families import (
    guardian_of,
    guardians_of,
    guardians_to_tell,
    guardianships_of,
    has_proven_address,
    home_site,
    in_contact,
    known_pupil,
    may_decide,
    namesakes,
    own_guardianship,
    own_pupil,
    pupils_of,
    refuse_unless_deciding,
    schools,
    signed_in_guardian,
)
from fablab.people.queries.health import (
    has_health_note,
    health_note_context,
    read_health_note,
    with_health_note,
)

__all__ = [
    "guardian_of",
    "guardians_of",
    "guardians_to_tell",
    "guardianships_of",
    "has_health_note",
    "has_proven_address",
    "health_note_context",
    "home_site",
    "in_contact",
    "known_pupil",
    "may_decide",
    "namesakes",
    "own_guardianship",
    "own_pupil",
    "pupils_of",
    "read_health_note",
    "refuse_unless_deciding",
    "schools",
    "signed_in_guardian",
    "with_health_note",
]
