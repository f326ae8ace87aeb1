"""Who may have a place: age, overlap, the season's limit, and when it is open."""

import importlib
import inspect
import pkgutil
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

import fablab
from fablab.accounts.models import Role
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import DomainError, SeveralReasons
from fablab.people.models import Pupil
from fablab.registrations.errors import (
    AlreadyRegistered,
    Clash,
    RegistrationClosed,
    SeasonFull,
    WrongAge,
)
from fablab.registrations.models import Override, RegistrationStatus
from fablab.registrations.queries.places import Span, clash
from fablab.registrations.services.eligibility import (
    check_again,
    fits_age,
    refusals,
    refuse_unless_eligible,
)
from fablab.registrations.services.sign_up import Newcomer
from fablab.series.models import AgeRule, Meeting, Series
from fablab.series.wording import ages_rule, ages_text
from fablab.sites.models import Site
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
)
from tests.registrations.factories import agree_to, register, set_site
from tests.registrations.waiting import cancel, sign_up
from tests.support.pages import Browser

SATURDAY = datetime(2026, 10, 3, 8, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
OFFERED, PLACED, WAITLISTED = (
    RegistrationStatus.OFFERED,
    RegistrationStatus.PLACED,
    RegistrationStatus.WAITLISTED,
)


def reasons(
    pupil: Pupil | Newcomer, series: Series, *, now: datetime = OPENING_DAY
) -> list[type[DomainError]]:
    found = refusals(pupil=pupil, series=series, now=now, language="en")
    return [type(reason) for reason in found]


def born(day: date) -> Newcomer:
    return Newcomer(given_name="Mira", birth_date=day)


def by_birth_year(series: Series) -> Series:
    with unit_of_work():
        series.age_by = AgeRule.BIRTH_YEAR
    return series


# Age


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2016, 10, 3), True),
        (date(2016, 10, 4), False),
        (date(2011, 10, 4), True),
        (date(2011, 10, 3), False),
    ],
)
def test_age_is_exact_on_the_local_date_of_the_first_meeting(
    day: date, *, fits: bool
) -> None:
    series = make_series(ages=(10, 14), starts=(SATURDAY,))

    assert reasons(born(day), series) == ([] if fits else [WrongAge])


def test_upper_limit_of_8_means_8_until_the_day_before_the_9th_birthday() -> None:
    series = make_series(
        ages=(6, 8),
        starts=(datetime(2017, 7, 26, 8, tzinfo=UTC),),
        opens_at=datetime(2017, 7, 1, tzinfo=UTC),
        closes_at=datetime(2017, 7, 26, tzinfo=UTC),
    )
    now = datetime(2017, 7, 20, tzinfo=UTC)

    assert reasons(born(date(2008, 7, 27)), series, now=now) == []
    assert reasons(born(date(2008, 7, 26)), series, now=now) == [WrongAge]


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2016, 12, 31), True),
        (date(2017, 1, 1), False),
        (date(2011, 1, 2), True),
        (date(2011, 1, 1), False),
    ],
)
def test_in_birth_year_mode_any_day_of_that_age_in_the_year_is_enough(
    day: date, *, fits: bool
) -> None:
    series = by_birth_year(make_series(ages=(10, 14), starts=(SATURDAY,)))

    assert reasons(born(day), series) == ([] if fits else [WrongAge])


def test_in_birth_year_mode_the_exact_age_is_not_asked_as_well() -> None:
    still_nine = born(date(2016, 12, 31))
    exact, by_year = make_series(ages=(10, 14)), make_series(ages=(10, 14))

    assert reasons(still_nine, exact) == [WrongAge]
    assert reasons(still_nine, by_birth_year(by_year)) == []


def test_meeting_at_half_past_midnight_counts_on_its_local_day() -> None:
    starts = datetime(2026, 10, 2, 22, 30, tzinfo=UTC)  # 3 October, 00:30 in Warsaw
    series = make_series(ages=(10, 14), starts=(starts,))

    assert reasons(born(date(2016, 10, 3)), series) == []


def test_cancelled_first_meeting_leaves_the_next_as_the_day_that_counts() -> None:
    series = make_series(ages=(10, 14), starts=(SATURDAY, SATURDAY + timedelta(days=7)))
    with unit_of_work():
        series.meetings[0].cancelled_at = OPENING_DAY

    assert reasons(born(date(2016, 10, 10)), series) == []


def test_pupil_without_a_birth_date_cannot_be_stored() -> None:
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            Pupil(
                given_name="Mira",
                family_name="Novak",
                birth_date=None,  # type: ignore[arg-type]
                created_at=OPENING_DAY,
            )
        )


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(1926, 5, 17)])
def test_birth_date_to_come_or_of_the_last_century_fits_no_series(day: date) -> None:
    widest = make_series(ages=(5, 25))

    assert reasons(born(day), widest) == [WrongAge]
    assert reasons(born(day), by_birth_year(widest)) == [WrongAge]


def test_no_rule_takes_the_present_moment_from_when_it_was_loaded() -> None:
    frozen = [
        f"{module.__name__}.{name}"
        for module in _modules("services", "queries")
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        for parameter in inspect.signature(rule).parameters.values()
        if parameter.name in {"now", "today"}
        and isinstance(parameter.default, date | datetime)
    ]

    assert frozen == []


def _modules(*rooms: str) -> list[ModuleType]:
    names = [
        found.name
        for found in pkgutil.walk_packages(fablab.__path__, "fablab.")
        if set(rooms) & set(found.name.split("."))
    ]
    return [importlib.import_module(name) for name in names]


@given(
    birth=st.dates(date(1990, 1, 1), date(2026, 12, 31)),
    first=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    ages=st.tuples(st.integers(5, 25), st.integers(0, 8)),
    by=st.sampled_from(AgeRule),
)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_age_rule_is_what_counting_day_by_day_says(
    birth: date, first: date, ages: tuple[int, int], by: AgeRule
) -> None:
    youngest, oldest = ages[0], ages[0] + ages[1]
    series = _series_for(youngest, oldest, by)

    def age(day: date) -> int:
        birthday_was = (day.month, day.day) >= (birth.month, birth.day)
        return day.year - birth.year - (0 if birthday_was else 1)

    days = [first]
    if by is AgeRule.BIRTH_YEAR:
        new_year = date(first.year, 1, 1)
        days = [new_year + timedelta(days=number) for number in range(365)]
        days.append(date(first.year, 12, 31))
    expected = any(youngest <= age(day) <= oldest for day in days)
    assert fits_age(birth, series, first=first) is expected


def _series_for(youngest: int, oldest: int, by: AgeRule) -> Series:
    """A series that is stored nowhere."""
    site = Site(
        slug="x",
        name="x",
        city="x",
        address="x",
        country="PL",
        time_zone="Europe/Warsaw",
        language="en",
        currency="PLN",
        contact_email="lab@example.org",
    )
    return Series(
        slug="x",
        site=site,
        topic="robots",  # type: ignore[arg-type]
        language="en",
        age_min=youngest,
        age_max=oldest,
        age_by=by,
        capacity=1,
        registration_opens_at=OPENING_DAY,
        registration_closes_at=OPENING_DAY,
    )


def test_ages_that_the_public_reads_are_the_rule_that_is_enforced(
    browser: Browser,
) -> None:
    exact = make_series(ages=(10, 14), title="Exact")
    by_year = by_birth_year(make_series(ages=(10, 14), title="By year"))

    pages = [
        browser.get(f"/series/{series.slug}").text("main")
        for series in (exact, by_year)
    ]
    forms = [ages_rule(series) for series in (exact, by_year)]
    cards = browser.get("/series/").texts(".card .facts li, article li")

    assert "Ages 10–14 in 2026" not in pages[0]
    assert "Ages 10–14 in 2026" in pages[1]
    assert forms == [
        "Ages 10 to 14 on Saturday, 3 October 2026",
        "Ages 10 to 14 on any day of 2026",
    ]
    assert {card for card in cards if "Ages" in card} == {
        "Ages 10–14",
        "Ages 10–14 in 2026",
    }
    assert ages_text(12, 12, year=2026) == "Age 12 in 2026"
    told = refusals(
        pupil=born(date(2017, 5, 1)), series=by_year, now=OPENING_DAY, language="en"
    )
    assert str(told[0]).endswith("One day of that age in the year 2026 is enough.")


# Opening and closing


@pytest.mark.parametrize(
    ("seconds", "is_open"), [(-1, False), (0, True), (3599, True), (3600, False)]
)
def test_registration_is_open_from_its_first_to_before_its_last_instant(
    seconds: int, *, is_open: bool
) -> None:
    series = make_series(
        opens_at=OPENING_DAY, closes_at=OPENING_DAY + timedelta(hours=1)
    )
    now = OPENING_DAY + timedelta(seconds=seconds)

    expected = [] if is_open else [RegistrationClosed]
    assert reasons(make_pupil(), series, now=now) == expected


def test_last_day_is_included_until_its_last_local_second() -> None:
    midnight = datetime(2026, 9, 21, tzinfo=WARSAW)
    series = make_series(closes_at=midnight)
    last_second = datetime(2026, 9, 20, 23, 59, 59, tzinfo=WARSAW)

    assert reasons(make_pupil(), series, now=last_second) == []
    assert reasons(make_pupil(), series, now=midnight) == [RegistrationClosed]


def test_opening_at_local_midnight_holds_on_the_day_the_clocks_change() -> None:
    opens = datetime(2026, 10, 25, tzinfo=WARSAW)
    series = make_series(
        opens_at=opens,
        closes_at=datetime(2026, 10, 26, tzinfo=WARSAW),  # 25 hours later
        starts=(datetime(2026, 11, 7, 9, tzinfo=UTC),),
    )
    hour_25 = datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)

    assert opens.astimezone(UTC) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    for now, expected in [
        (opens - timedelta(seconds=1), [RegistrationClosed]),
        (opens, []),
        (hour_25, []),
        (hour_25 + timedelta(seconds=1), [RegistrationClosed]),
    ]:
        assert reasons(make_pupil(), series, now=now) == expected


def test_series_that_is_cancelled_or_has_no_meetings_takes_nobody() -> None:
    cancelled, empty = make_series(), make_series(starts=())
    with unit_of_work():
        cancelled.cancelled_at = OPENING_DAY

    assert reasons(make_pupil(), cancelled) == [RegistrationClosed]
    assert reasons(make_pupil(), empty) == [RegistrationClosed]


# Overlap


def test_overlap_looks_at_every_meeting_of_both_series() -> None:
    pupil, week = make_pupil(), timedelta(days=7)
    register(make_series(starts=(SATURDAY, SATURDAY + 2 * week)), pupil)
    other = make_series(starts=(SATURDAY + week, SATURDAY + 2 * week))

    assert reasons(pupil, other) == [Clash]


def test_interleaved_series_do_not_clash() -> None:
    pupil, day = make_pupil(), timedelta(days=1)
    monday = datetime(2026, 10, 5, 14, tzinfo=UTC)
    register(make_series(starts=(monday, monday + 2 * day)), pupil)

    assert reasons(pupil, make_series(starts=(monday + day, monday + 3 * day))) == []


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, []), (15, [Clash]), (None, [Clash])]
)
def test_end_at_12_and_start_at_12_clash_only_with_time_for_the_way(
    minutes: int | None, expected: list[type[DomainError]]
) -> None:
    if minutes is not None:
        set_site(make_site(), transfer_minutes=minutes)
    pupil = make_pupil()
    register(make_series(starts=(SATURDAY,)), pupil)  # until 10:00 UTC, noon in Warsaw

    after = make_series(starts=(SATURDAY + timedelta(hours=2),))
    assert reasons(pupil, after) == expected
    later = make_series(starts=(SATURDAY + timedelta(hours=2, minutes=15),))
    assert reasons(pupil, later) == []


def test_stricter_of_two_sites_says_how_long_the_way_takes() -> None:
    set_site(make_site(), transfer_minutes=0)
    far = set_site(make_site("ventosa"), transfer_minutes=60)
    pupil = make_pupil()
    register(make_series(starts=(SATURDAY,)), pupil)

    def there(minutes: int) -> Series:
        start = SATURDAY + timedelta(hours=2, minutes=minutes)
        return make_series(site=far, starts=(start,))

    assert reasons(pupil, there(59)) == [Clash]
    assert reasons(pupil, there(60)) == []


def test_cancelled_meetings_do_not_clash() -> None:
    pupil = make_pupil()
    register(make_series(starts=(SATURDAY,)), pupil)
    moved = make_series(starts=(SATURDAY, SATURDAY + timedelta(days=1)))
    with unit_of_work():
        db.session.query(Meeting).filter_by(series_id=moved.id).order_by(
            Meeting.starts_at
        )[0].cancelled_at = OPENING_DAY
    db.session.expire_all()

    assert reasons(pupil, moved) == []


def test_held_placed_and_offered_places_clash_cancelled_and_waiting_do_not() -> None:
    pupil, other = make_pupil(), make_series()
    series = make_series(capacity=1)
    registration = register(series, pupil)
    assert reasons(pupil, other) == [Clash]

    agree_to(registration)
    assert reasons(pupil, other) == [Clash]

    with unit_of_work():
        registration.status = OFFERED
        registration.held_until = OPENING_DAY
    assert reasons(pupil, other) == [Clash]

    cancel(registration)
    assert reasons(pupil, other) == []

    register(series)
    assert register(series, pupil, minutes=70).status is WAITLISTED
    assert reasons(pupil, other) == []


@pytest.mark.parametrize("which", ["theirs", "ours"])
def test_open_day_that_is_exempt_knows_no_overlap_and_no_limit(which: str) -> None:
    set_site(make_site(), series_per_season=1)
    pupil, first, second = make_pupil(), make_series(), make_series()
    with unit_of_work():
        (first if which == "theirs" else second).exempt = True
    registration = register(first, pupil)
    agree_to(registration)

    assert reasons(pupil, second) == []
    agree_to(register(second, pupil))
    check_again(registration=registration, language="en", now=OPENING_DAY)


def test_clash_names_each_series_in_the_readers_language() -> None:
    pupil = make_pupil()
    for title, hours in (("Robots", 0), ("Lamps", 1)):
        start = SATURDAY + timedelta(hours=hours, days=hours)
        register(make_series(title=title, starts=(start,)), pupil)
    both = make_series(starts=(SATURDAY, SATURDAY + timedelta(hours=1, days=1)))

    found = refusals(pupil=pupil, series=both, now=OPENING_DAY, language="en")

    assert [reason.values["title"] for reason in found] == ["Robots", "Lamps"]


spans = st.tuples(st.integers(0, 600), st.integers(1, 240)).map(
    lambda pair: (
        SATURDAY + timedelta(minutes=pair[0]),
        SATURDAY + timedelta(minutes=pair[0] + pair[1]),
    )
)


@given(one=spans, other=spans, minutes=st.integers(0, 240))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clash_is_mutual_and_is_a_gap_that_is_too_short(
    one: Span, other: Span, minutes: int
) -> None:
    first, second = sorted([one, other])
    gap = second[0] - first[1]

    assert clash(one, other, minutes) is clash(other, one, minutes)
    assert clash(one, other, minutes) is (gap < timedelta(minutes=minutes))


# The season


def test_limit_of_a_season_counts_only_places_in_this_school_year_and_site() -> None:
    set_site(make_site(), series_per_season=2)
    pupil, full, week = make_pupil(), make_series(capacity=1), timedelta(days=7)
    register(full)
    start = SATURDAY

    def series(weeks: int, site: Site | None = None) -> Series:
        return make_series(starts=(start + weeks * week,), site=site)

    register(full, pupil, minutes=1)  # waits
    cancel(register(series(1), pupil))
    register(series(2, make_site("ventosa")), pupil)
    register(
        make_series(
            starts=(datetime(2026, 8, 31, 21, 59, tzinfo=UTC),),
            closes_at=datetime(2026, 9, 30, tzinfo=UTC),
        ),
        pupil,
        overrides={"closed"},
    )
    register(series(3), pupil)
    assert reasons(pupil, series(5)) == []

    register(series(4), pupil)
    assert reasons(pupil, series(5)) == [SeasonFull]
    next_year = datetime(2027, 8, 31, 22, tzinfo=UTC)  # 1 September in Warsaw
    assert reasons(pupil, make_series(starts=(next_year,))) == []


def test_no_limit_is_not_a_limit_of_none() -> None:
    pupil = make_pupil()
    for week in range(6):
        register(make_series(starts=(SATURDAY + timedelta(days=7 * week),)), pupil)

    assert reasons(pupil, make_series(starts=(SATURDAY + timedelta(days=70),))) == []


# All of it


def test_every_reason_is_told_at_once() -> None:
    set_site(make_site(), series_per_season=1)
    pupil = make_pupil(birth_date=date(2014, 5, 17))
    series = make_series(title="Robots")
    register(series, pupil)
    other = make_series(ages=(15, 18), closes_at=OPENING_DAY)
    known = [RegistrationClosed, WrongAge, Clash, SeasonFull]

    assert reasons(pupil, other) == known
    assert reasons(born(pupil.birth_date), other) == known[:2]
    assert reasons(pupil, series) == [AlreadyRegistered]
    assert [
        reason.rule  # type: ignore[attr-defined]
        for reason in refusals(
            pupil=pupil, series=other, now=OPENING_DAY, language="en"
        )
    ] == ["closed", "age", "overlap", "limit"]
    with pytest.raises(SeveralReasons) as refused:
        refuse_unless_eligible(
            pupil=pupil, series=other, now=OPENING_DAY, language="en"
        )
    assert [type(one) for one in refused.value.reasons] == known[1:]
    assert "Robots" in str(refused.value)


def test_rule_that_staff_set_aside_stays_so_when_the_guardian_agrees() -> None:
    pupil = make_pupil(birth_date=date(2017, 5, 17))
    registration = register(make_series(ages=(10, 14)), pupil, overrides={"age"})
    with pytest.raises(WrongAge):
        agree_to(registration)

    staff = make_account(Role.COORDINATOR, site=make_site())
    with unit_of_work():
        db.session.add(
            Override(
                registration=registration,
                rules=["age"],
                reason="Comes with her sister",
                by=staff,
                at=OPENING_DAY,
            )
        )

    assert agree_to(registration).status is PLACED


def test_hold_that_nobody_confirmed_does_not_keep_a_family_from_its_place() -> None:
    pupil = make_pupil(guardian=make_guardian(email="ana@example.org"))
    mine = register(make_series(), pupil)
    strangers = sign_up(make_series())[0]
    assert strangers.pupil_id == pupil.id

    assert agree_to(mine).status is PLACED
    with pytest.raises(Clash):
        agree_to(strangers)
