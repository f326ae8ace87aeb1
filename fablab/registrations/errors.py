"""What registering, agreeing and cancelling may be refused for."""

from fablab.kernel.errors import Conflict, Gone, TooMany


class RegistrationClosed(Conflict):
    """The series takes nobody now: too early, too late, or nothing to come to."""


class WrongAge(Conflict):
    """The pupil is too young or too old on the day of the first meeting."""


class Clash(Conflict):
    """The pupil has a place elsewhere at the same time."""


class TooManyLetters(TooMany):
    """The address was sent too many links of late."""


class RegistrationOver(Gone):
    """The registration was cancelled, so nothing can be agreed to any more."""
