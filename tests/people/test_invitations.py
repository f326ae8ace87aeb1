"""Inviting a second guardian: who may, whom, how often, and what accepting does."""

from datetime import date, timedelta

import pytest

from fablab.accounts.models import LinkPurpose, OneTimeLink, Role
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError
from fablab.mail.models import Letter
from fablab.people.errors import (
    AnswersAlready,
    DecidesNothing,
    InvitationOver,
    OwnAddress,
    TooManyInvitations,
    TooYoung,
    TwoGuardians,
)
from fablab.people.models import Guardian, Guardianship, Invitation, Relation, Standing
from fablab.people.queries import guardians_of, pupils_of
from fablab.people.services.invitations import accept_invitation, invite, take_back
from fablab.people.services.own_account import let_decide_alone
from fablab.people.services.standings import Decision, leave_pupil
from tests.factories import OPENING_DAY, make_account, make_guardian, make_pupil
from tests.people.factories import (
    decide,
    guardianship_of,
    invited_path,
    make_invitation,
    make_second_guardian,
)


def accept(invitation: Invitation, name: str = "Ben Novak") -> Guardianship:
    with unit_of_work():
        return accept_invitation(
            invitation=invitation,
            name=name,
            phone="+48600000002",
            language="de",
            now=OPENING_DAY,
        )


def test_accepting_makes_an_equal_guardian_with_own_data() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)

    made = accept(make_invitation(mira, ana))

    ben = made.guardian
    assert (made.slot, made.standing, made.relation) == (2, Standing.EQUAL, "father")
    assert (ben.account.name, ben.phone) == ("Ben Novak", "+48600000002")
    assert (ben.account.email, ben.account.language) == ("ben@example.org", "de")
    assert [one.id for one in guardians_of(mira)] == [ana.id, ben.id]


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.ADMINISTRATOR])
def test_somebody_with_an_account_already_can_be_invited(role: Role) -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    account = make_account(role, email="ben@example.org")

    made = accept(make_invitation(mira, ana))

    assert made.guardian.account.id == account.id
    assert Role.GUARDIAN in {grant.role for grant in account.grants}


def test_who_answers_for_other_children_answers_for_these_too() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_guardian("Ben Novak", "ben@example.org")
    jan = make_pupil("Jan", guardian=ben)

    accept(make_invitation(mira, ana))

    assert [p.id for p in pupils_of(ben)] == [jan.id, mira.id]
    assert [p.id for p in pupils_of(ana)] == [mira.id]


def test_each_link_belongs_to_one_child_and_one_guardian() -> None:
    ana = make_guardian()
    mira, jan = make_pupil(guardian=ana), make_pupil("Jan", guardian=ana)

    with unit_of_work():
        sent = invite(
            pupils=[mira, jan],
            guardian=ana,
            email="ben@example.org",
            name="Ben Novak",
            relation=Relation.FATHER,
            now=OPENING_DAY,
        )
    made = accept(sent[0])

    links = db.session.query(OneTimeLink).filter_by(purpose=LinkPurpose.INVITATION)
    assert sorted(link.subject for link in links) == sorted(i.public_id for i in sent)
    assert {link.account_id for link in links} == {made.guardian.account_id}
    assert [p.id for p in pupils_of(made.guardian)] == [mira.id]


def test_own_address_is_refused() -> None:
    ana = make_guardian(email="ana@example.org")

    with pytest.raises(OwnAddress):
        make_invitation(make_pupil(guardian=ana), ana, email="Ana@example.org")


def test_a_third_guardian_is_refused_whoever_it_is() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    make_second_guardian(mira, email="ben@example.org")

    said = set()
    for email in ("ben@example.org", "cleo@example.org", "nobody@example.org"):
        with pytest.raises(TwoGuardians) as refusal:
            make_invitation(mira, ana, email=email)
        said.add(str(refusal.value))

    assert said == {"Mira has two guardians already."}


def test_two_are_invited_and_the_faster_one_becomes_the_guardian() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    first = make_invitation(mira, ana)
    second = make_invitation(mira, ana, email="cleo@example.org")

    accept(second, "Cleo Kos")

    with pytest.raises(TwoGuardians):
        accept(first)
    assert len(guardians_of(mira)) == 2


def test_five_invitations_a_day_are_enough() -> None:
    ana = make_guardian()
    pupil = make_pupil(guardian=ana)
    for number in range(5):
        make_invitation(pupil, ana, email=f"ben{number}@example.org")

    with pytest.raises(TooManyInvitations):
        make_invitation(pupil, ana)

    tomorrow = OPENING_DAY + timedelta(days=1, minutes=1)
    assert make_invitation(pupil, ana, now=tomorrow).accepted_at is None


def test_inviting_again_replaces_the_earlier_invitation() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    first = make_invitation(mira, ana)

    second = make_invitation(mira, ana)

    assert first.revoked_at == OPENING_DAY
    with pytest.raises(InvitationOver):
        accept(first)
    assert accept(second).pupil.id == mira.id


def test_what_was_taken_back_cannot_be_accepted() -> None:
    ana = make_guardian()
    invitation = make_invitation(make_pupil(guardian=ana), ana)

    with unit_of_work():
        take_back(invitation=invitation, by="ana", now=OPENING_DAY)

    with pytest.raises(InvitationOver):
        accept(invitation)
    assert db.session.query(OneTimeLink).one().revoked_at == OPENING_DAY


def test_an_invitation_of_who_decides_no_longer_is_over() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    invitation = make_invitation(mira, ana)

    guardianship = guardianship_of(ana, mira)
    with unit_of_work():
        guardianship.standing = Standing.INFORMED

    with pytest.raises(InvitationOver):
        accept(invitation)


def test_who_only_looks_cannot_invite() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    decide(ana, mira, Decision.INFORMED)

    with pytest.raises(DecidesNothing):
        make_invitation(mira, ana)


def test_known_and_unknown_addresses_look_the_same_to_who_invites() -> None:
    ana = make_guardian()
    mira, jan = make_pupil(guardian=ana), make_pupil("Jan", guardian=ana)
    make_guardian("Known Name", "known@example.org")

    known = make_invitation(mira, ana, email="known@example.org", name="X Y")
    unknown = make_invitation(jan, ana, email="new@example.org", name="X Y")

    facts = [
        (one.accepted_at, one.revoked_at, one.account.email.partition("@")[2])
        for one in (known, unknown)
    ]
    letters = db.session.query(Letter).order_by(Letter.id).all()
    assert facts[0] == facts[1]
    assert [letter.context["name"] for letter in letters] == ["X Y", "X Y"]


@pytest.mark.parametrize("decision", [Decision.NO_CONTACT, Decision.ENDED])
def test_no_invitation_overrules_a_coordinator(decision: Decision) -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira, email="ben@example.org")
    decide(ben, mira, decision)
    guardianship = guardianship_of(ben, mira)
    with unit_of_work():
        guardianship.ended_at = guardianship.ended_at or OPENING_DAY

    invitation = make_invitation(mira, ana)

    assert db.session.query(Letter).count() == 0
    with pytest.raises(InvitationOver):
        accept(invitation)


def test_who_left_by_themself_can_be_invited_back() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    ben = make_second_guardian(mira, email="ben@example.org")
    with unit_of_work():
        leave_pupil(guardian=ben, pupil=mira, now=OPENING_DAY)

    made = accept(make_invitation(mira, ana))

    assert made.guardian_id == ben.id
    assert (made.ended_at, made.slot) == (None, 2)


def test_a_guardian_cannot_accept_twice() -> None:
    ana = make_guardian()
    mira = make_pupil(guardian=ana)
    invitation = make_invitation(mira, ana)
    with unit_of_work():
        db.session.add(
            Guardianship(
                guardian=Guardian(account=invitation.account), pupil=mira, slot=2
            )
        )

    with pytest.raises(AnswersAlready):
        accept(invitation)


def test_own_account_only_from_two_weeks_before_the_birthday() -> None:
    ana = make_guardian()
    day = OPENING_DAY.date()
    early = make_pupil(guardian=ana, birth_date=date(2008, day.month, day.day + 15))
    soon = make_pupil(guardian=ana, birth_date=date(2008, day.month, day.day + 14))

    with pytest.raises(TooYoung):
        make_invitation(early, ana, relation=Relation.SELF)

    assert make_invitation(soon, ana, relation=Relation.SELF).relation == "self"


def test_from_the_birthday_the_pupil_decides_and_guardians_look() -> None:
    ana = make_guardian()
    day = OPENING_DAY.date()
    pupil = make_pupil(guardian=ana, birth_date=date(2008, day.month, day.day + 1))
    own = accept(make_invitation(pupil, ana, relation=Relation.SELF), "Mira Novak")

    before = own.standing
    with unit_of_work():
        let_decide_alone(pupil=pupil, today=day + timedelta(days=1), now=OPENING_DAY)

    assert (own.slot, before) == (3, Standing.INFORMED)
    assert own.standing is Standing.EQUAL
    assert guardianship_of(ana, pupil).standing is Standing.INFORMED


def test_who_is_of_age_has_one_account_only() -> None:
    ana = make_guardian()
    pupil = make_pupil(guardian=ana, birth_date=date(2008, 9, 2))
    accept(make_invitation(pupil, ana, relation=Relation.SELF), "Mira Novak")

    with pytest.raises(DomainError, match="has an account already"):
        make_invitation(pupil, ana, relation=Relation.SELF, email="x@example.org")


def test_the_letter_holds_the_link_and_nothing_of_the_inviter_but_the_name() -> None:
    ana = make_guardian(email="ana.canary@example.org")
    invitation = make_invitation(make_pupil(guardian=ana), ana)

    letter = db.session.query(Letter).one()

    assert letter.to == "ben@example.org"
    assert invited_path(invitation).startswith("/invitation/")
    assert "canary" not in str(letter.context)
