"""What the season's guardians have allowed, each purpose on its own."""

import random
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from fablab.consent.models import Consent, ConsentText, Purpose, Route
from fablab.demo.people import Family
from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil

Texts = dict[tuple[Purpose, str], list[ConsentText]]
ANSWERED_SINCE = timedelta(days=75)
SAY_YES = {
    Purpose.PHOTOS_INTERNAL: 0.9,
    Purpose.PHOTOS_SITE: 0.75,
    Purpose.PHOTOS_SOCIAL: 0.4,
    Purpose.PHOTOS_PRESS: 0.25,
    Purpose.SHARE_WITH_SCHOOL: 0.85,
    Purpose.LEAVING_ALONE: 0.5,
    Purpose.FIGURES: 0.8,
}
MAY_LEAVE_ALONE_AT = 10
LEAVE_FROM = time(16, 0)


class Answering:
    """Answers for families; guardians of one pupil agree, but for the main family.

    For the pupils `asked_before`, sharing with the school was answered in the words
    before those that count now.
    """

    def __init__(
        self,
        texts: Texts,
        chance: random.Random,
        now: datetime,
        with_note: Collection[Pupil],
        asked_before: Collection[Pupil],
    ) -> None:
        self._texts = texts
        self._chance = chance
        self._earliest = max(now - ANSWERED_SINCE, _school_year_began(now))
        self._with_note = with_note
        self._asked_before = asked_before

    def agreement(self, guardian: Guardian) -> ConsentText:
        """The words about taking part in the guardian's language."""
        return self._texts[Purpose.TAKING_PART, guardian.account.language][-1]

    def answer_all(
        self, family: Family, pupil: Pupil, at: datetime, *, says_yes: bool
    ) -> None:
        """Answer whatever is asked for this pupil.

        Args:
            family: whose guardians answer, all alike.
            pupil: whom it is about.
            at: when, or at the beginning of the school year if that was later.
            says_yes: allow what teachers and the FabLab's own pages need.
        """
        at = max(at, self._earliest)
        for purpose, share in SAY_YES.items():
            is_yes = self._chance.random() < share
            if says_yes and purpose in {
                Purpose.PHOTOS_INTERNAL,
                Purpose.PHOTOS_SITE,
                Purpose.SHARE_WITH_SCHOOL,
            }:
                is_yes = True
            if self._is_asked(purpose, pupil, at.date()):
                for guardian in family.guardians:
                    self.answer(guardian, pupil, purpose, is_yes=is_yes, at=at)
        if pupil in self._with_note:
            for guardian in family.guardians:
                self.answer(guardian, pupil, Purpose.HEALTH_NOTE, is_yes=True, at=at)

    def answer(
        self,
        guardian: Guardian,
        pupil: Pupil,
        purpose: Purpose,
        *,
        is_yes: bool,
        at: datetime,
    ) -> None:
        """One guardian's answer to one purpose, by the mailed link."""
        leaves_alone = purpose is Purpose.LEAVING_ALONE and is_yes
        db.session.add(
            Consent(
                guardian=guardian,
                pupil=pupil,
                purpose=purpose,
                text=self._text(purpose, guardian, pupil),
                answer=is_yes,
                answered_at=at,
                route=Route.LINK,
                school=pupil.school if purpose is Purpose.SHARE_WITH_SCHOOL else None,
                from_day=at.date() if leaves_alone else None,
                from_time=LEAVE_FROM if leaves_alone else None,
            )
        )

    def _text(self, purpose: Purpose, guardian: Guardian, pupil: Pupil) -> ConsentText:
        versions = self._texts[purpose, guardian.account.language]
        shares = purpose is Purpose.SHARE_WITH_SCHOOL
        return versions[-2 if shares and pupil in self._asked_before else -1]

    def disagree(self, family: Family, pupil: Pupil, *, at: datetime) -> None:
        """Let the guardians of a pupil differ about pictures in social media."""
        for guardian in family.guardians:
            self.answer(
                guardian,
                pupil,
                Purpose.PHOTOS_SOCIAL,
                is_yes=guardian is family.first,
                at=at,
            )

    def _is_asked(self, purpose: Purpose, pupil: Pupil, day: date) -> bool:
        if purpose is Purpose.SHARE_WITH_SCHOOL:
            return pupil.school is not None
        if purpose is Purpose.LEAVING_ALONE:
            return pupil.age_on(day) >= MAY_LEAVE_ALONE_AT
        return True


def _school_year_began(now: datetime) -> datetime:
    began = now.replace(month=9, day=1, hour=6, minute=0, second=0, microsecond=0)
    return began if began <= now else began.replace(year=now.year - 1)
