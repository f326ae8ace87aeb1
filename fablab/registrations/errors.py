"""What registering, agreeing and cancelling may be refused for.

A refusal names its `rule`: staff may set the rule aside for one registration, with a
reason. What names none cannot be set aside.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from fablab.kernel.errors import Conflict, DomainError, Gone, SeveralReasons, TooMany


class Rule(StrEnum):
    """What staff may set aside; the number of places is not among it."""

    AGE = "age"
    CLOSED = "closed"
    OVERLAP = "overlap"
    LIMIT = "limit"
    QUEUE = "queue"
    CUT_OFF = "cut_off"


class RegistrationClosed(Conflict):
    """The series takes nobody now: too early, too late, or nothing to come to."""

    rule: ClassVar[str] = Rule.CLOSED


class WrongAge(Conflict):
    """The pupil is too young or too old on the day of the first meeting."""

    rule: ClassVar[str] = Rule.AGE


class Clash(Conflict):
    """The pupil has a place elsewhere at the same time."""

    rule: ClassVar[str] = Rule.OVERLAP


class SeasonFull(Conflict):
    """The pupil takes part in as many series of the school year as one may."""

    rule: ClassVar[str] = Rule.LIMIT


class AlreadyRegistered(Conflict):
    """The pupil has a place or a turn in the series already."""

    rule: ClassVar[str] = "registered"


class SignUpRefused(SeveralReasons):
    """One or more children of a sign-up cannot be registered.

    `by_child` holds the reasons of each child, in the order of the sign-up.
    """

    def __init__(self, by_child: Sequence[Sequence[DomainError]]) -> None:
        super().__init__([reason for reasons in by_child for reason in reasons])
        self.by_child = [list(reasons) for reasons in by_child]


class UnknownGroup(Conflict):
    """The group's code is not known for this series."""


class NoRoomForGroup(Conflict):
    """The friends have places, and there is none left for one more."""


class TooManyLetters(TooMany):
    """The address was sent too many links of late."""


class TooManyFromHere(TooMany):
    """The network has too many children in the series whom nobody has confirmed."""


class NoFreePlace(Conflict):
    """Every place is taken: there is none to give or to offer."""


class NotAgreedYet(Conflict):
    """No guardian has agreed to taking part, so no place can be offered."""


class OfferOver(Gone):
    """The offer was answered, or its time has run out."""


class CannotDecide(Conflict):
    """The guardian does not decide for this pupil."""


class ReasonNeeded(Conflict):
    """A rule is set aside only with a reason that others can read."""


class IsOver(Conflict):
    """The series is over or cancelled: there is nothing left to join or to cancel."""


class RegistrationOver(Gone):
    """The registration was cancelled, so nothing can be agreed to any more."""


class DraftGone(Gone):
    """The answers that were kept were sent, thrown away or have expired."""


class NothingAnswered(Conflict):
    """Every question was left open."""


class AlreadyRecorded(Conflict):
    """The paper was typed in before; doing it again needs a word."""
