"""Who may have a place or a turn: every reason against it, at once."""

from collections.abc import Collection
from datetime import date, datetime

from fablab.kernel.errors import N_, DomainError, SeveralReasons
from fablab.people.models import Pupil, age_on
from fablab.registrations.errors import (
    AlreadyRegistered,
    Clash,
    RegistrationClosed,
    Rule,
    SeasonFull,
    WrongAge,
)
from fablab.registrations.models import Registration
from fablab.registrations.queries.places import (
    active_registration,
    clashing_series,
    first_day,
    overridden_rules,
    taken_in_season,
)
from fablab.registrations.services.sign_up import Newcomer
from fablab.series.availability import State, availability
from fablab.series.models import AgeRule, Series
from fablab.series.queries import live_meetings, text_of

TO_A_STRANGER = frozenset({Rule.CLOSED, Rule.AGE})
"""What anybody may be told who fills in a form: nothing of what a family has here."""
TO_HAVE_A_PLACE = frozenset({Rule.AGE, Rule.OVERLAP, Rule.LIMIT})
"""What must still hold when a place becomes the pupil's own."""
TO_REGISTER = frozenset({*TO_A_STRANGER, *TO_HAVE_A_PLACE, AlreadyRegistered.rule})
"""What is asked of a pupil whom we know."""

_CLOSED = {
    State.UPCOMING: N_("Registration for this workshop has not opened yet."),
    State.RUNNING: N_("This workshop has begun and takes nobody new."),
    State.FINISHED: N_("This workshop is over."),
    State.CLOSED: N_("Registration for this workshop has closed."),
}


def refusals(
    *,
    pupil: Pupil | Newcomer,
    series: Series,
    now: datetime,
    language: str,
    rules: Collection[str] = TO_REGISTER,
    sure_only: bool = False,
) -> list[DomainError]:
    """Every reason why the pupil cannot take part; none if nothing is against it.

    Room is no reason: who finds none waits.

    Args:
        pupil: who wants to; of a newcomer only what the form says can be against it.
        series: what they want to take part in; site, texts and meetings are loaded.
        now: the aware instant.
        language: in which other series are named.
        rules: which reasons count here.
        sure_only: held places count only if a guardian has confirmed them.

    Returns:
        Refusals with their `rule`: not open, wrong age, one for each series that
        clashes, too many in the school year, registered already.
    """
    found: list[DomainError] = []
    if Rule.CLOSED in rules:
        found += _not_open(series, now=now)
    if Rule.AGE in rules:
        found += _wrong_age(pupil.birth_date, series)
    if isinstance(pupil, Pupil):
        if Rule.OVERLAP in rules:
            found += _clashes(pupil, series, language, sure_only=sure_only)
        if Rule.LIMIT in rules:
            found += _season_full(pupil, series, sure_only=sure_only)
        if AlreadyRegistered.rule in rules:
            found += _already_registered(pupil, series)
    return found


def refuse_unless_eligible(
    *,
    pupil: Pupil,
    series: Series,
    now: datetime,
    language: str,
    rules: Collection[str] = TO_HAVE_A_PLACE,
    sure_only: bool = False,
) -> None:
    """Say all that speaks against it, if anything does; the rest as in `refusals`.

    Raises:
        DomainError: the one refusal there is.
        SeveralReasons: there are more.
    """
    found = refusals(
        pupil=pupil,
        series=series,
        now=now,
        language=language,
        rules=rules,
        sure_only=sure_only,
    )
    if found:
        raise found[0] if len(found) == 1 else SeveralReasons(found)


def check_again(*, registration: Registration, language: str, now: datetime) -> None:
    """Say what speaks against the place now that it becomes the pupil's own.

    Rules that staff set aside for it stay so. Held places that no guardian has
    confirmed do not count: a stranger may have asked for them.

    Args:
        registration: what a guardian agrees to, or accepts.
        language: in which other series are named.
        now: the aware instant.

    Raises:
        DomainError: the one refusal there is.
        SeveralReasons: there are more.
    """
    refuse_unless_eligible(
        pupil=registration.pupil,
        series=registration.series,
        now=now,
        language=language,
        rules=TO_HAVE_A_PLACE - overridden_rules(registration),
        sure_only=True,
    )


def refuse_unless_open(series: Series, *, now: datetime) -> None:
    """Say why a series takes nobody now.

    Raises:
        RegistrationClosed: too early, too late, cancelled or without meetings.
    """
    for refusal in _not_open(series, now=now):
        raise refusal


def fits_age(birth_date: date, series: Series, *, first: date) -> bool:
    """Whether somebody born then is of the age that a series is for.

    Args:
        birth_date: when they were born.
        series: counts the age on its first day, or by the year of birth: then
            everybody fits who is of that age on any day of the first day's year.
        first: the local date of its first meeting.
    """
    if series.age_by is AgeRule.BIRTH_YEAR:
        youngest, oldest = date(first.year, 12, 31), date(first.year, 1, 1)
    else:
        youngest = oldest = first
    return (
        age_on(birth_date, youngest) >= series.age_min
        and age_on(birth_date, oldest) <= series.age_max
    )


def _not_open(series: Series, *, now: datetime) -> list[DomainError]:
    meetings = live_meetings(series)
    found = availability(
        opens_at=series.registration_opens_at,
        closes_at=series.registration_closes_at,
        capacity=1,
        places_taken=0,
        first_start=meetings[0].starts_at if meetings else None,
        last_end=max((meeting.ends_at for meeting in meetings), default=None),
        now=now,
    )
    if found.is_open and meetings and not series.cancelled_at:
        return []
    return [RegistrationClosed(_CLOSED.get(found.state, _CLOSED[State.CLOSED]))]


def _wrong_age(birth_date: date, series: Series) -> list[DomainError]:
    first = first_day(series)
    if first is None or fits_age(birth_date, series, first=first):
        return []
    ages = {"youngest": series.age_min, "oldest": series.age_max}
    if series.age_by is AgeRule.BIRTH_YEAR:
        return [
            WrongAge(
                N_(
                    "This workshop is for ages %(youngest)s to %(oldest)s. "
                    "One day of that age in the year %(year)s is enough."
                ),
                **ages,
                year=first.year,
            )
        ]
    return [
        WrongAge(
            N_(
                "This workshop is for ages %(youngest)s to %(oldest)s. "
                "What counts is the age on the first day, %(day)s."
            ),
            **ages,
            day=first,
        )
    ]


def _clashes(
    pupil: Pupil, series: Series, language: str, *, sure_only: bool
) -> list[DomainError]:
    return [
        Clash(
            N_(
                "%(name)s already has a place in “%(title)s” at the same time. "
                "Cancel that one first, or choose another workshop."
            ),
            name=pupil.given_name,
            title=text_of(other, language).title,
        )
        for other in clashing_series(pupil=pupil, series=series, sure_only=sure_only)
    ]


def _season_full(pupil: Pupil, series: Series, *, sure_only: bool) -> list[DomainError]:
    most = series.site.series_per_season
    if most is None or series.exempt:
        return []
    if taken_in_season(pupil=pupil, series=series, sure_only=sure_only) < most:
        return []
    return [
        SeasonFull(
            N_(
                "%(name)s already takes part in as many workshops of this school year "
                "as a pupil can at %(site)s (%(most)s). "
                "Cancel another one first, if you like this one better."
            ),
            name=pupil.given_name,
            site=series.site.name,
            most=most,
        )
    ]


def _already_registered(pupil: Pupil, series: Series) -> list[DomainError]:
    if active_registration(pupil=pupil, series=series) is None:
        return []
    return [
        AlreadyRegistered(
            N_(
                "%(name)s is registered for this workshop already. "
                "You find everything about it on your family page."
            ),
            name=pupil.given_name,
        )
    ]
