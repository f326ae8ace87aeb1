"""The order of names in lists, the same on every database."""

import unicodedata
from typing import Protocol

_NO_MARK = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss"})


class Named(Protocol):
    """A pupil's row, or what a query gives of one."""

    @property
    def given_name(self) -> str:
        """What the pupil is called."""

    @property
    def family_name(self) -> str:
        """The name of the family."""


def by_given_name(pupil: Named) -> tuple[str, str]:
    """Sorts pupils by what they are called; accents and capitals do not matter."""
    return _folded(pupil.given_name), _folded(pupil.family_name)


def by_family_name(pupil: Named) -> tuple[str, str]:
    """Sorts pupils as on lists; accents and capitals do not matter."""
    return _folded(pupil.family_name), _folded(pupil.given_name)


def _folded(name: str) -> str:
    parts = unicodedata.normalize("NFD", name.casefold().translate(_NO_MARK))
    return "".join(part for part in parts if not unicodedata.combining(part))
