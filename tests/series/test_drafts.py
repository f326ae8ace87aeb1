from datetime import timedelta

import pytest

from fablab.accounts.models import Role
from fablab.accounts.queries import actor_of
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Topic
from fablab.series.services.drafts import Plan, Words, create_series
from tests.factories import OPENING_DAY, make_account, make_site


@pytest.mark.usefixtures("app")
def test_longest_address_of_a_series_fits_into_the_journal() -> None:
    site = make_site()
    coordinator = make_account(Role.COORDINATOR, site=site)
    plan = Plan(
        topic=Topic.ROBOTS,
        language="pl",
        age_min=10,
        age_max=14,
        capacity=12,
        fee=0,
        attendance_needed=75,
        registration_opens_at=OPENING_DAY,
        registration_closes_at=OPENING_DAY + timedelta(days=20),
    )

    with unit_of_work():
        series = create_series(
            site=site,
            plan=plan,
            texts={"en": Words(title="Robot " * 20, summary="Build one.")},
            facilitators=[],
            actor=actor_of(coordinator, today=OPENING_DAY.date()),
            now=OPENING_DAY,
        )

    assert series.slug == "-".join(["robot"] * 10)
    assert db.session.query(AuditEvent.subject).scalar() == series.slug
