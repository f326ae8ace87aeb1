"""What asking for consent may be refused for."""

from fablab.kernel.errors import Conflict, UnusableFile


class TextHasChanged(Conflict):
    """The words that were answered are no longer the ones that count."""


class TextWasRewritten(Exception):
    """A text that families may have read was changed without a new version."""


class NothingSigned(UnusableFile):
    """The tablet was sent without a signature."""
