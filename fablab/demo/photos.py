"""Photos of what pupils made: some by facilitators, some of the pupils' own."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from fablab.accounts.models import Account
from fablab.assessments.models import PhotoKind
from fablab.assessments.pictures import seal_photo
from fablab.assessments.services.photos import add_work_photo
from fablab.checkin.models import CAME
from fablab.checkin.queries.attendance import attendances_of
from fablab.demo.content import read
from fablab.demo.pictures import draw_work
from fablab.demo.programme import Run
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting

EVERY = 3
"""One pupil in so many has photos; the main family's child is always among them."""
COLOURS = (("rose", "soft"), ("brand", "sun"), ("leaf", "paper"), ("sky", "soft"))
LATER = timedelta(hours=3)


def show_work(
    runs: Sequence[Run], main_child: int, *, cipher: FieldCipher, now: datetime
) -> None:
    """Add photos of the work of some pupils of each series that has begun.

    Args:
        runs: the season.
        main_child: the row id of the pupil whose family the demonstration shows.
        cipher: seals them.
        now: the aware instant.
    """
    for run in runs:
        over = [meeting for meeting in run.meetings if meeting.ends_at < now]
        if over and run.plan["slug"] in _works():
            for number, place in enumerate(_shown(run, main_child)):
                _add(place, run, over[-1], number, cipher=cipher)


@cache
def _works() -> dict[str, dict[str, Any]]:
    return {one["series"]: one for one in read("photos")}


def _shown(run: Run, main_child: int) -> Iterator[Registration]:
    places = (
        db.session.query(Registration)
        .filter_by(series_id=run.series.id, status=RegistrationStatus.PLACED)
        .order_by(Registration.id)
    )
    for number, place in enumerate(places):
        if place.pupil_id == main_child or number % EVERY == 0:
            yield place


def _add(
    place: Registration,
    run: Run,
    last: Meeting,
    number: int,
    *,
    cipher: FieldCipher,
) -> None:
    """One by the facilitator at the meeting, one by the pupil some hours later."""
    work = _works()[run.plan["slug"]]
    own_words, seen_words = work["captions"]
    facilitator = db.session.get_one(Account, run.facilitator.id)
    family = place.registered_by.account
    was_there = attendances_of([place.id]).get((last.id, place.id))
    if was_there and was_there.status in CAME:
        add_work_photo(
            photo=seal_photo(
                _draw(work["motif"], number % len(COLOURS)), cipher=cipher
            ),
            registration=place,
            kind=PhotoKind.OBSERVER,
            by=facilitator,
            now=last.ends_at,
            meeting=last,
            caption=seen_words.get(facilitator.language, seen_words["en"]),
        )
    add_work_photo(
        photo=seal_photo(
            _draw(work["motif"], (number + 1) % len(COLOURS)), cipher=cipher
        ),
        registration=place,
        kind=PhotoKind.OWN,
        by=family,
        now=last.ends_at + LATER,
        caption=own_words.get(family.language, own_words["en"]),
    )


@cache
def _draw(motif: str, turn: int) -> bytes:
    colour, wall = COLOURS[turn]
    return draw_work(motif, colour=colour, wall=wall)
