import pytest

from fablab.audit.queries import latest_events
from fablab.audit.services import record_event
from fablab.kernel.db import unit_of_work
from tests.factories import OPENING_DAY

pytestmark = pytest.mark.usefixtures("app")


def test_the_newest_events_come_first_and_page_by_page() -> None:
    with unit_of_work():
        for number in range(5):
            record_event(
                actor="system",
                action=f"test.{number}",
                subject_kind="test",
                subject="T1",
                now=OPENING_DAY,
            )

    first = latest_events(limit=2)
    second = latest_events(limit=2, before=first[-1].id)

    assert [event.action for event in first] == ["test.4", "test.3"]
    assert [event.action for event in second] == ["test.2", "test.1"]
