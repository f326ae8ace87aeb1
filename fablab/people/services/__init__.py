"""Adding and changing pupils, guardians and what staff must know of their health."""

from fablab.people.services.guardians import (
    add_guardianship,
    change_guardian,
    find_or_add_guardian,
)
from fablab.people.services.health import (
    change_health_note,
    remove_health_note,
    write_health_note,
)
from fablab.people.services.pupils import change_school, find_or_add_pupil

__all__ = [
    "add_guardianship",
    "change_guardian",
    "change_health_note",
    "change_school",
    "find_or_add_guardian",
    "find_or_add_pupil",
    "remove_health_note",
    "write_health_note",
]
