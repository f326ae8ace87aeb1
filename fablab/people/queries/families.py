"""Reading families: who answers for whom."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, exists, select
from sqlalchemy.orm import joinedload

from fablab.accounts.models import Account, SignIn
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.errors import DecidesNothing
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.sites.models import School, Site

_BEHIND_ADDRESS = (
    select(Account, Guardian)
    .outerjoin(Guardian, Guardian.account_id == Account.id)
    .where(Account.email == bindparam("address"))
)


def guardian_of(account_id: int) -> Guardian | None:
    """The guardian who signs in with this account, account loaded."""
    return db.session.scalar(
        select(Guardian)
        .where(Guardian.account_id == account_id)
        .options(joinedload(Guardian.account))
    )


def behind_address(email: str) -> tuple[Account | None, Guardian | None]:
    """The account with that address and the guardian it is, as far as there are any."""
    found = db.session.execute(
        _BEHIND_ADDRESS, {"address": email.strip().lower()}
    ).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def signed_in_guardian(account_id: int) -> Guardian:
    """The guardian who signs in with this account.

    Raises:
        NotFound: the account has the role, but answers for nobody.
    """
    guardian = guardian_of(account_id)
    if guardian is None:
        raise NotFound(N_("There is no family behind this account yet."))
    return guardian


def has_proven_address(guardian: Guardian) -> bool:
    """Whether somebody who reads the guardian's mail has ever been here.

    Until then what is known of the guardian is only what some form said.
    """
    account = guardian.account
    signed_in = exists().where(SignIn.account_id == account.id)
    return account.password_hash is not None or bool(
        db.session.scalar(select(signed_in))
    )


def in_contact() -> ColumnElement[bool]:
    """Only guardianships that count for something: not ended, and not cut off.

    Whoever fails this is a stranger to the pupil: sees nothing, gets no letter and may
    not collect.
    """
    return and_(
        Guardianship.ended_at.is_(None), Guardianship.standing != Standing.NO_CONTACT
    )


def may_decide() -> ColumnElement[bool]:
    """Only guardianships that may register, cancel, answer and accept."""
    return and_(
        Guardianship.ended_at.is_(None), Guardianship.standing == Standing.EQUAL
    )


def guardians_of(pupil: Pupil) -> Sequence[Guardian]:
    """The guardians in contact with the pupil, account loaded, the first one first."""
    return db.session.scalars(
        select(Guardian)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.pupil_id == pupil.id, in_contact())
        .options(joinedload(Guardian.account))
        .order_by(Guardianship.slot, Guardianship.id)
    ).all()


def guardians_to_tell(pupil: Pupil) -> list[Guardian]:
    """Who gets letters about the pupil: in contact, account loaded and not disabled."""
    return [one for one in guardians_of(pupil) if one.account.disabled_at is None]


def guardianships_of(pupil: Pupil) -> Sequence[Guardianship]:
    """All who answer or answered for the pupil, guardian and account loaded.

    For coordinators; those who have ended stand last.
    """
    return db.session.scalars(
        select(Guardianship)
        .where(Guardianship.pupil_id == pupil.id)
        .options(joinedload(Guardianship.guardian).joinedload(Guardian.account))
        .order_by(
            Guardianship.ended_at.is_not(None), Guardianship.slot, Guardianship.id
        )
    ).all()


def pupils_of(guardian: Guardian, *, deciding: bool = False) -> Sequence[Pupil]:
    """The pupils that the guardian answers for, school loaded, by given name.

    Args:
        guardian: whose.
        deciding: only those for whom the guardian may decide.
    """
    return db.session.scalars(
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(
            Guardianship.guardian_id == guardian.id,
            may_decide() if deciding else in_contact(),
        )
        .options(joinedload(Pupil.school))
        .order_by(Pupil.given_name, Pupil.family_name, Pupil.birth_date, Pupil.id)
    ).all()


def own_pupil(public_id: str, *, guardian: Guardian, deciding: bool = False) -> Pupil:
    """A pupil that the guardian answers for, school loaded.

    Args:
        public_id: the pupil's.
        guardian: who asks.
        deciding: the guardian is about to decide something, not only to look.

    Raises:
        NotFound: there is no such pupil, or it is another family's.
        DecidesNothing: the guardian may only look.
    """
    row = db.session.execute(
        select(Pupil, Guardianship.standing)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(
            Pupil.public_id == public_id,
            Guardianship.guardian_id == guardian.id,
            in_contact(),
        )
        .options(joinedload(Pupil.school))
    ).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such pupil in your family."))
    pupil, standing = row
    if deciding and standing is not Standing.EQUAL:
        raise DecidesNothing.for_pupil(pupil.given_name)
    return pupil


def refuse_unless_deciding(*, guardian: Guardian, pupil: Pupil) -> None:
    """Stop a guardian who may look at the pupil's things, but decide nothing.

    Raises:
        NotFound: the guardian does not answer for the pupil at all.
        DecidesNothing: the guardian may only look.
    """
    own_pupil(pupil.public_id, guardian=guardian, deciding=True)


def known_pupil(
    *, guardian: Guardian, given_name: str, family_name: str, birth_date: date
) -> Pupil | None:
    """The guardian's pupil of that name and birth date, however it is capitalised."""
    wanted = _comparable(given_name, family_name)
    for pupil in pupils_of(guardian):
        same_name = _comparable(pupil.given_name, pupil.family_name) == wanted
        if same_name and pupil.birth_date == birth_date:
            return pupil
    return None


def _comparable(*names: str) -> list[str]:
    return [" ".join(name.split()).casefold() for name in names]


def schools() -> Sequence[School]:
    """The schools that a pupil can be said to go to, by city and name."""
    return db.session.scalars(
        select(School).order_by(School.city, School.name, School.id)
    ).all()


def own_guardianship(pupil: Pupil, *, guardian: Guardian) -> Guardianship:
    """How the guardian stands to a pupil of theirs.

    Raises:
        NotFound: the guardian does not answer for the pupil.
    """
    found = db.session.scalar(
        select(Guardianship).where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.guardian_id == guardian.id,
            in_contact(),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such pupil in your family."))
    return found


def namesakes(pupils: Collection[Pupil]) -> set[int]:
    """The row ids of those who share both names with another of the pupils.

    Lists tell them apart: families by the birth date, coordinators by the class or the
    year of birth.
    """
    same: dict[tuple[str, ...], list[int]] = {}
    for pupil in pupils:
        key = tuple(_comparable(pupil.given_name, pupil.family_name))
        same.setdefault(key, []).append(pupil.id)
    return {key for ids in same.values() if len(set(ids)) > 1 for key in ids}


def home_site() -> Site | None:
    """The FabLab whose country and clock count where no workshop says which."""
    return db.session.scalar(select(Site).order_by(Site.id).limit(1))
