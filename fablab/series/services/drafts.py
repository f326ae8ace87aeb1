"""Making a series and changing what it says."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.series.errors import (
    IncompleteText,
    TooFewPlaces,
    UnknownFacilitator,
    WrongNumbers,
    WrongTimes,
)
from fablab.series.models import AgeRule, Facilitation, Series, SeriesText, Topic
from fablab.series.queries.own import slug_is_taken, staff_of
from fablab.series.queries.public import best_language
from fablab.series.slugs import slug_of
from fablab.sites.models import Site

YOUNGEST, OLDEST = 5, 25
NOT_SLUGS = frozenset({"new"})  # the workspace's page that makes one


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a series is, apart from its texts and meetings; see `Series` for units."""

    topic: Topic
    language: str
    age_min: int
    age_max: int
    capacity: int
    fee: int
    attendance_needed: int
    registration_opens_at: datetime
    registration_closes_at: datetime
    project_needed: bool = False
    age_by: AgeRule = AgeRule.EXACT
    min_pupils: int | None = None
    exempt: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a series says of itself in one language."""

    title: str
    summary: str
    description: str = ""
    achievement: str = ""
    bring: str = ""


def create_series(
    *,
    site: Site,
    plan: Plan,
    texts: Mapping[str, Words],
    facilitators: Collection[Account],
    actor: Actor,
    now: datetime,
) -> Series:
    """Make a draft that only the site's staff sees; its slug comes from the title.

    Raises:
        DomainError: a rule of `series.errors` is broken.
    """
    _check_plan(plan)
    _check_texts(texts)
    language = best_language(tuple(texts), site.language, site.language) or ""
    series = Series(
        slug=_free_slug(texts[language].title), site=site, **_values_of(plan)
    )
    db.session.add(series)
    db.session.flush()
    _write_texts(series, texts)
    _write_facilitators(series, facilitators, now=now)
    _record(actor, "series.created", series, now)
    return series


def change_series(
    *,
    series: Series,
    plan: Plan,
    texts: Mapping[str, Words],
    facilitators: Collection[Account],
    actor: Actor,
    now: datetime,
) -> None:
    """Change a series, published or not; its address stays.

    Args:
        series: locked, its texts loaded.
        plan: everything anew.
        texts: everything anew: a language that is missing here goes.
        facilitators: everybody who leads it.
        actor: who changes it.
        now: the aware instant.

    Raises:
        TooFewPlaces: more are taken than there would be.
        DomainError: another rule of `series.errors` is broken.
    """
    _check_plan(plan)
    _check_texts(texts)
    if plan.capacity < series.places_taken:
        raise TooFewPlaces(
            N_("%(taken)s places are taken already, so there cannot be fewer."),
            taken=series.places_taken,
        )
    if series.published_at and series.site.language not in texts:
        raise IncompleteText(
            N_("The workshop is published, so it needs the texts in its own language.")
        )
    for name, value in _values_of(plan).items():
        setattr(series, name, value)
    _write_texts(series, texts)
    _write_facilitators(series, facilitators, now=now)
    db.session.flush()
    _record(actor, "series.changed", series, now)


def _values_of(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def _check_plan(plan: Plan) -> None:
    if not YOUNGEST <= plan.age_min <= plan.age_max <= OLDEST:
        raise WrongNumbers(
            N_("Ages go from %(youngest)s to %(oldest)s, the younger one first."),
            youngest=YOUNGEST,
            oldest=OLDEST,
        )
    if plan.capacity < 1:
        raise WrongNumbers(N_("There must be at least one place."))
    if plan.min_pupils is not None and not 1 <= plan.min_pupils <= plan.capacity:
        raise WrongNumbers(
            N_("The pupils needed are a number from 1 to the number of places.")
        )
    if plan.fee < 0:
        raise WrongNumbers(N_("The fee cannot be below zero."))
    if not 0 <= plan.attendance_needed <= 100:  # noqa: PLR2004 -- percent
        raise WrongNumbers(
            N_("The attendance for a certificate is a number from 0 to 100.")
        )
    if plan.registration_opens_at >= plan.registration_closes_at:
        raise WrongTimes(N_("Registration must open before it closes."))


def _check_texts(texts: Mapping[str, Words]) -> None:
    if not texts:
        raise IncompleteText(
            N_("Write a title and a summary in at least one language.")
        )


def _free_slug(title: str) -> str:
    wanted = slug = slug_of(title)
    number = 1
    while slug in NOT_SLUGS or slug_is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _write_texts(series: Series, texts: Mapping[str, Words]) -> None:
    known = {text.language: text for text in series.texts}
    for language in known.keys() - texts.keys():
        series.texts.remove(known[language])
        db.session.delete(known[language])
    for language, words in texts.items():
        if language in known:
            for name, value in asdict(words).items():
                setattr(known[language], name, value)
        else:
            db.session.add(
                SeriesText(series=series, language=language, **asdict(words))
            )
    db.session.flush()


def _write_facilitators(
    series: Series, accounts: Collection[Account], *, now: datetime
) -> None:
    local_day = now.astimezone(series.site.zone).date()
    staff = {a.id for a in staff_of([series.site_id], today=local_day, now=now)}
    if any(account.id not in staff for account in accounts):
        raise UnknownFacilitator(
            N_("Choose people who work at %(site)s."), site=series.site.name
        )
    db.session.execute(delete(Facilitation).where(Facilitation.series_id == series.id))
    db.session.add_all(
        [Facilitation(series=series, account=account) for account in accounts]
    )
    db.session.flush()


def _record(actor: Actor, action: str, series: Series, now: datetime) -> None:
    record_event(
        actor=actor.public_id,
        action=action,
        subject_kind="series",
        subject=series.slug,
        now=now,
    )
