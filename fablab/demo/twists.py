"""What a season is really like: who waits, is late, disagrees or is there twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fablab.accounts.models import Account
from fablab.checkin.models import AbsenceNotice
from fablab.demo.answers import Answering
from fablab.demo.people import Casting, Family
from fablab.demo.programme import Registering, Run
from fablab.kernel.codes import new_group_code
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import Collector, CollectorRelation, Guardianship, Pupil
from fablab.people.services.barred import bar_person
from fablab.registrations.models import (
    CancelReason,
    Override,
    Registration,
    RegistrationGroup,
    RegistrationStatus,
    Starter,
)

HOUR = timedelta(hours=1)


class Twists:
    """Adds to a filled season what its pages are for."""

    def __init__(
        self,
        *,
        families: list[Family],
        answering: Answering,
        registering: Registering,
        cipher: FieldCipher,
        now: datetime,
    ) -> None:
        self._families = families
        self._answering = answering
        self._registering = registering
        self._cipher = cipher
        self._now = now

    def add(
        self, runs: Mapping[str, Run], *, coordinator: Account, casting: Casting
    ) -> None:
        """Add everything; call it once the series are filled and flushed."""
        self._offer_a_freed_place(runs["light-up-badges"])
        self._wait_for_answers(runs["phone-stand"])
        self._register_by_hand(runs["night-lamp"], coordinator)
        self._live(self._families[0], runs["line-follower"])
        self._register_twice(runs["printed-bag"], casting)

    def _offer_a_freed_place(self, run: Run) -> None:
        """Somebody cancelled: who waits longest is asked; two friends wait together."""
        leaves = run.placed[-1]
        leaves.status = RegistrationStatus.CANCELLED
        leaves.cancelled_at = self._now - 13 * HOUR
        leaves.cancel_reason = CancelReason.BY_FAMILY
        first, *others = [
            r for r in run.registrations if r.status is RegistrationStatus.WAITLISTED
        ]
        first.status = RegistrationStatus.OFFERED
        first.held_until = self._now + 35 * HOUR
        group = RegistrationGroup(
            code=new_group_code(),
            series=run.series,
            made_at=others[0].registered_at,
        )
        for friend in others:
            friend.group = group

    def _wait_for_answers(self, run: Run) -> None:
        """A family that has not answered yet, and a pupil who has just begun alone."""
        slow, fresh, *_ = self._registering.fitting(run)
        asked = self._now - 20 * HOUR
        self._hold(run, slow, asked_at=asked, until=asked + 48 * HOUR, confirmed=True)
        asked = self._now - HOUR / 4
        held = self._hold(run, fresh, asked_at=asked, until=asked + HOUR)
        held.started_by = Starter.PUPIL

    def _hold(
        self,
        run: Run,
        who: tuple[Family, Pupil],
        *,
        asked_at: datetime,
        until: datetime,
        confirmed: bool = False,
    ) -> Registration:
        family, pupil = who
        registration = Registration(
            series=run.series,
            pupil=pupil,
            registered_by=family.first,
            status=RegistrationStatus.HELD,
            registered_at=asked_at,
            held_until=until,
            asked_at=asked_at,
            confirmed_at=asked_at if confirmed else None,
        )
        db.session.add(registration)
        run.registrations.append(registration)
        run.series.places_taken += 1
        return registration

    def _register_by_hand(self, run: Run, coordinator: Account) -> None:
        """A place after registration had closed, with the reason."""
        registration = run.placed[-1]
        registration.started_by = Starter.STAFF
        db.session.add(
            Override(
                registration=registration,
                rules=["closed"],
                reason="Rodzina zadzwoniła w dniu pierwszego spotkania.",
                by=coordinator,
                at=registration.registered_at,
            )
        )

    def _live(self, family: Family, run: Run) -> None:
        """Who else collects, whom to call, what the guardians differ about."""
        pupil = family.pupils[0]
        self._answering.disagree(family, pupil, at=self._now - 48 * HOUR)
        for guardianship in db.session.query(Guardianship).filter_by(pupil=pupil):
            guardianship.emergency_name = "Ciocia Halina Zapasowa"
            guardianship.emergency_phone = "+48555010203"
        today = self._now.astimezone(run.series.site.zone).date()
        for name, relation, until in (
            ("Babcia Zofia Sprawdzona", CollectorRelation.GRANDPARENT, None),
            ("Paweł Zza-Ściany", CollectorRelation.FRIEND, today),
        ):
            db.session.add(
                Collector(
                    pupil=pupil,
                    named_by=family.first,
                    name=name,
                    phone="+48555010204",
                    relation=relation,
                    valid_from=today,
                    named_at=self._now - 3 * HOUR,
                    valid_until=until,
                )
            )
        bar_person(
            pupil=pupil,
            name="Robert Obcy-Zmyślony",
            note="Siwa broda, niebieski rower.",
            by=family.first.account,
            cipher=self._cipher,
            now=self._now - 2 * HOUR,
        )
        self._stay_away_next_time(family, run)

    def _stay_away_next_time(self, family: Family, run: Run) -> None:
        ahead = [m for m in run.meetings if m.starts_at > self._now]
        own = [r for r in run.placed if r.pupil in family.pupils]
        for registration in own[:1]:
            db.session.add(
                AbsenceNotice(
                    meeting=ahead[0],
                    registration=registration,
                    given_by=family.first,
                    given_at=self._now - 5 * HOUR,
                )
            )

    def _register_twice(self, run: Run, casting: Casting) -> None:
        """A father registers a child whom the mother has registered elsewhere."""
        known = next(
            pupil
            for family, pupil in self._registering.fitting(run)
            if family.second is None and family is not self._families[0]
        )
        family = casting.same_child_again(known, site=run.series.site)
        self._registering.place(run, family, family.pupils[0])
