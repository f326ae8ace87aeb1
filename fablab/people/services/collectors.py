"""Who may collect a pupil besides the guardians, and whom to call in an emergency."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import update

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.errors import TooManyCollectors
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    Pupil,
)
from fablab.people.queries import refuse_unless_deciding
from fablab.people.queries.collectors import number_named

MOST = 10


def name_collector(
    *,
    pupil: Pupil,
    guardian: Guardian,
    name: str,
    phone: str,
    relation: CollectorRelation,
    valid_from: date,
    valid_until: date | None,
    now: datetime,
) -> Collector:
    """Let somebody collect the pupil; counts at the door from `valid_from` on.

    Args:
        pupil: whom.
        guardian: who says so, and must decide for the pupil.
        name: as an identity card says it.
        phone: in E.164; only staff and this guardian see it.
        relation: what they are to the pupil.
        valid_from: the first local day.
        valid_until: the last local day; None for until further notice.
        now: the aware instant.

    Raises:
        DecidesNothing: the guardian may only look.
        TooManyCollectors: the guardian has named ten already.
    """
    refuse_unless_deciding(guardian=guardian, pupil=pupil)
    if number_named(pupil=pupil, guardian=guardian, today=valid_from) >= MOST:
        raise TooManyCollectors(
            N_("There are %(most)s people on your list. Remove somebody first."),
            most=MOST,
        )
    collector = Collector(
        pupil=pupil,
        named_by=guardian,
        name=name,
        phone=phone,
        relation=relation,
        valid_from=valid_from,
        valid_until=valid_until,
        named_at=now,
    )
    db.session.add(collector)
    db.session.flush()
    _note("collector.named", collector, guardian, now=now)
    return collector


def remove_collector(
    *, collector: Collector, guardian: Guardian, now: datetime
) -> None:
    """Let somebody collect the pupil no more, from now on; the row stays as history."""
    collector.removed_at = now
    db.session.flush()
    _note("collector.removed", collector, guardian, now=now)


def forget_collectors(pupils: Iterable[Pupil], *, now: datetime) -> None:
    """Let nobody collect these pupils whom only an unconfirmed form has named.

    Args:
        pupils: whose guardians have never been here; anybody could have sent the form.
        now: the aware instant.
    """
    db.session.execute(
        update(Collector)
        .where(
            Collector.pupil_id.in_([pupil.id for pupil in pupils]),
            Collector.removed_at.is_(None),
        )
        .values(removed_at=now)
    )


def keep_emergency_contact(
    *, guardianship: Guardianship, name: str, phone: str
) -> None:
    """Keep whom to call when this guardian cannot be reached; both empty for nobody.

    Args:
        guardianship: whose; the other guardian's contact is another one.
        name: who answers the telephone.
        phone: in E.164.
    """
    guardianship.emergency_name = name
    guardianship.emergency_phone = phone
    db.session.flush()


def _note(
    action: str, collector: Collector, guardian: Guardian, *, now: datetime
) -> None:
    record_event(
        actor=guardian.account.public_id,
        action=action,
        subject_kind="pupil",
        subject=collector.pupil.public_id,
        now=now,
        details={"collector": collector.public_id},
    )
