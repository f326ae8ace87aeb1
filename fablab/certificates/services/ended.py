"""What follows when a certificate no longer holds, whatever ended it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from fablab.certificates.models import Certificate


class Hook(Protocol):
    """A rule that is called in the unit of work that ends a certificate."""

    def __call__(
        self, certificate: Certificate, *, forgotten: bool, now: datetime
    ) -> object:
        """Do what follows; `forgotten`: its row is about to be deleted."""


H = TypeVar("H", bound=Hook)
_hooks: dict[str, Hook] = {}


def when_ended(name: str) -> Callable[[H], H]:
    """Have the function called when a certificate is replaced, revoked or forgotten.

    One that is forgotten may have been replaced or revoked before.

    Args:
        name: tells the hooks apart; a second one of that name replaces the first.
    """

    def add(hook: H) -> H:
        _hooks[name] = hook
        return hook

    return add


def certificate_ended(
    certificate: Certificate, *, now: datetime, forgotten: bool = False
) -> None:
    """Tell everything that depends on the certificate."""
    for hook in list(_hooks.values()):
        hook(certificate, forgotten=forgotten, now=now)
