"""What a series page says in words: places, fee, ages, topic."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from fablab.config import LANGUAGES
from fablab.series.availability import Availability, State
from fablab.series.models import AgeRule, Series
from fablab.series.queries import live_meetings
from fablab.web.language import current_language
from fablab.web.times import day, moment, short_day

WHOLE_UNITS = "#,##0\N{NO-BREAK SPACE}¤"

TOPIC_LABELS = {
    "3d-printing": _l("3D printing"),
    "laser-cutting": _l("Laser cutting"),
    "electronics": _l("Electronics"),
    "robots": _l("Robots"),
    "textiles": _l("Textiles"),
    "woodwork": _l("Woodwork"),
    "audio-video": _l("Audio and video"),
}
AGE_RULES = {
    AgeRule.EXACT: _l("To the day: the age on the day of the first meeting"),
    AgeRule.BIRTH_YEAR: _l(
        "By the year: whoever is of that age on any day of the year"
    ),
}
FILTER_LABELS = {
    "q": _l("Word"),
    "topic": _l("Topic"),
    "age": _l("Age"),
    "from": _l("Begins on or after"),
    "site": _l("FabLab"),
    "free": _l("Free places only"),
}
KINDS = {
    State.UPCOMING: "warn",
    State.OPEN: "ok",
    State.FULL: "bad",
    State.CLOSED: "",
    State.RUNNING: "",
    State.FINISHED: "",
}


def places_text(places: Availability, zone: ZoneInfo) -> str:
    """Whether there is room, in two or three words."""
    left = places.places_left
    if places.state is State.OPEN:
        if left == 1:
            return str(_("Last place!"))
        return str(ngettext("%(num)s place left", "%(num)s places left", left))
    if places.state is State.UPCOMING and places.since:
        return str(_("Opens on %(day)s", day=short_day(places.since, zone)))
    return str(
        {
            State.FULL: _("Waiting list"),
            State.CLOSED: _("Registration closed"),
            State.RUNNING: _("Running"),
        }.get(places.state)
        or _("Finished")
    )


def places_kind(places: Availability) -> str:
    """The colour that goes with `places_text`: "ok", "warn", "bad" or plain."""
    if places.state is State.OPEN and places.places_left == 1:
        return "warn"
    return KINDS[places.state]


def why_not(places: Availability, zone: ZoneInfo) -> str:
    """Why nobody can register now, or what registering means; empty if all is well."""
    if places.state is State.UPCOMING and places.since:
        when = moment(places.since, zone)
        return str(_("Registration opens on %(moment)s.", moment=when))
    return str(
        {
            State.FULL: _(
                "All places are taken. Join the waiting list: when a place gets free, "
                "the next pupil gets it and you get an email."
            ),
            State.CLOSED: _("Registration has closed."),
            State.RUNNING: _("This workshop has begun, and registration has closed."),
            State.FINISHED: _("This workshop is over."),
        }.get(places.state, "")
    )


def state_text(*, is_cancelled: bool) -> str:
    """Where a series stands that the public does not see."""
    return str(_("Cancelled")) if is_cancelled else str(_("Draft"))


def fee_text(fee: int, currency: str) -> str:
    """What the whole series costs: "Free" or "120 zł"."""
    if not fee:
        return str(_("Free"))
    return format_currency(
        fee, currency, WHOLE_UNITS, locale=current_language(), currency_digits=False
    )


def ages_text(age_min: int, age_max: int, *, year: int | None = None) -> str:
    """For whom it is: "Ages 10–14", or "Ages 10–14 in 2026" if the birth year counts.

    Args:
        age_min: the youngest age, in years.
        age_max: the oldest.
        year: that of the first meeting, where being of that age on any of its days is
            enough; None where the age on the first day counts.
    """
    ages = {"youngest": age_min, "oldest": age_max}
    if age_min == age_max and year is None:
        return str(_("Age %(age)s", age=age_min))
    if age_min == age_max:
        return str(_("Age %(age)s in %(year)s", age=age_min, year=year))
    if year is None:
        return str(_("Ages %(youngest)s–%(oldest)s", **ages))
    return str(_("Ages %(youngest)s–%(oldest)s in %(year)s", **ages, year=year))


def year_that_counts(
    age_by: str, starts: Sequence[datetime], zone: ZoneInfo
) -> int | None:
    """The year for `ages_text`: that of the first of the meetings, on the site's clock.

    Returns:
        None where ages are counted to the day, or nothing is dated yet.
    """
    if age_by != AgeRule.BIRTH_YEAR or not starts:
        return None
    return min(starts).astimezone(zone).year


def ages_rule(series: Series) -> str:
    """For whom it is and which day counts, exactly as registering enforces it."""
    ages = {"youngest": series.age_min, "oldest": series.age_max}
    starts = [meeting.starts_at for meeting in live_meetings(series)]
    if not starts:
        return str(_("Ages %(youngest)s to %(oldest)s", **ages))
    zone = series.site.zone
    year = year_that_counts(series.age_by, starts, zone)
    if year is not None:
        ages |= {"year": year}
        return str(_("Ages %(youngest)s to %(oldest)s on any day of %(year)s", **ages))
    first = day(min(starts), zone)
    return str(_("Ages %(youngest)s to %(oldest)s on %(day)s", **ages, day=first))


def language_name(code: str) -> str:
    """A language as its speakers call it."""
    return LANGUAGES.get(code, code)


def filter_value(name: str, value: str, *, sites: dict[str, str]) -> str:
    """The value of a filter as a person reads it."""
    if name == "topic":
        return str(TOPIC_LABELS.get(value, value))
    if name == "site":
        return sites.get(value, value)
    if name == "from":
        return short_day(datetime.fromisoformat(value).date())
    return value
