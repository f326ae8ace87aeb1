"""What merging may be refused for."""

from fablab.kernel.errors import Conflict


class CannotMerge(Conflict):
    """Something has to be settled first; the sentence says what."""


class NothingChosen(Conflict):
    """The form left open which of two things is to stay."""
