"""What checking in may refuse."""

from fablab.kernel.errors import Conflict, Gone, NotAllowed, TooMany


class CodeNotUsable(Gone):
    """The code for a tablet is unknown, was used already, or has expired."""


class CannotAnnounce(Conflict):
    """There is no meeting left from which the pupil could be excused."""


class CannotSettle(Conflict):
    """The scan was settled before, or cannot count for this pupil."""


class CannotWriteDown(Conflict):
    """What stood on paper cannot have been so."""


class PinsLocked(TooMany):
    """Too many wrong PINs were typed at this tablet."""


class WrongPin(NotAllowed):
    """The PIN is nobody's at this site, or the pass that it gave is over."""
