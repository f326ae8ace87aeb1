"""Making two records of one pupil one, so that nothing more is allowed than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from fablab.accounts.queries import Actor, account_of
from fablab.audit.models import ErasureKind
from fablab.audit.services import open_erasure, record_event
from fablab.checkin.models import Card
from fablab.consent.models import (
    AskedAgain,
    Consent,
    Evidence,
    PaperForm,
    PupilAnswer,
    Purpose,
)
from fablab.kernel.db import db
from fablab.kernel.errors import N_, SeveralReasons
from fablab.people.models import (
    BarredPerson,
    Collector,
    DifferentPupils,
    Guardianship,
    HealthNote,
    Invitation,
    Pupil,
)
from fablab.privacy.errors import NothingChosen
from fablab.privacy.queries.duplicates import Pair, pair_of
from fablab.privacy.queries.merging import (
    active_registrations,
    doubled_registrations,
    purposes_to_ask_again,
    refusals_to_merge,
)
from fablab.privacy.services.doubled import join_registrations
from fablab.privacy.services.guardianships import join_guardianships
from fablab.privacy.services.joining import (
    join_cards,
    join_collectors,
    join_invitations,
    join_marks,
    join_notes,
)
from fablab.registrations.models import Registration
from fablab.registrations.services import lock_series

MOVED = (
    BarredPerson,
    Registration,
    Collector,
    PaperForm,
    Card,
    Invitation,
    Evidence,
    Consent,
    PupilAnswer,
    AskedAgain,
)
"""Whose rows go over to the record that stays as they are."""
JOINED = (Guardianship, HealthNote, DifferentPupils)
"""Whose rows are looked at one by one."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the coordinator decides: which record stays, and whose health note."""

    keep: str
    note_of: str = ""


def tell_apart(*, public_id: str, other_id: str, actor: Actor, now: datetime) -> None:
    """Keep that the two are two children, so that they are not proposed again.

    Raises:
        NothingChosen: it is not said who the other one is.
        NotFound: they are not at the actor's site or do not look alike.
    """
    if not other_id:
        raise NothingChosen(N_("Choose the two records that you mean."))
    pair = pair_of(public_id, other_id, actor=actor)
    known = db.session.scalar(
        select(DifferentPupils.id).where(
            DifferentPupils.pupil_id == pair.first.id,
            DifferentPupils.other_id == pair.other.id,
        )
    )
    if known is not None:
        return
    found = DifferentPupils(
        pupil_id=pair.first.id,
        other_id=pair.other.id,
        found_by=account_of(actor),
        found_at=now,
    )
    db.session.add(found)
    _record(actor, "pupil.told_apart", pair, now)


def merge_pupils(
    *, public_id: str, other_id: str, choice: Choice, actor: Actor, now: datetime
) -> Pupil:
    """Make two records of one pupil one; returns the one that stays.

    Registrations, guardians, cards, answers and what hangs on them go over to it. Of
    two places in one series the better one stays. What not both records allowed is
    asked again.

    Args:
        public_id: one of the two, in either order.
        other_id: the other one.
        choice: which record stays, and whose health note if both have one.
        actor: the coordinator of a site where both come to.
        now: the aware instant.

    Raises:
        NotFound: they are not two records that look alike, or not any more.
        NothingChosen: it is left open which record or which note stays.
        SeveralReasons: something has to be settled first.
    """
    pair = _locked(public_id, other_id, actor=actor)
    keep, gone = _in_order(pair, choice)
    if refusals := refusals_to_merge(keep, gone):
        raise SeveralReasons(refusals)
    asked_again = purposes_to_ask_again(keep, gone, now=now)
    by, left = actor.public_id, gone.public_id
    join_registrations(doubled_registrations(keep, gone), by=by, now=now)
    join_guardianships(keep, gone)
    join_notes(keep, gone, note_of=choice.note_of)
    join_collectors(keep, gone, now=now)
    join_cards(keep, gone, now=now)
    join_invitations(keep, gone, now=now)
    join_marks(keep, gone)
    if keep.school is None:
        keep.school, keep.class_name = gone.school, gone.class_name
    db.session.flush()
    with open_erasure(kind=ErasureKind.MERGE, subject=left, actor=by, now=now):
        _move_rows(keep, gone)
    _ask_again(keep, asked_again, now=now)
    purposes = [purpose.value for purpose in asked_again]
    _record(actor, "pupil.merged", Pair(keep, gone), now, asked_again=purposes)
    _remove(gone)
    return keep


def _locked(public_id: str, other_id: str, *, actor: Actor) -> Pair:
    """The pair, nobody else counting their places or merging them until the commit."""
    pair = pair_of(public_id, other_id, actor=actor)
    lock_series(*{row.series_id for row in active_registrations(*pair)})
    db.session.scalars(
        select(Pupil)
        .where(Pupil.id.in_([pair.first.id, pair.other.id]))
        .order_by(Pupil.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return pair_of(public_id, other_id, actor=actor)


def _in_order(pair: Pair, choice: Choice) -> tuple[Pupil, Pupil]:
    """The record that stays, and the one that goes."""
    if choice.keep == pair.first.public_id:
        return pair.first, pair.other
    if choice.keep == pair.other.public_id:
        return pair.other, pair.first
    raise NothingChosen(N_("Choose which record is right."))


def _move_rows(keep: Pupil, gone: Pupil) -> None:
    for model in MOVED:
        db.session.execute(
            update(model)
            .where(model.pupil_id == gone.id)
            .values(pupil_id=keep.id)
            .execution_options(synchronize_session=False)
        )


def _ask_again(pupil: Pupil, purposes: Sequence[Purpose], *, now: datetime) -> None:
    db.session.add_all(
        AskedAgain(pupil=pupil, purpose=purpose, at=now) for purpose in purposes
    )
    db.session.flush()


def _remove(gone: Pupil) -> None:
    gone_id = gone.id
    db.session.expire_all()
    db.session.expunge(gone)
    db.session.execute(delete(Pupil).where(Pupil.id == gone_id))


def _record(
    actor: Actor, action: str, pair: Pair, now: datetime, **details: list[str]
) -> None:
    """Journal what was done to the first of the two."""
    record_event(
        actor=actor.public_id,
        action=action,
        subject_kind="pupil",
        subject=pair.first.public_id,
        now=now,
        details={"other": pair.other.public_id, **details},
    )
