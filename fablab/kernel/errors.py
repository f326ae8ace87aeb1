"""What a rule may refuse, and the sentence it says.

- DomainError (400)
  - NotAllowed (403)
  - NotFound (404)
  - Gone (410)
  - Conflict (409)
    - SeveralReasons
    - UnusableFile
    - registrations.errors: RegistrationClosed, WrongAge, …
  - TooMany (429)
  - Busy (503)
"""

from collections.abc import Sequence
from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for "translate later"
    """Mark a message for translation where none can happen yet; returns it as it is."""
    return message


class DomainError(Exception):
    """A rule said no; its message is a sentence that the person can act on.

    Args:
        message: the English sentence, marked with `N_`, with `%(name)s` placeholders.
        **values: what the placeholders stand for; a value may be an `N_` message too
            when its name ends in `_label`.
    """

    status: ClassVar[int] = 400

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class NotAllowed(DomainError):
    """This person may not do that."""

    status = 403


class NotFound(DomainError):
    """Nothing is there, or nothing that this person may know of."""

    status = 404


class Conflict(DomainError):
    """It can be done, but not in the state that things are in."""

    status = 409


class SeveralReasons(Conflict):
    """More than one rule said no; `reasons` holds what each of them said."""

    def __init__(self, reasons: Sequence[DomainError]) -> None:
        super().__init__(
            N_("There is more than one reason why this cannot be done."),
        )
        self.reasons = list(reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class UnusableFile(Conflict):
    """A file that cannot be kept: too large, or not what it should be."""


class Gone(DomainError):
    """It was there once: a link that was used, a code that has expired."""

    status = 410


class TooMany(DomainError):
    """Too many attempts in a short time."""

    status = 429


class Busy(DomainError):
    """The database had too much to do; trying again soon will work."""

    status = 503
