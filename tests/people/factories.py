"""Rows about the people around a pupil."""

from datetime import date
from typing import Any

from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    Invitation,
    Pupil,
    Relation,
)
from fablab.people.services import add_guardianship
from fablab.people.services.collectors import name_collector
from fablab.people.services.invitations import invite
from fablab.people.services.standings import Decision, decide_standing
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY, make_guardian

OPENING_DATE = OPENING_DAY.date()


def make_second_guardian(
    *pupils: Pupil, name: str = "Ben Novak", email: str = ""
) -> Guardian:
    """Another guardian, who answers for the same pupils."""
    guardian = make_guardian(name, email)
    with unit_of_work():
        for pupil in pupils:
            add_guardianship(guardian=guardian, pupil=pupil)
    return guardian


def guardianship_of(guardian: Guardian, pupil: Pupil) -> Guardianship:
    """How the two stand to each other."""
    found = db.session.query(Guardianship).filter_by(guardian=guardian, pupil=pupil)
    return found.one()


def make_collector(
    pupil: Pupil,
    guardian: Guardian,
    name: str = "Halina Kos",
    *,
    phone: str = "+48601000001",
    valid_from: date = OPENING_DATE,
    valid_until: date | None = None,
) -> Collector:
    """Somebody whom the guardian named."""
    with unit_of_work():
        return name_collector(
            pupil=pupil,
            guardian=guardian,
            name=name,
            phone=phone,
            relation=CollectorRelation.GRANDPARENT,
            valid_from=valid_from,
            valid_until=valid_until,
            now=OPENING_DAY,
        )


def make_invitation(pupil: Pupil, guardian: Guardian, **overrides: Any) -> Invitation:  # noqa: ANN401 -- see invite
    """An open invitation, and its letter."""
    asked: dict[str, Any] = {
        "email": "ben@example.org",
        "name": "Ben Novak",
        "relation": Relation.FATHER,
        "now": OPENING_DAY,
    } | overrides
    with unit_of_work():
        return invite(pupils=[pupil], guardian=guardian, **asked)[0]


def invited_path(invitation: Invitation) -> str:
    """The address in the letter of the invitation."""
    wanted = f"invitation|{invitation.public_id}"
    letter = db.session.query(Letter).filter_by(dedupe=wanted).one()
    return str(letter.context["invitation_path"])


def decide(guardian: Guardian, pupil: Pupil, decision: Decision) -> Guardianship:
    """Limit the guardian, as a coordinator would."""
    guardianship = guardianship_of(guardian, pupil)
    with unit_of_work():
        decide_standing(
            guardianship=guardianship,
            decision=decision,
            reason="The court said so",
            document="District court, III Nsm 12/26",
            seen_on=OPENING_DAY.date(),
            by="coordinator",
            cipher=current_installation().cipher,
            now=OPENING_DAY,
        )
    return guardianship
