"""Before and after: the pupils who have both, and those who are left out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

_Pupil = TypeVar("_Pupil", bound=Hashable)

_DECIMALS = 9


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """The values of those who have both, in the same order, and who is missing.

    `left_out` have only one of the two values. The baselines are the mean values
    before of those who are in and of those who have no value after, None for nobody:
    if they differ, those who stayed are not like those who left.
    """

    before: tuple[float, ...]
    after: tuple[float, ...]
    left_out: int
    baseline: float | None
    baseline_left_out: float | None


def pair_up(
    before: Mapping[_Pupil, float | None], after: Mapping[_Pupil, float | None]
) -> Pairing:
    """Put each pupil's two values side by side; None is no value."""
    first = {pupil: value for pupil, value in before.items() if value is not None}
    second = {pupil: value for pupil, value in after.items() if value is not None}
    both = [pupil for pupil in first if pupil in second]
    gone = [value for pupil, value in first.items() if pupil not in second]
    stayed = tuple(first[pupil] for pupil in both)
    return Pairing(
        before=stayed,
        after=tuple(second[pupil] for pupil in both),
        left_out=len(first.keys() ^ second.keys()),
        baseline=fmean(stayed) if stayed else None,
        baseline_left_out=fmean(gone) if gone else None,
    )


def differences(before: Sequence[float], after: Sequence[float]) -> list[float]:
    """After less before, to nine decimals, so that equal changes are equal.

    As binary fractions, 7/3 - 4/3 is not the same as 5/3 - 2/3.

    Raises:
        ValueError: there are not as many values before as after.
    """
    pairs = zip(before, after, strict=True)
    return [round(later - earlier, _DECIMALS) for earlier, later in pairs]
