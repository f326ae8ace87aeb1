"""The sign-up in at most five steps: who, health, going home, you, check."""

from fablab.registrations.routes.signing_up import later, pages, sending

__all__ = ["later", "pages", "sending"]
