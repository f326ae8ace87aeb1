"""What pupils say of themselves before and after a series, pupil beside pupil."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Compass, Instrument, compasses
from fablab.assessments.queries.first_answers import count_first_answers, first_answers
from fablab.assessments.statistics import (
    Audience,
    Change,
    Computed,
    ComputedInterval,
    Ends,
    NotComputable,
    Pairing,
    Reason,
    Reliability,
    SignedRanks,
    Table,
    cronbach_alpha,
    crowded_ends,
    hedges_g_av,
    hedges_g_av_interval,
    may_print_reliability,
    pair_up,
    paired_change,
    signed_ranks,
    suppress,
)
from fablab.assessments.statistics.effect import INTERVAL_FROM
from fablab.checkin.queries.overview import overview_of
from fablab.registrations.models import Registration
from fablab.series.models import Series

LEAST_ANSWERED = 4
"""How many of the five questions of a scale a pupil's value needs."""
LOWEST, HIGHEST = 1, 4


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One pupil's answers, by occasion."""

    registration: Registration
    given: Mapping[Occasion, Compass]


@dataclass(frozen=True, kw_only=True)
class ScaleChange:
    """One scale, before and after, of those who answered both; None where too few.

    Values are means of a pupil's answers, 1–4; scales are never put together. `moved`
    are counts of pupils who went up, stayed, went down, small ones withheld. `effect`
    is Hedges' g_av, from ten pairs on.
    """

    scale: str
    title: str
    pairing: Pairing
    change: Change
    moved: Table
    ranks: SignedRanks | NotComputable
    effect: Computed
    interval: ComputedInterval
    ends: Ends

    @property
    def may_be_shown(self) -> bool:
        """Whether enough pupils answered both times."""
        return len(self.pairing.before) >= Audience.INTERNAL


@dataclass(frozen=True, kw_only=True)
class CompassFigures:
    """A series' answers by pupil, and its scales, each for itself.

    `looking_back` compares what pupils say afterwards of before with after; it stands
    beside the real comparison. `reliability` is over all series, None below 50 pupils.
    """

    pupils: Sequence[Answered]
    scales: Sequence[ScaleChange]
    looking_back: Sequence[ScaleChange]
    reliability: Mapping[str, Reliability | None]


def compass_figures(series: Series, asked: Instrument) -> CompassFigures:
    """What the series' pupils said; a fixed number of statements."""
    lines = overview_of(series).lines
    given = compasses([line.registration.id for line in lines])
    pupils = [
        Answered(registration=line.registration, given=given[line.registration.id])
        for line in lines
        if line.registration.id in given
    ]
    return CompassFigures(
        pupils=pupils,
        scales=_scales(given, asked, Occasion.BEFORE),
        looking_back=_scales(given, asked, Occasion.RETROSPECTIVE),
        reliability=_reliability(asked),
    )


def _scales(
    given: Mapping[int, Mapping[Occasion, Compass]],
    asked: Instrument,
    first: Occasion,
) -> list[ScaleChange]:
    return [
        _scale_change(scale, title, given, asked, first)
        for scale, title in asked.scales.items()
    ]


def _scale_change(
    scale: str,
    title: str,
    given: Mapping[int, Mapping[Occasion, Compass]],
    asked: Instrument,
    first: Occasion,
) -> ScaleChange:
    items = [item.code for item in asked.items if item.scale == scale]
    pairing = pair_up(
        {key: scale_value(each.get(first), items) for key, each in given.items()},
        {
            key: scale_value(each.get(Occasion.AFTER), items)
            for key, each in given.items()
        },
    )
    before, after = pairing.before, pairing.after
    change = paired_change(before, after)
    few = NotComputable(Reason.TOO_FEW_PAIRS)
    enough = len(before) >= INTERVAL_FROM
    return ScaleChange(
        scale=scale,
        title=title,
        pairing=pairing,
        change=change,
        moved=suppress([[change.up, change.same, change.down]], Audience.INTERNAL),
        ranks=signed_ranks(round(b - a, 9) for a, b in zip(before, after, strict=True)),
        effect=hedges_g_av(before, after) if enough else few,
        interval=hedges_g_av_interval(before, after) if enough else few,
        ends=crowded_ends([*before, *after], lowest=LOWEST, highest=HIGHEST),
    )


def scale_value(compass: Compass | None, items: Collection[str]) -> float | None:
    """The mean of the answered questions, for counting only; None of too few."""
    if compass is None:
        return None
    values = [
        value for item in items if (value := compass.answers.get(item)) is not None
    ]
    return fmean(values) if len(values) >= LEAST_ANSWERED else None


def _reliability(asked: Instrument) -> Mapping[str, Reliability | None]:
    """Of all first answers, over all series; read only if there are enough of them."""
    if not may_print_reliability(count_first_answers(asked.name)):
        return dict.fromkeys(asked.scales)
    known = first_answers(asked.name)
    found: dict[str, Reliability | None] = {}
    for scale in asked.scales:
        items = [item.code for item in asked.items if item.scale == scale]
        rows = [[answers.get(item) for item in items] for answers in known.values()]
        computed = cronbach_alpha(rows)
        found[scale] = computed if may_print_reliability(computed.pupils) else None
    return found
