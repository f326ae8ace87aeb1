"""Places under any sequence of what families, staff and time do."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from fablab.accounts.models import Account, Role
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError
from fablab.mail.models import Letter
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Agreement,
    CancelReason,
    Registration,
)
from fablab.registrations.queries.line import line_of
from fablab.registrations.services import (
    accept_offer,
    cancel_registration,
    confirm_address,
    decline_offer,
    offer_by_hand,
)
from fablab.registrations.services.groups import (
    join_group,
    leave_group,
    make_group,
    split_group,
)
from fablab.registrations.services.holds import (
    expire_unanswered,
    release_holds,
    release_undelivered,
    remind_to_answer,
    start_clock,
)
from fablab.registrations.services.letters import CONFIRM, OFFER
from fablab.registrations.services.offers import (
    fill_new_places,
    lapse_offers,
    offers_are_made,
    start_offer_clock,
)
from fablab.registrations.services.staff import cancel_series
from fablab.series.models import Series
from tests.factories import OPENING_DAY, make_account, make_series, make_site
from tests.registrations.factories import agree_to
from tests.registrations.test_registering import ask, child
from tests.registrations.waiting import (
    HELD,
    OFFERED,
    PLACED,
    WAITLISTED,
)

JOBS = (
    release_holds,
    release_undelivered,
    expire_unanswered,
    lapse_offers,
    fill_new_places,
    remind_to_answer,
)
HOOKS = {CONFIRM: start_clock, OFFER: start_offer_clock}
ONCE = {"place_confirmed", "offer_lapsed", "registration_lapsed", "series_cancelled"}
_families = count(1)


@dataclass(frozen=True)
class Seen:
    """What a registration was when somebody looked."""

    status: str
    turn: tuple[object, int]
    group: int | None
    together: bool
    agreed: bool
    cancel_reason: CancelReason | None


class Places(RuleBasedStateMachine):
    """One series, its families and its coordinator, for some days."""

    registered = Bundle("registered")

    @initialize(capacity=st.integers(1, 3))
    def open_series(self, capacity: int) -> None:
        """Begin with an empty series a month before its first meeting."""
        self.now = OPENING_DAY
        self.series = make_series(capacity=capacity)
        self.staff: Account = make_account(Role.COORDINATOR, site=make_site())
        self.by_hand = False
        self.before: dict[int, Seen] = {}
        self.offers: Counter[int] = Counter()

    # What families do

    @rule(
        target=registered,
        children=st.integers(1, 3),
        together=st.booleans(),
        agrees=st.sampled_from([True, True, False]),
    )
    def sign_up(self, children: int, *, together: bool, agrees: bool) -> object:
        """A family nobody knows sends the form, and agrees at once or not yet."""
        ids = [one.id for one in self._ask(children, together=together)]
        for each in ids if agrees else ():
            self.agree(each)
        return multiple(*ids)

    @rule(target=registered, friend=registered, children=st.integers(1, 2))
    def sign_up_with_friends(self, friend: int, children: int) -> object:
        """Another family types the code of a friend's group."""
        code = ""
        with self._act():
            code = make_group(registration=_get(friend), now=self.now).code
        found = self._ask(children, code=code) if code else []
        self._run(fill_new_places)
        return found[0].id if found else multiple()

    @rule(one=registered)
    def agree(self, one: int) -> None:
        """The guardian agrees to taking part."""
        with self._act(write=False):
            agree_to(_get(one), minutes=self._minutes())

    @rule(one=registered)
    def keep(self, one: int) -> None:
        """The guardian asks for time to answer."""
        with self._act():
            registration = _get(one)
            confirm_address(
                registration=registration,
                guardian=registration.registered_by,
                now=self.now,
            )

    @rule(one=registered)
    def accept(self, one: int) -> None:
        """The guardian takes the offered place."""
        with self._act():
            registration = _get(one)
            accept_offer(
                registration=registration,
                guardian=registration.registered_by,
                now=self.now,
            )

    @rule(one=registered)
    def decline(self, one: int) -> None:
        """The guardian gives the offered place on."""
        with self._act():
            registration = _get(one)
            decline_offer(
                registration=registration, by=registration.registered_by, now=self.now
            )

    @rule(one=registered)
    def cancel(self, one: int) -> None:
        """The family cancels."""
        with self._act():
            cancel_registration(
                registration=_get(one), reason=CancelReason.BY_FAMILY, now=self.now
            )

    @rule(one=registered, other=registered)
    def join(self, one: int, other: int) -> None:
        """Somebody who is registered joins friends."""
        with self._act():
            code = make_group(registration=_get(other), now=self.now).code
            join_group(registration=_get(one), code=code)
        self._run(fill_new_places)

    @rule(one=registered)
    def leave(self, one: int) -> None:
        """A family wants to go on without its friends."""
        with self._act():
            leave_group(registration=_get(one))
        self._run(fill_new_places)

    # What staff do

    @rule(one=registered)
    def split(self, one: int) -> None:
        """The coordinator splits a group that has asked for it."""
        with self._act():
            group = _get(one).group
            if group is not None:
                split_group(group=group)
        self._run(fill_new_places)

    @rule(one=registered)
    def offer(self, one: int) -> None:
        """The coordinator offers a place out of turn."""
        self.by_hand = True
        with self._act():
            offer_by_hand(
                registration=_get(one), by=self.staff, reason="asked", now=self.now
            )

    @rule(more=st.integers(-2, 2))
    def change_capacity(self, more: int) -> None:
        """The coordinator gives the series other places, never fewer than are taken."""
        with self._act():
            db.session.execute(
                update(Series)
                .where(
                    Series.id == self.series.id,
                    Series.capacity + more >= Series.places_taken,
                    Series.capacity + more > 0,
                )
                .values(capacity=Series.capacity + more)
            )
        self._run(fill_new_places)

    @precondition(lambda self: len(self.before) > 4)
    @rule(sure=st.sampled_from([True, False, False, False]))
    def cancel_series(self, *, sure: bool) -> None:
        """The coordinator gives the series up."""
        if sure:
            with self._act():
                cancel_series(series=self.series, by=self.staff, now=self.now)

    # What time does

    @rule(hours=st.sampled_from([0.01, 0.5, 1, 1.1, 24, 48, 49]))
    def wait(self, hours: float) -> None:
        """Time passes, and the jobs of the minute run."""
        self.now += timedelta(hours=hours)
        for job in JOBS:
            self._run(job)
        self._nothing_is_overdue()

    @rule()
    def deliver(self) -> None:
        """The mail server takes what waits."""
        for letter in self._waiting_letters():
            hook = HOOKS.get(letter.template)
            with unit_of_work():
                letter.sent_at = self.now
                db.session.flush()
                if hook:
                    hook(letter.subject, now=self.now)

    @rule()
    def refuse_letter(self) -> None:
        """The mail server will never take the oldest letter."""
        for letter in self._waiting_letters()[:1]:
            with unit_of_work():
                letter.given_up_at = self.now

    # What holds after every step

    @invariant()
    def counted(self) -> None:
        """Places taken are those held, placed and offered, at most the capacity."""
        db.session.expire_all()
        taking = sum(each.status in TAKES_A_PLACE for each in self._all())
        assert self.series.places_taken == taking <= self.series.capacity

    @invariant()
    def placed_have_agreed(self) -> None:
        """Nobody has a place for good, or an offer, without an agreement."""
        for seen in self._look().values():
            if seen.status in {PLACED, OFFERED}:
                assert seen.agreed

    @invariant()
    def nobody_is_overtaken(self) -> None:
        """Who was offered a place stood before all who wait on; each is told once."""
        now = self._look()
        offered = self._turned(now, OFFERED)
        if not self.by_hand:
            left = _units(now, _waiting(now))
            for key, members in _units(now, offered).items():
                turn = max(self.before[each].turn for each in members)
                assert key not in left, "a group was torn apart"
                assert not [
                    others
                    for others in left.values()
                    if all(now[each].agreed for each in others)
                    and max(now[each].turn for each in others) < turn
                ], "somebody was overtaken"
        self.offers.update(offered)
        self.offers.update(self._came_with(now, OFFERED))
        self.before, self.by_hand = now, False
        sent = Counter(
            (letter.template, letter.subject, letter.to) for letter in self._letters()
        )
        assert not [key for key, n in sent.items() if key[0] in ONCE and n > 1]
        mailed = sum(n for key, n in sent.items() if key[0] == OFFER)
        assert bool(mailed) == bool(self.offers)
        assert mailed <= self.offers.total(), "an offer has more than one letter"

    @invariant()
    def no_place_lies_idle(self) -> None:
        """While offers are made, who is next and fits has been offered the place."""
        series = self.series
        free = series.capacity - series.places_taken
        ready = [unit for unit in line_of(series) if unit.is_ready]
        if ready and offers_are_made(series, now=self.now):
            assert len(ready[0].registrations) > free

    # Parts

    def _ask(
        self, children: int, *, together: bool = False, code: str = ""
    ) -> list[Registration]:
        waited = bool(_waiting(self._look()))
        number = next(_families)
        found: list[Registration] = []
        with self._act(write=False):
            found = ask(
                self.series,
                *(child(f"Child {number} {i}") for i in range(children)),
                email=f"family{number}@example.org",
                together=together,
                group_code=code,
                now=self.now,
            )
        if waited:
            assert {one.status for one in found} <= {WAITLISTED}
        if together or code:
            assert len({one.status for one in found}) <= 1
        return found

    @contextmanager
    def _act(self, *, write: bool = True) -> Iterator[None]:
        """Let somebody try what may be refused; `write` in a unit of work."""
        db.session.rollback()
        try:
            if write:
                with unit_of_work():
                    yield
            else:
                yield
        except DomainError:
            db.session.rollback()

    def _run(self, job: Callable[..., object]) -> None:
        with unit_of_work():
            job(now=self.now)

    def _nothing_is_overdue(self) -> None:
        late = db.session.scalars(
            select(Registration).where(
                Registration.series_id == self.series.id,
                Registration.status.in_([HELD, OFFERED]),
                Registration.held_until <= self.now,
                Registration.asked_at.is_not(None),
            )
        ).all()
        assert late == []
        for one in self._all():
            if one.id in self.before and self.before[one.id].status == PLACED:
                assert one.status is PLACED, "a job took a place away"

    def _turned(self, now: dict[int, Seen], status: str) -> list[int]:
        return [
            each
            for each, seen in now.items()
            if seen.status == status
            and each in self.before
            and self.before[each].status != status
        ]

    def _came_with(self, now: dict[int, Seen], status: str) -> list[int]:
        """Who signed up and got that far in one step."""
        return [
            each
            for each, seen in now.items()
            if seen.status == status and each not in self.before
        ]

    def _all(self) -> list[Registration]:
        return list(
            db.session.scalars(
                select(Registration).where(Registration.series_id == self.series.id)
            )
        )

    def _look(self) -> dict[int, Seen]:
        agreed = set(db.session.scalars(select(Agreement.registration_id)))
        return {
            one.id: Seen(
                status=one.status,
                turn=(one.registered_at, one.id),
                group=one.group_id,
                together=bool(one.group and one.group.together),
                agreed=one.id in agreed,
                cancel_reason=one.cancel_reason,
            )
            for one in self._all()
        }

    def _letters(self) -> list[Letter]:
        ours = select(Registration.public_id).where(
            Registration.series_id == self.series.id
        )
        query = select(Letter).where(Letter.subject.in_(ours)).order_by(Letter.id)
        return list(db.session.scalars(query))

    def _waiting_letters(self) -> list[Letter]:
        return [
            letter
            for letter in self._letters()
            if letter.sent_at is None and letter.given_up_at is None
        ]

    def _minutes(self) -> int:
        return int((self.now - OPENING_DAY) / timedelta(minutes=1))


def _get(registration_id: int) -> Registration:
    return db.session.get_one(Registration, registration_id)


def _waiting(seen: dict[int, Seen]) -> list[int]:
    return [each for each, one in seen.items() if one.status == WAITLISTED]


def _units(
    seen: dict[int, Seen], members: list[int]
) -> dict[tuple[str, int], list[int]]:
    """These registrations, in the groups they stood in."""
    units: dict[tuple[str, int], list[int]] = {}
    for each in members:
        one = seen[each]
        key = ("alone", each)
        if one.group is not None and one.together:
            key = ("group", one.group)
        units.setdefault(key, []).append(each)
    return units


@pytest.mark.usefixtures("app")
@pytest.mark.slow
def test_places_stay_right_whatever_families_staff_and_time_do() -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
