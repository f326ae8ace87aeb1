"""Taking over what a form says of a family, as far as it may change what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select, update

from fablab.accounts.models import SignIn
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Collector, Guardian, Guardianship, Pupil
from fablab.people.queries import known_pupil, own_pupil
from fablab.people.services import (
    change_guardian,
    change_school,
    find_or_add_guardian,
    write_health_note,
)
from fablab.people.services.collectors import forget_collectors
from fablab.registrations.models import Agreement, Registration
from fablab.registrations.services.sign_up import Child, SignUp


@dataclass(frozen=True, kw_only=True)
class Family:
    """Who a form speaks of: `is_here` if that guardian sent it, signed in."""

    guardian: Guardian
    is_new: bool
    is_here: bool


def find_or_add_family(
    sign_up: SignUp, *, signed_in_as: int | None, now: datetime
) -> Family:
    """The guardian whose address the form names; a new one if there is none.

    Args:
        sign_up: what the form says.
        signed_in_as: the row id of the account that sent it, if one did.
        now: the aware instant.
    """
    guardian, is_new = find_or_add_guardian(
        email=sign_up.email,
        name=sign_up.guardian_name,
        phone=sign_up.phone,
        language=sign_up.language,
        now=now,
    )
    return Family(
        guardian=guardian,
        is_new=is_new,
        is_here=signed_in_as is not None and signed_in_as == guardian.account.id,
    )


def known_child(child: Child, family: Family) -> Pupil | None:
    """The family's pupil that the form means; None if it is a newcomer.

    Raises:
        NotFound: a pupil was picked who is none of the family's, or by a stranger.
        DecidesNothing: the guardian may look at the pupil's things only.
    """
    if child.pupil is not None and not family.is_here:
        raise NotFound(N_("There is no such pupil in your family."))
    if family.is_new:
        return None
    pupil = child.pupil or known_pupil(
        guardian=family.guardian,
        given_name=child.given_name,
        family_name=child.family_name,
        birth_date=child.birth_date,
    )
    if pupil is not None and family.is_here:
        own_pupil(pupil.public_id, guardian=family.guardian, deciding=True)
    return pupil


def take_over(
    sign_up: SignUp,
    known: Sequence[Pupil | None],
    *,
    family: Family,
    cipher: FieldCipher,
    today: date,
    now: datetime,
) -> list[Pupil]:
    """Keep what the form says; the children as pupils, in its order.

    What is known changes only if the guardian is here, or if nobody who answers for it
    ever proved to read their mail: anybody could have sent the form. What was left
    open changes nothing.

    Args:
        sign_up: what the form says.
        known: which of its children are known, in its order.
        family: whose form it is, or is said to be.
        cipher: seals health notes.
        today: the local date, from which on named collectors may collect.
        now: the aware instant.
    """
    guardian = family.guardian
    if not family.is_new and (family.is_here or not _is_proven(guardian)):
        change_guardian(
            guardian=guardian,
            name=sign_up.guardian_name,
            phone=sign_up.phone or guardian.phone,
        )
    pupils = [
        pupil or _add_pupil(child, sign_up, guardian=guardian, now=now)
        for child, pupil in zip(sign_up.children, known, strict=True)
    ]
    for child, pupil, was_known in zip(sign_up.children, pupils, known, strict=True):
        is_new = was_known is None
        if is_new or family.is_here or not _is_answered_for(pupil):
            if not is_new and not family.is_here:
                forget_collectors([pupil], now=now)
            _describe(pupil, child, is_new=is_new, cipher=cipher, now=now)
            _name_collectors(
                pupil, sign_up, is_new=is_new, guardian=guardian, today=today, now=now
            )
            if not is_new:
                _change_emergency(pupil, sign_up, guardian=guardian)
    return pupils


def _is_proven(guardian: Guardian) -> bool:
    """Whether somebody who reads the guardian's mail has ever been here."""
    return guardian.account.password_hash is not None or bool(
        db.session.scalar(
            select(
                or_(
                    exists().where(SignIn.account_id == guardian.account_id),
                    exists().where(Agreement.guardian_id == guardian.id),
                    exists().where(
                        Registration.registered_by_id == guardian.id,
                        Registration.confirmed_at.is_not(None),
                    ),
                )
            )
        )
    )


def _is_answered_for(pupil: Pupil) -> bool:
    """Whether any guardian of the pupil, past ones too, has ever been here."""
    guardians = db.session.scalars(
        select(Guardian)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.pupil_id == pupil.id)
    )
    return any(_is_proven(guardian) for guardian in guardians.all())


def _add_pupil(
    child: Child, sign_up: SignUp, *, guardian: Guardian, now: datetime
) -> Pupil:
    pupil = Pupil(
        given_name=child.given_name,
        family_name=child.family_name,
        birth_date=child.birth_date,
        created_at=now,
    )
    db.session.add(
        Guardianship(
            guardian=guardian,
            pupil=pupil,
            emergency_name=sign_up.emergency_name,
            emergency_phone=sign_up.emergency_phone,
        )
    )
    return pupil


def _describe(
    pupil: Pupil, child: Child, *, is_new: bool, cipher: FieldCipher, now: datetime
) -> None:
    if child.school is not None:
        change_school(pupil=pupil, school=child.school, class_name=child.class_name)
    if child.health_note is not None or child.health_topics:
        write_health_note(
            pupil=pupil,
            text=child.health_note or "",
            topics=child.health_topics,
            cipher=cipher,
            now=now,
            is_first=is_new,
        )


def _name_collectors(
    pupil: Pupil,
    sign_up: SignUp,
    *,
    is_new: bool,
    guardian: Guardian,
    today: date,
    now: datetime,
) -> None:
    if not sign_up.collectors:
        return
    names = set() if is_new else _names_of_collectors(pupil)
    db.session.add_all(
        Collector(
            pupil=pupil,
            named_by=guardian,
            name=named.name,
            phone=named.phone,
            relation=named.relation,
            valid_from=today,
            named_at=now,
        )
        for named in sign_up.collectors
        if named.name.casefold() not in names
    )


def _names_of_collectors(pupil: Pupil) -> set[str]:
    known = db.session.scalars(
        select(Collector.name).where(
            Collector.pupil_id == pupil.id, Collector.removed_at.is_(None)
        )
    )
    return {name.casefold() for name in known}


def _change_emergency(pupil: Pupil, sign_up: SignUp, *, guardian: Guardian) -> None:
    if sign_up.emergency_phone:
        db.session.execute(
            update(Guardianship)
            .where(
                Guardianship.pupil_id == pupil.id,
                Guardianship.guardian_id == guardian.id,
            )
            .values(
                emergency_name=sign_up.emergency_name,
                emergency_phone=sign_up.emergency_phone,
            )
        )
