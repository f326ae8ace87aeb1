"""What publishing figures may refuse."""

from fablab.kernel.errors import N_, Conflict


class NothingToPublish(Conflict):
    """Every series that is over has been counted already."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "There is nothing new to publish: "
                "every series that is over stands in published figures already."
            )
        )


class TooFewPupils(Conflict):
    """The pupils are too few to publish any count of them."""

    def __init__(self, least: int) -> None:
        super().__init__(
            N_(
                "Fewer than %(least)s pupils came to these series, so every figure "
                "would stay hidden. Wait until another series is over: "
                "figures cannot be published a second time."
            ),
            least=least,
        )
