"""What a family may be told of levels: the sequence, and what it adds up to.

Source: rubric `fablab-cs-6` 1.0, rules of use; a change counts only where two meetings
show it, for a single one moves by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fablab.assessments.models import Domain
from fablab.assessments.queries.levels import CONFIRMED_IN, confirmed_level
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords


@dataclass(frozen=True, kw_only=True)
class Growth:
    """One dimension over the meetings of a series, in its own rubric's words.

    `levels` has an entry for each meeting: ordinal 1–4, None where it was not observed
    or the pupil was not there.
    """

    rubric: RubricWords
    dimension: DimensionWords
    levels: Sequence[int | None]

    @property
    def seen(self) -> Sequence[int]:
        """The levels alone, in order."""
        return [level for level in self.levels if level is not None]

    @property
    def confirmed(self) -> int | None:
        """The highest level that this or a higher one was seen for at two meetings."""
        return confirmed_level(enumerate(self.levels))

    @property
    def once(self) -> int | None:
        """A level above the confirmed one that was seen at one meeting only."""
        best = max(self.seen, default=None)
        return best if best and best > (self.confirmed or 0) else None

    @property
    def reached(self) -> int:
        """The confirmed level, else the one seen once, else 0."""
        return self.confirmed or self.once or 0

    @property
    def is_rarer_lately(self) -> bool:
        """Whether the last two sightings both stayed under the confirmed level."""
        lately = self.seen[-CONFIRMED_IN:]
        return self.confirmed is not None and max(lately) < self.confirmed

    @property
    def steps(self) -> int:
        """How many levels above the first sighting two later meetings were."""
        first, *later = self.seen or [0]
        grown = (confirmed_level(enumerate(later)) or 0) - first
        return 0 if self.is_rarer_lately else max(grown, 0)

    @property
    def next_step(self) -> str:
        """What the level after the one reached looks like; empty at the highest."""
        return self.dimension.descriptors.get(self.reached + 1, "")


def grew_most(growths: Sequence[Growth]) -> Growth | None:
    """The dimension with the most steps, of equals the rubric's first; None without."""
    grown = [growth for growth in growths if growth.steps]
    return max(grown, key=lambda growth: growth.steps, default=None)


def next_steps(growths: Sequence[Growth]) -> Sequence[Growth]:
    """At most one dimension of each domain: the one with the most steps still to go.

    Only what was seen at all, and what has a next step; of equals the rubric's first.
    """
    found = []
    for domain in Domain:
        open_ones = [
            growth
            for growth in growths
            if growth.dimension.domain is domain and growth.reached and growth.next_step
        ]
        found += sorted(open_ones, key=lambda growth: growth.reached)[:1]
    return found
