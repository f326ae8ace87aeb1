"""What a class could try next with a pupil: the words of the level that comes next."""

from collections.abc import Sequence

from fablab.assessments.models import Domain
from fablab.reports.queries.strips import Strip


def follow_up(strips: Sequence[Strip]) -> Sequence[Strip]:
    """At most one dimension of each domain: the one with the most steps still to go.

    Only what was seen at all, and what has a next step; of equals the rubric's first.
    """
    found = []
    for domain in Domain:
        open_ones = [
            strip
            for strip in strips
            if strip.dimension.domain is domain and reached(strip) and strip.next_step
        ]
        found += sorted(open_ones, key=reached)[:1]
    return found


def reached(strip: Strip) -> int:
    """The confirmed level, else the one seen once, else 0."""
    return strip.confirmed or strip.once or 0
