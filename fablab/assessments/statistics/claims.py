"""What may be said about numbers from so few pupils, and what must be left unsaid."""

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from fablab.assessments.statistics.results import (
    CONFIDENCE,
    Computed,
    ComputedInterval,
    NotComputable,
    Reason,
)

VERDICT_FROM = 40
"""How many doubly rated units a word for their agreement needs."""

RELIABLE = 0.8
"""The least alpha of ratings to rely on."""

TENTATIVE = 0.667
"""The least alpha of ratings to draw careful conclusions from."""

RELIABILITY_FROM = 50
"""How many pupils, over all series, a printed reliability of a self-report needs."""

SEVERITY_FROM = 10
"""How many shared ratings tell how severe an observer is."""

SEVERE = 0.5
"""The mean difference, in levels, from which observers should talk about anchors."""

CROWDED = 0.15
"""The share of pupils at one end of a scale above which that end is too near."""


class Verdict(StrEnum):
    """Krippendorff's words for an alpha."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    UNRELIABLE = "unreliable"


class Ends(NamedTuple):
    """Whether too many pupils sit at the lowest or the highest value of a scale."""

    floor: bool
    ceiling: bool


def verdict(alpha: Computed, *, units: int) -> Verdict | None:
    """The word for an alpha: none below `VERDICT_FROM` units, for it may be luck.

    Source: Krippendorff (2004), Content Analysis, chapter 11.

    Args:
        alpha: as computed.
        units: how many were rated by two or more people.
    """
    if isinstance(alpha, NotComputable) or units < VERDICT_FROM:
        return None
    if alpha >= RELIABLE:
        return Verdict.RELIABLE
    return Verdict.TENTATIVE if alpha >= TENTATIVE else Verdict.UNRELIABLE


def may_print_reliability(pupils: int) -> bool:
    """Whether a self-report's reliability rests on enough pupils to be printed."""
    return pupils >= RELIABILITY_FROM


def severity(shared: Sequence[tuple[float, float]]) -> Computed:
    """How much higher an observer rates than others do, mean, in levels.

    For the coordinator only, as a reason to talk; never to correct a pupil's level.

    Args:
        shared: the observer's own and another's level of the same unit.

    Returns:
        `TOO_FEW_RATINGS` below `SEVERITY_FROM`.
    """
    if len(shared) < SEVERITY_FROM:
        return NotComputable(Reason.TOO_FEW_RATINGS)
    return fmean(own - other for own, other in shared)


def should_talk_about_anchors(difference: Computed) -> bool:
    """Whether a severity, or a leniency, is large enough to compare examples."""
    return not isinstance(difference, NotComputable) and abs(difference) >= SEVERE


def crowded_ends(values: Sequence[float], *, lowest: float, highest: float) -> Ends:
    """Whether the scale could show a lower or a higher value than many pupils have.

    Source: Terwee et al. (2007), Journal of Clinical Epidemiology 60(1): 15 %.
    """
    most = CROWDED * len(values)
    return Ends(values.count(lowest) > most, values.count(highest) > most)


def may_say_significant(
    *, p: Computed, effect: Computed, interval: ComputedInterval
) -> bool:
    """Whether "significant" may be said: never without an effect and its interval."""
    missing = any(isinstance(x, NotComputable) for x in (effect, interval))
    return not missing and not isinstance(p, NotComputable) and p < 1 - CONFIDENCE
