import random
import time

import pytest

from fablab.assessments.statistics import (
    Interval,
    NotComputable,
    Reason,
    Unit,
    krippendorff_alpha,
    observer_agreement,
)
from fablab.assessments.statistics._resampling import percentile_interval, quantile


def make_pupils(
    *, pupils: int = 20, meetings: int = 6, raters: int = 2, seed: int = 1
) -> list[list[Unit]]:
    """Pupils with a level of their own, seen by observers who err by one at most."""
    chance = random.Random(seed)  # noqa: S311 -- to be repeated

    def seen(level: int) -> int:
        return min(4, max(1, level + chance.choice((-1, 0, 0, 1))))

    return [
        [[seen(level) for _ in range(raters)] for _ in range(meetings)]
        for level in chance.choices((1, 2, 3, 4), k=pupils)
    ]


def width(interval: Interval | NotComputable) -> float:
    assert isinstance(interval, Interval)
    return interval.high - interval.low


def test_the_interval_holds_alpha() -> None:
    agreement = observer_agreement(make_pupils())

    assert isinstance(agreement.interval, Interval)
    assert isinstance(agreement.alpha, float)
    assert agreement.interval.low < agreement.alpha < agreement.interval.high <= 1


def test_the_same_seed_gives_the_same_interval_and_another_one_does_not() -> None:
    pupils = make_pupils()
    first, again, other = (
        observer_agreement(pupils, seed=seed, resamples=200).interval
        for seed in (7, 7, 8)
    )

    assert first == again
    assert first != other


def test_pupils_are_drawn_and_not_their_units() -> None:
    alike = [[unit[0]] * 8 for unit in make_pupils(meetings=1)]
    as_if_others = [[unit] for units in alike for unit in units]

    pupils = observer_agreement(alike)
    units = observer_agreement(as_if_others)

    assert pupils.alpha == pytest.approx(units.alpha)
    assert width(pupils.interval) > 2 * width(units.interval)


def test_a_resample_is_the_alpha_of_the_pupils_that_it_drew() -> None:
    pupils = make_pupils(pupils=6, meetings=3, raters=3)
    chance = random.Random(5)  # noqa: S311 -- to be repeated
    alphas = []
    for _ in range(300):
        drawn = chance.choices(pupils, k=6)
        alpha = krippendorff_alpha([unit for units in drawn for unit in units])
        assert isinstance(alpha, float)
        alphas.append(alpha)
    alphas.sort()

    interval = observer_agreement(pupils, resamples=300, seed=5).interval

    assert interval == pytest.approx((quantile(alphas, 0.025), quantile(alphas, 0.975)))


def test_one_pupil_has_no_interval() -> None:
    agreement = observer_agreement([[[1, 2], [3, 3], [4, 4]]])

    assert isinstance(agreement.alpha, float)
    assert agreement.interval == NotComputable(Reason.TOO_FEW_PUPILS)


def test_perfect_agreement_has_an_alpha_and_no_interval() -> None:
    agreement = observer_agreement([[[level, level]] * 3 for level in (1, 2, 3, 4) * 5])

    assert agreement.alpha == 1
    assert agreement.interval == NotComputable(Reason.NO_DISAGREEMENT)


def test_ratings_without_variation_have_no_interval_either() -> None:
    agreement = observer_agreement([[[2, 2]]] * 10)

    assert agreement.alpha == NotComputable(Reason.NO_VARIATION)
    assert agreement.interval == NotComputable(Reason.NO_VARIATION)
    assert agreement.exact == 1


def test_an_interval_that_hangs_on_one_pupil_is_unstable() -> None:
    agreement = observer_agreement([*([[[3, 3]]] * 10), [[3, 4]]])

    assert isinstance(agreement.alpha, float)
    assert agreement.interval == NotComputable(Reason.UNSTABLE)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([1, 2, 3, 4], 0.5) == 2.5
    assert quantile([1, 2, 3, 4], 0) == 1
    assert quantile([1, 2, 3, 4], 1) == 4
    assert quantile([7], 0.3) == 7


def test_the_interval_of_a_mean_is_near_the_normal_one() -> None:
    cases = list(range(1, 101))
    interval = percentile_interval(cases, lambda drawn: sum(drawn) / len(drawn))

    assert interval == pytest.approx((44.8, 56.2), abs=0.6)


@pytest.mark.slow
def test_two_thousand_resamples_of_twenty_pupils_take_under_a_second() -> None:
    pupils = make_pupils(meetings=8, raters=3)
    begin = time.process_time()
    observer_agreement(pupils, resamples=2000)

    assert time.process_time() - begin < 1
