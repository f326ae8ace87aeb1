"""What issuing and revoking certificates may refuse."""

from collections.abc import Sequence

from fablab.kernel.errors import N_, Conflict, DomainError, TooMany


class NotOver(Conflict):
    """The series still has a meeting to come."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The last meeting is not over yet. "
                "Certificates can be issued as soon as it is."
            )
        )


class NoMeetingHeld(Conflict):
    """Every meeting of the series was cancelled, or there never was one."""

    def __init__(self) -> None:
        super().__init__(
            N_("No meeting took place, so there is nothing to certify yet.")
        )


class TooFewMeetings(Conflict):
    """The pupil attended fewer meetings than the series asks for."""

    def __init__(self, *, name: str, attended: int, held: int, needed: int) -> None:
        super().__init__(
            N_(
                "%(name)s came too rarely. Meetings attended: %(attended)s of "
                "%(held)s; needed: %(needed)s."
            ),
            name=name,
            attended=attended,
            held=held,
            needed=needed,
        )


class NoProject(Conflict):
    """The series asks for an own project, and nobody has seen the pupil's yet."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            N_(
                "Nobody has noted yet that %(name)s has shown a project of their own, "
                "which this workshop asks for."
            ),
            name=name,
        )


class UnprintableLetters(Conflict):
    """A text has letters that the certificate's typeface cannot show."""

    def __init__(self, *, text: str, letters: str) -> None:
        super().__init__(
            N_(
                "We cannot print these letters of “%(text)s”: %(letters)s. "
                "Write them in the Latin or Cyrillic alphabet, then try again."
            ),
            text=text,
            letters=" ".join(letters),
        )


class NoPlace(Conflict):
    """Somebody was chosen who has no place in the series."""

    def __init__(self) -> None:
        super().__init__(
            N_("A pupil you chose has no place in this series any more. Look again.")
        )


class NothingToIssue(Conflict):
    """Everybody chosen has a valid certificate."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nothing to issue: they all have their certificates already.")
        )


class NothingToSetAside(Conflict):
    """No rule that may be set aside stands in the way."""

    def __init__(self) -> None:
        super().__init__(
            N_("No exception is needed, or none would help. Look at the list again.")
        )


class NoSuchMeeting(Conflict):
    """A project is said to have been shown at a meeting that has not taken place."""

    def __init__(self) -> None:
        super().__init__(
            N_("Choose a meeting of this workshop that has taken place already.")
        )


class NoLongerValid(Conflict):
    """What is to be revoked has ended already."""

    def __init__(self) -> None:
        super().__init__(N_("This certificate is not valid any more as it is."))


class UnknownGap(Conflict):
    """A text of a design has something in braces that nothing is known for."""

    def __init__(self, *, gap: str, known: Sequence[str]) -> None:
        super().__init__(
            N_(
                "We cannot fill in “%(gap)s”. What can stand in braces: %(known)s. "
                "Write nothing else in braces."
            ),
            gap=gap,
            known=" ".join(f"{{{name}}}" for name in known),
        )


class Unreadable(Conflict):
    """Letters on that colour could hardly be read."""

    def __init__(self, *, colour: str, darker: bool) -> None:
        super().__init__(
            N_(
                "White letters on %(colour)s can hardly be read. "
                "Choose a darker colour."
            )
            if darker
            else N_(
                "Dark letters on %(colour)s can hardly be read. "
                "Choose a lighter colour."
            ),
            colour=colour,
        )


class UnusablePicture(DomainError):
    """A picture that was sent cannot be printed."""


class UnknownPicture(Conflict):
    """A picture was chosen that the site does not have."""

    def __init__(self) -> None:
        super().__init__(N_("This picture is not here any more. Choose another one."))


class TooManyNames(TooMany):
    """A number, or an address, had too many names compared of late."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Too many names were compared in a short time. Nothing is wrong with "
                "the certificate: please wait 15 minutes, then try again."
            )
        )
