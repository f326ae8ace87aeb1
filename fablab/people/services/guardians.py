"""Adding and changing guardians, and whom they answer for."""

from datetime import datetime

from fablab.accounts.models import Role
from fablab.accounts.services import add_account, grant_role
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.errors import TwoGuardians
from fablab.people.models import Guardian, Guardianship, Pupil, Relation
from fablab.people.queries import behind_address
from fablab.people.queries.invitations import slots_taken

GUARDIAN_SLOTS = (1, 2)
OWN_SLOT = 3


def find_or_add_guardian(
    *, email: str, name: str, phone: str, language: str, now: datetime
) -> tuple[Guardian, bool]:
    """The guardian with that address; a new one if there is none.

    A guardian who is known stays as they are: whoever fills in a form could write
    anybody's address there.

    Args:
        email: the address that letters go to.
        name: how a new guardian is called.
        phone: a new guardian's number, in E.164.
        language: the code of the language that a new guardian reads.
        now: the aware instant.

    Returns:
        The guardian, and whether they are new.
    """
    (account, guardian), role = behind_address(email), Role.GUARDIAN
    if guardian is not None:
        return guardian, False
    if account is None:
        account = add_account(
            email=email, name=name, language=language, now=now, role=role
        )
    else:
        grant_role(account=account, role=role)
    guardian = Guardian(account=account, phone=phone)
    db.session.add(guardian)
    return guardian, True


def change_guardian(*, guardian: Guardian, name: str, phone: str) -> None:
    """Take over how the guardian wants to be called and telephoned."""
    guardian.account.name = name
    guardian.phone = phone
    db.session.flush()


def add_guardianship(
    *, guardian: Guardian, pupil: Pupil, relation: Relation = Relation.GUARDIAN
) -> Guardianship:
    """Let the guardian answer for the pupil.

    Raises:
        TwoGuardians: two others do already.
    """
    db.session.add(pupil)
    db.session.flush()
    guardianship = Guardianship(
        guardian=guardian,
        pupil=pupil,
        relation=relation,
        slot=free_slot(pupil, relation),
    )
    db.session.add(guardianship)
    db.session.flush()
    return guardianship


def free_slot(pupil: Pupil, relation: Relation) -> int:
    """Which slot somebody of that relation to the pupil would take.

    Raises:
        TwoGuardians: two others answer for the pupil.
    """
    if relation is Relation.SELF:
        return OWN_SLOT
    taken = slots_taken(pupil)
    for slot in GUARDIAN_SLOTS:
        if slot not in taken:
            return slot
    raise TwoGuardians(N_("%(name)s has two guardians already."), name=pupil.given_name)
