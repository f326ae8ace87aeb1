"""What changing a family may be refused for."""

from typing import Self

from fablab.kernel.errors import N_, Conflict, NotAllowed


class TwoGuardians(Conflict):
    """The pupil has two guardians already."""


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
