"""The waiting list: who is next, alone or with the friends they come with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.kernel.db import db
from fablab.registrations.models import (
    Agreement,
    Registration,
    RegistrationGroup,
    RegistrationStatus,
)
from fablab.series.models import Series


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Who gets places together or not at all: one pupil, or a whole waiting group.

    `turn` is when the last of them registered. It is ready when a guardian of each of
    them has agreed to taking part.
    """

    registrations: tuple[Registration, ...]
    turn: datetime
    is_ready: bool


def line_of(series: Series) -> list[Unit]:
    """Those who wait for a place, in the order in which places are offered.

    Pupils, guardians who registered them and groups are loaded, in one statement.
    """
    agreed = exists().where(Agreement.registration_id == Registration.id)
    rows = db.session.execute(
        select(Registration, agreed)
        .outerjoin(Registration.group)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.WAITLISTED,
        )
        .options(
            contains_eager(Registration.group),
            joinedload(Registration.pupil),
            joinedload(Registration.registered_by),
        )
        .execution_options(populate_existing=True)
    ).all()
    has_agreed = {row[0].id: row[1] for row in rows}
    return [
        Unit(
            registrations=tuple(members),
            turn=members[-1].registered_at,
            is_ready=all(has_agreed[member.id] for member in members),
        )
        for members in _in_order(
            (row[0], row[0].group_id if _stays(row[0].group) else None) for row in rows
        )
    ]


def waiting_positions(series_ids: Collection[int]) -> Mapping[int, int]:
    """Everybody's turn in the waiting lists of these series, from 1 on.

    A group has one turn; who comes after it stands behind all of its members.

    Returns:
        By the registration's row id, in one statement.
    """
    if not series_ids:
        return {}
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.series_id,
            Registration.registered_at,
            Registration.group_id,
            RegistrationGroup.together,
        )
        .outerjoin(Registration.group)
        .where(
            Registration.series_id.in_(series_ids),
            Registration.status == RegistrationStatus.WAITLISTED,
        )
    ).all()
    lines = defaultdict(list)
    for row in rows:
        lines[row.series_id].append((row, row.group_id if row.together else None))
    positions: dict[int, int] = {}
    for line in lines.values():
        ahead = 0
        for members in _in_order(line):
            positions |= {member.id: ahead + 1 for member in members}
            ahead += len(members)
    return positions


class _Waiting(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def registered_at(self) -> datetime: ...


W = TypeVar("W", bound=_Waiting)


def _stays(group: RegistrationGroup | None) -> bool:
    return group is not None and group.together


def _turn(one: _Waiting) -> tuple[datetime, int]:
    return one.registered_at, one.id


def _in_order(waiting: Iterable[tuple[W, int | None]]) -> list[list[W]]:
    """Groups and single ones by the turn of their last member, members by their own."""
    units: dict[tuple[str, int], list[W]] = defaultdict(list)
    for one, group_id in waiting:
        key = ("alone", one.id) if group_id is None else ("group", group_id)
        units[key].append(one)
    in_turn = [sorted(members, key=_turn) for members in units.values()]
    return sorted(in_turn, key=lambda members: _turn(members[-1]))
