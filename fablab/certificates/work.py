"""The worker's part: issue, draw and tell, and sign for the families that want it."""

from datetime import datetime

import structlog

from fablab.certificates.models import BatchItem, Certificate
from fablab.certificates.papers import draw_paper
from fablab.certificates.queries.credentials import certificates_to_sign
from fablab.certificates.services.batches import (
    give_back,
    has_due_items,
    issue_leased,
    lease_item,
    settle_issued,
)
from fablab.certificates.signing import sign_wanted_credentials
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import Busy
from fablab.mail.errands import errand

_log = structlog.get_logger("fablab.certificates")


@errand("certificates", woken_by=BatchItem, is_due=has_due_items)
def issue_waiting() -> int:
    """Issue everything that waits; needs an app context.

    What cannot be drawn stops no other.

    Returns:
        How many certificates are there and told of.
    """
    done = 0
    while (item_id := _lease()) is not None:
        done += _work_on(item_id)
    return done


def _wanted(*, now: datetime) -> bool:
    return bool(certificates_to_sign(now=now))


@errand("credentials", woken_by=Certificate, is_due=_wanted)
def sign_waiting() -> int:
    """Sign for the families that want it; needs an app context."""
    return sign_wanted_credentials(now=clock.now())


def _lease() -> int | None:
    with unit_of_work():
        return lease_item(now=clock.now())


def _work_on(item_id: int) -> bool:
    try:
        with unit_of_work():
            leased = issue_leased(item_id, now=clock.now())
        if leased is None:
            return False
        paper = draw_paper(leased.certificate, now=clock.now())
        with unit_of_work():
            if settle_issued(item_id, pdf_sha256=paper.sha256, now=clock.now()):
                paper.keep(leased.certificate, now=clock.now())
    except Busy:
        raise
    except Exception:  # noqa: BLE001 -- logged; the next certificate may do
        _log.exception("certificate broke", item=item_id)
        with unit_of_work():
            give_back(item_id, now=clock.now())
        return False
    return True
