"""What issuing and revoking certificates may refuse."""

from fablab.kernel.errors import N_, Conflict


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


class NoLongerValid(Conflict):
    """What is to be revoked has ended already."""

    def __init__(self) -> None:
        super().__init__(N_("This certificate is not valid any more as it is."))
