"""What checking in may refuse."""

from fablab.kernel.errors import Conflict, Gone


class CodeNotUsable(Gone):
    """The code for a tablet is unknown, was used already, or has expired."""


class CannotAnnounce(Conflict):
    """There is no meeting left from which the pupil could be excused."""


class CannotSettle(Conflict):
    """The scan was settled before, or cannot count for this pupil."""


class CannotWriteDown(Conflict):
    """What stood on paper cannot have been so."""
