"""Whether letters get away."""

from datetime import timedelta

from fablab.kernel import clock
from fablab.mail.outbox import count_letters, oldest_waiting
from fablab.web.health import Check

PATIENCE = timedelta(minutes=15)


def check_outbox() -> Check:
    """Degraded once a letter has waited for more than a quarter of an hour."""
    oldest = oldest_waiting()
    waits = oldest is not None and clock.now() - oldest > PATIENCE
    return Check(
        name="letters",
        state="degraded" if waits else "ok",
        detail=f"{count_letters()[0]} waiting",
    )
