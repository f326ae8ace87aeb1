"""What recording levels may refuse, beyond the common refusals."""

from collections.abc import Mapping

from fablab.kernel.errors import N_, Conflict, DomainError


class RubricDiffers(Conflict):
    """A rubric is stored under this version with other words."""


class NotAChoice(DomainError):
    """What was sent is no level, no dimension or no pupil of this meeting."""

    status = 422


class DraftChanged(Conflict):
    """Somebody else has changed what is being changed; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Somebody has changed this while you had it open. "
                "Look at what stands there now; your own words are still in the form."
            )
        )


class DraftEnded(Conflict):
    """The draft is published or was dropped, so it does not change any more."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This draft was published or dropped meanwhile. "
                "Start a new copy to change the words."
            )
        )


class NotPublishable(DomainError):
    """A draft that is not whole, or that says nothing new."""

    status = 422


class NotNow(Conflict):
    """The self-report is not open: too late for before, too early or late for after."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The compass can be filled in until the second meeting is over, and "
                "again from the last meeting on for four weeks."
            )
        )


class NoteMissing(Conflict):
    """Levels that need a note have none; nothing was stored.

    Args:
        refusals: registration's public id → what to say beside that pupil's note.
    """

    def __init__(self, refusals: Mapping[str, DomainError]) -> None:
        super().__init__(
            N_(
                "Some levels need a short note, or a photo of the work. "
                "Nothing has been saved yet."
            )
        )
        self.refusals = refusals


class TableRefused(DomainError):
    """Lines of a filled-in table cannot be taken; nothing was stored.

    Args:
        refusals: number of the line, from 1 → what to say of it.
    """

    status = 422

    def __init__(self, refusals: Mapping[int, DomainError]) -> None:
        super().__init__(N_("Some lines cannot be taken. Nothing has been saved yet."))
        self.refusals = refusals
