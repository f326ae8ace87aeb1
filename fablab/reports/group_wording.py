"""The group's figures in words."""

from collections.abc import Sequence

from babel.numbers import format_decimal, format_percent
from flask_babel import gettext as _

from fablab.assessments.queries.rubrics import RubricWords
from fablab.assessments.statistics import (
    Computed,
    ComputedInterval,
    Ends,
    NotComputable,
    Shown,
)
from fablab.assessments.wording import REASON_WORDS
from fablab.web.language import current_language

TWO_PLACES = "0.00"


def bar_words(counts: Sequence[Shown], rubric: RubricWords) -> str:
    """A bar's counts: "With support: 6; With prompts: 5"."""
    if None in counts:
        return str(_("not shown"))
    labelled = zip(rubric.labels.values(), counts, strict=True)
    return "; ".join(f"{label}: {count}" for label, count in labelled if count)


def ends_words(ends: Ends) -> list[str]:
    """What a scale cannot show where many sit at one of its ends."""
    hints = (
        (
            ends.ceiling,
            _("Many sit at the highest level: the scale cannot show further growth."),
        ),
        (ends.floor, _("Many sit at the lowest level: the scale cannot show less.")),
    )
    return [str(hint) for is_crowded, hint in hints if is_crowded]


def number(value: Computed) -> str:
    """A coefficient with two places, or why there is none."""
    if isinstance(value, NotComputable):
        return str(
            _("not computable: %(reason)s", reason=_(REASON_WORDS[value.reason]))
        )
    return str(format_decimal(value, TWO_PLACES, locale=current_language()))


def interval(value: ComputedInterval) -> str:
    """Both ends of an interval, or why there is none."""
    if isinstance(value, NotComputable):
        return number(value)
    low, high = (number(end) for end in value)
    return str(_("%(low)s to %(high)s", low=low, high=high))


def share(value: Computed) -> str:
    """A share in per cent, or why there is none."""
    if isinstance(value, NotComputable):
        return number(value)
    return str(format_percent(value, locale=current_language()))
