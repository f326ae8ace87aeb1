"""What the rules of series refuse."""

from collections.abc import Sequence

from fablab.kernel.errors import N_, Conflict, DomainError


class IncompleteText(DomainError):
    """A series needs a title and a summary in one language at least."""


class WrongNumbers(DomainError):
    """Ages, places, fee or attendance that cannot be."""


class WrongTimes(DomainError):
    """Times that contradict each other."""


class UnknownFacilitator(DomainError):
    """Somebody who does not work at the site cannot lead a series there."""


class TooFewPlaces(Conflict):
    """More places are taken already than there would be."""


class IsPublished(Conflict):
    """Families rely on what is published."""


class MeetingsOverlap(Conflict):
    """Two meetings of one series at the same time."""


class NotReady(Conflict):
    """The series cannot be published yet; `reasons` says all that is missing."""

    def __init__(self, reasons: Sequence[DomainError]) -> None:
        super().__init__(N_("This workshop is not ready to be published."))
        self.reasons = tuple(reasons)
