"""What asking for consent may be refused for."""

from fablab.kernel.errors import Conflict


class TextHasChanged(Conflict):
    """The words that were answered are no longer the ones that count."""


class TextWasRewritten(Exception):
    """A text that families may have read was changed without a new version."""


class UnusableFile(Conflict):
    """A scan or a signature that cannot be kept: too large, or no picture at all."""


class NothingSigned(UnusableFile):
    """The tablet was sent without a signature."""
