"""What signing in may be refused for."""

from fablab.kernel.errors import N_, DomainError, Gone, TooMany


class WrongPassword(DomainError):
    """Address, password or code do not fit; it is not said which."""

    status = 422


class WeakPassword(DomainError):
    """The new password is too short, or one that everybody tries first."""

    status = 422


class TooManyFailures(TooMany):
    """This account has had too many wrong passwords or codes of late."""


class LinkUnusable(Gone):
    """A one-time link that was used, has expired, was replaced or never was."""

    def __init__(self) -> None:
        super().__init__(
            N_("This link was used already, has expired or is not complete.")
        )
