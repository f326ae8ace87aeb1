"""The consent queue: who is missing what, since when, and how to reach them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select

from fablab.accounts.queries import Actor
from fablab.consent.models import Purpose
from fablab.consent.queries import (
    ConsentState,
    consent_states,
    standing_answers,
)
from fablab.kernel.db import db
from fablab.mail.models import Letter
from fablab.people.models import Guardian, Pupil
from fablab.people.order import by_family_name
from fablab.people.queries import with_health_note
from fablab.registrations.models import Registration
from fablab.registrations.queries.desk import (
    asked_of,
    current_registrations,
    guardians_by_pupil,
)


class Why(StrEnum):
    """Why something is in the queue."""

    NOT_AGREED = "not_agreed"
    CONFLICT = "conflict"
    ASKED_AGAIN = "asked_again"
    OPEN = "open"


class Reach(StrEnum):
    """How the guardian can be reached; having no way at all is a state of its own."""

    PHONE = "phone"
    MAIL = "mail"
    NO_WAY = "no_way"
    NOBODY = "nobody"


class Missing(NamedTuple):
    """One thing that is open, and since when."""

    purpose: Purpose
    why: Why
    since: datetime


class Post(NamedTuple):
    """How letters to an address fared: when one was last given up, and last sent."""

    came_back: datetime | None = None
    arrived: datetime | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the newest letter of which we know did not arrive."""
        if self.came_back is None:
            return False
        return self.arrived is None or self.arrived < self.came_back


@dataclass(frozen=True, kw_only=True)
class DeskLine:
    """A pupil and one guardian with something open; `guardian` is None if none decides.

    `registrations` are the pupil's current ones, `to_agree` those of them that wait
    for this guardian's agreement.
    """

    pupil: Pupil
    guardian: Guardian | None
    registrations: Sequence[Registration]
    missing: Sequence[Missing]
    to_agree: Sequence[Registration]
    post: Post

    @property
    def expires_at(self) -> datetime | None:
        """When the first of the places that are kept is given up."""
        ends = [one.held_until for one in self.to_agree if one.held_until]
        return min(ends, default=None)

    @property
    def reach(self) -> Reach:
        """The best way to the guardian."""
        if self.guardian is None:
            return Reach.NOBODY
        if self.guardian.phone:
            return Reach.PHONE
        is_off = self.guardian.account.disabled_at is not None
        return Reach.NO_WAY if is_off or self.post.is_lost else Reach.MAIL

    @property
    def whys(self) -> set[Why]:
        """Every reason that the line has."""
        return {each.why for each in self.missing}


class _Open(NamedTuple):
    registration: Registration
    agreed: bool


def consent_queue(
    actor: Actor, *, now: datetime, slug: str | None = None
) -> list[DeskLine]:
    """What is open at the actor's sites, the most urgent first.

    A fixed number of statements, however long it is.

    Args:
        actor: who runs the sites.
        now: the aware instant.
        slug: only pupils of this series.
    """
    by_pupil: dict[int, list[_Open]] = defaultdict(list)
    for registration, agreed in db.session.execute(
        current_registrations(actor, now=now)
    ):
        by_pupil[registration.pupil_id].append(_Open(registration, agreed))
    wanted = {
        pupil_id: rows
        for pupil_id, rows in by_pupil.items()
        if slug is None or any(row.registration.series.slug == slug for row in rows)
    }
    facts = _facts_about([rows[0].registration.pupil for rows in wanted.values()], now)
    lines = [line for rows in wanted.values() for line in _lines_of(facts, rows)]
    return sorted(lines, key=_urgency)


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What is known of the pupils of the queue, each from one statement."""

    guardians: Mapping[int, Sequence[Guardian]]
    states: Mapping[int, Mapping[Purpose, ConsentState]]
    answered: Mapping[tuple[int, int, Purpose], datetime]
    with_note: Collection[int]
    post: Mapping[str, Post]


def _facts_about(pupils: Sequence[Pupil], now: datetime) -> _Facts:
    ids = [pupil.id for pupil in pupils]
    guardians = guardians_by_pupil(pupils, now=now)
    addresses = {g.account.email for several in guardians.values() for g in several}
    return _Facts(
        guardians=guardians,
        states=consent_states(ids, now=now),
        answered={
            (each.pupil_id, each.guardian_id, each.purpose): each.answered_at
            for each in standing_answers(ids, now=now)
        },
        with_note=with_health_note(ids),
        post=post_to(addresses),
    )


def post_to(addresses: Collection[str]) -> dict[str, Post]:
    """How letters to these addresses fared, in one statement."""
    moment = Letter.sent_at.type
    found = db.session.execute(
        select(
            Letter.to,
            func.max(Letter.given_up_at, type_=moment),
            func.max(Letter.sent_at, type_=moment),
        )
        .where(Letter.to.in_(addresses))
        .group_by(Letter.to)
    )
    return {row[0]: Post(row[1], row[2]) for row in found}


def _lines_of(facts: _Facts, rows: Sequence[_Open]) -> list[DeskLine]:
    """The lines of one pupil, one for each guardian who has something open."""
    pupil = rows[0].registration.pupil
    guardians: Sequence[Guardian | None] = facts.guardians[pupil.id] or [None]
    lines = []
    for guardian in guardians:
        to_agree = _to_agree(facts, rows, guardian)
        missing = _missing(facts, rows, guardian)
        if to_agree:
            since = min(one.registered_at for one in to_agree)
            missing.insert(0, Missing(Purpose.TAKING_PART, Why.NOT_AGREED, since))
        if missing:
            email = guardian.account.email if guardian else ""
            lines.append(
                DeskLine(
                    pupil=pupil,
                    guardian=guardian,
                    registrations=[row.registration for row in rows],
                    to_agree=to_agree,
                    missing=missing,
                    post=facts.post.get(email, Post()),
                )
            )
    return lines


def _to_agree(
    facts: _Facts, rows: Sequence[_Open], guardian: Guardian | None
) -> list[Registration]:
    """What waits for this guardian's agreement: who registered is asked first."""
    waiting = [row.registration for row in rows if not row.agreed]
    deciding = {one.id for one in facts.guardians[rows[0].registration.pupil_id]}
    return [
        one
        for one in waiting
        if guardian is None
        or one.registered_by_id == guardian.id
        or one.registered_by_id not in deciding
    ]


def _missing(
    facts: _Facts, rows: Sequence[_Open], guardian: Guardian | None
) -> list[Missing]:
    """Which of the optional questions are open or disputed."""
    pupil = rows[0].registration.pupil
    since = min(row.registration.registered_at for row in rows)
    missing = []
    for purpose in asked_of(pupil, has_note=pupil.id in facts.with_note):
        state = facts.states[pupil.id][purpose]
        said = [
            facts.answered.get((pupil.id, one.id, purpose))
            for one in facts.guardians[pupil.id]
        ]
        own = guardian and facts.answered.get((pupil.id, guardian.id, purpose))
        if state is ConsentState.CONFLICT:
            last = max((at for at in said if at), default=since)
            missing.append(Missing(purpose, Why.CONFLICT, last))
        elif state is ConsentState.OPEN and own:
            missing.append(Missing(purpose, Why.ASKED_AGAIN, own))
        elif state is ConsentState.OPEN:
            missing.append(Missing(purpose, Why.OPEN, since))
    return missing


def _urgency(line: DeskLine) -> tuple[int, datetime, tuple[str, str], int]:
    """Places that lapse first, then agreements, then those who disagree."""
    if line.expires_at:
        rank = 0
    elif Why.NOT_AGREED in line.whys:
        rank = 1
    else:
        rank = 2 if Why.CONFLICT in line.whys else 3
    first = min(each.since for each in line.missing)
    due = line.expires_at or first
    return (
        rank,
        due,
        by_family_name(line.pupil),
        line.guardian.id if line.guardian else 0,
    )
