"""What merging may be refused for."""

from fablab.kernel.errors import Conflict, DomainError


class CannotMerge(Conflict):
    """Something has to be settled first; the sentence says what."""


class NothingChosen(DomainError):
    """The form left open which of two things is to stay."""
