"""What changing a family may be refused for."""

from typing import Self

from fablab.kernel.errors import N_, Conflict, Gone, NotAllowed, TooMany


class TwoGuardians(Conflict):
    """The pupil has two guardians already."""


class AnswersAlready(Conflict):
    """The guardian answers for the pupil already."""


class OnlyGuardian(Conflict):
    """Nobody else would be left who decides for the pupil."""


class OwnAddress(Conflict):
    """Somebody invites themself."""


class TooManyInvitations(TooMany):
    """The guardian has sent as many invitations as one may in a day."""


class InvitationOver(Gone):
    """The invitation was taken back, answered, or cannot be accepted any more."""


class TooYoung(Conflict):
    """The pupil does not answer for themself yet, nor will soon."""


class TooManyCollectors(Conflict):
    """The guardian has named as many people as one may."""


class DecidesNothing(NotAllowed):
    """The guardian may see how things stand for the pupil, and decide nothing."""

    @classmethod
    def for_pupil(cls, name: str) -> Self:
        """The refusal in words, naming the pupil."""
        return cls(
            N_(
                "You can see how things stand for %(name)s, but not decide. "
                "If that is wrong, please call the FabLab."
            ),
            name=name,
        )
