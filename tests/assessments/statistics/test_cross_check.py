"""Our numbers beside those of others, on random data with missing cells.

Only the tests need them: two of them are under the GPL, and all are large.
"""

import random
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from math import isfinite, isnan, nan
from types import ModuleType
from typing import Any

import pytest

from fablab.assessments.statistics import (
    Interval,
    Metric,
    Missing,
    cohens_d_z,
    cronbach_alpha,
    cross_table,
    feldt_interval,
    fleiss_kappa,
    icc_agreement,
    krippendorff_alpha,
    linear,
    mean_squares,
    paired_change,
    quadratic,
    signed_ranks,
    unweighted,
    weighted_kappa,
)
from fablab.assessments.statistics._quantiles import (
    f_quantile,
    incomplete_beta,
    t_quantile,
)
from fablab.assessments.statistics._resampling import quantile
from fablab.assessments.statistics.wilcoxon import SignedRanks
from tests.support.plugin import lack

# pingouin calls pandas in a way that pandas will not know one day.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame")

Rows = list[list[float | None]]


def package(name: str) -> ModuleType:
    if find_spec(name) is None:
        lack(f"no {name} in this environment (pip install krippendorff pingouin scipy)")
    return import_module(name)


@pytest.fixture
def numpy() -> ModuleType:
    return package("numpy")


@pytest.fixture
def krippendorff() -> ModuleType:
    return package("krippendorff")


@pytest.fixture
def pandas() -> ModuleType:
    return package("pandas")


@pytest.fixture
def pingouin() -> ModuleType:
    return package("pingouin")


@pytest.fixture
def scipy_stats() -> ModuleType:
    package("scipy")
    return import_module("scipy.stats")


def chances() -> Iterator[random.Random]:
    """Twenty sources of random data, the same in every run."""
    return (random.Random(seed) for seed in range(20))  # noqa: S311 -- no secret


def random_rows(
    chance: random.Random, *, rows: int, columns: int, missing: float = 0.0
) -> Rows:
    """Levels 1–5 around a level of each row's own."""

    def rating(level: int) -> float | None:
        if chance.random() < missing:
            return None
        return min(5, max(1, level + chance.choice((-1, 0, 0, 1))))

    return [
        [rating(level) for _ in range(columns)]
        for level in chance.choices(range(1, 6), k=rows)
    ]


def complete_rows(
    chance: random.Random, *, rows: int, columns: int
) -> list[list[float]]:
    filled = random_rows(chance, rows=rows, columns=columns)
    return [[x for x in row if x is not None] for row in filled]


def with_nan(rows: Sequence[Sequence[float | None]]) -> list[list[float]]:
    return [[nan if x is None else x for x in row] for row in rows]


@pytest.mark.parametrize("metric", Metric)
def test_alpha_is_that_of_krippendorff(
    metric: Metric, krippendorff: ModuleType, numpy: ModuleType
) -> None:
    for chance in chances():
        raters, missing = chance.randint(2, 5), chance.choice((0.0, 0.2, 0.5))
        units = random_rows(chance, rows=20, columns=raters, missing=missing)

        theirs = krippendorff.alpha(
            reliability_data=numpy.array(with_nan(units)).T,
            level_of_measurement=metric.value,
        )

        assert krippendorff_alpha(units, metric=metric) == pytest.approx(theirs)


def test_quantiles_are_those_of_numpy(numpy: ModuleType) -> None:
    for chance in chances():
        ordered = sorted(chance.random() for _ in range(chance.randint(1, 50)))
        share = chance.random()

        assert quantile(ordered, share) == pytest.approx(numpy.quantile(ordered, share))


def test_weighted_kappa_is_that_of_scikit_learn() -> None:
    package("sklearn")
    theirs: Any = import_module("sklearn.metrics").cohen_kappa_score
    levels = (1, 2, 3, 4, 5)
    for chance in chances():
        rows = complete_rows(chance, rows=25, columns=2)
        first, second = [row[0] for row in rows], [row[1] for row in rows]
        table = cross_table(zip(first, second, strict=True), levels=levels)

        for name, ours in (
            (None, unweighted),
            ("linear", linear),
            ("quadratic", quadratic),
        ):
            expected = theirs(first, second, labels=levels, weights=name)
            assert weighted_kappa(table, ours) == pytest.approx(expected)


def test_fleiss_kappa_is_that_of_statsmodels(numpy: ModuleType) -> None:
    package("statsmodels")
    theirs: Any = import_module("statsmodels.stats.inter_rater").fleiss_kappa
    for chance in chances():
        rows = complete_rows(chance, rows=15, columns=4)
        counts = [[row.count(level) for level in (1, 2, 3, 4, 5)] for row in rows]

        assert fleiss_kappa(counts) == pytest.approx(theirs(numpy.array(counts)))


def test_icc_a1_is_that_of_pingouin(pingouin: ModuleType, pandas: ModuleType) -> None:
    for chance in chances():
        rows = complete_rows(chance, rows=12, columns=3)
        long = pandas.DataFrame(
            [(u, o, x) for u, row in enumerate(rows) for o, x in enumerate(row)],
            columns=["unit", "observer", "rating"],
        )
        table = pingouin.intraclass_corr(
            long, targets="unit", raters="observer", ratings="rating"
        ).set_index("Type")

        assert icc_agreement(rows) == pytest.approx(table.loc["ICC(A,1)", "ICC"])
        between, _, _, error = mean_squares(rows)
        assert float(between / error) == pytest.approx(table.loc["ICC(C,1)", "F"])


@pytest.mark.parametrize("missing", Missing)
def test_cronbachs_alpha_is_that_of_pingouin(
    missing: Missing, pingouin: ModuleType, pandas: ModuleType
) -> None:
    for chance in chances():
        rows = random_rows(chance, rows=25, columns=4, missing=0.1)
        theirs, interval = pingouin.cronbach_alpha(
            pandas.DataFrame(with_nan(rows)), nan_policy=missing.value
        )

        ours = cronbach_alpha(rows, missing=missing)

        assert ours.alpha == pytest.approx(theirs)
        # Of incomplete rows pingouin counts all pupils, even where it leaves them out.
        assert feldt_interval(ours.alpha, pupils=25, items=4) == pytest.approx(
            interval, abs=6e-4
        )


@pytest.mark.parametrize(
    ("missing", "alpha", "interval"),
    [
        (Missing.PAIRWISE, 0.73266, (0.435, 0.909)),
        (Missing.LISTWISE, 0.80169, (0.581, 0.933)),
    ],
)
def test_pingouins_cronbach_wide_missing_has_the_published_alpha(
    missing: Missing, alpha: float, interval: tuple[float, float], pingouin: ModuleType
) -> None:
    data = pingouin.read_dataset("cronbach_wide_missing").to_numpy().tolist()
    rows = [[None if isnan(x) else x for x in row] for row in data]

    ours = cronbach_alpha(rows, missing=missing)

    assert ours.alpha == pytest.approx(alpha, abs=5e-6)
    assert feldt_interval(ours.alpha, pupils=12, items=11) == pytest.approx(
        interval, abs=5e-4
    )


def test_pingouins_interval_counts_three_pupils_that_its_listwise_alpha_left_out(
    pingouin: ModuleType,
) -> None:
    data = pingouin.read_dataset("cronbach_wide_missing").to_numpy().tolist()
    rows = [[None if isnan(x) else x for x in row] for row in data]

    ours = cronbach_alpha(rows)

    assert ours.pupils == 9
    assert isinstance(ours.interval, Interval)
    assert ours.interval.low < 0.581
    assert ours.interval.high > 0.933


def test_signed_ranks_without_ties_are_those_of_scipy(scipy_stats: ModuleType) -> None:
    for chance in chances():
        changes = [chance.uniform(-1, 1.5) for _ in range(chance.randint(5, 25))]
        ours = signed_ranks(changes)
        assert isinstance(ours, SignedRanks)

        for alternative, p in (("two-sided", ours.p), ("greater", ours.p_up)):
            theirs = scipy_stats.wilcoxon(
                changes, method="exact", alternative=alternative
            )
            assert p == pytest.approx(theirs.pvalue)


def test_signed_ranks_with_ties_and_zeros_are_those_of_scipy(
    scipy_stats: ModuleType,
) -> None:
    for chance in chances():
        changes = [chance.randint(-2, 3) for _ in range(9)]
        every_sign = scipy_stats.PermutationMethod(n_resamples=2**10)
        theirs = scipy_stats.wilcoxon(changes, zero_method="wilcox", method=every_sign)
        ours = signed_ranks(changes)

        assert isinstance(ours, SignedRanks)
        assert ours.p == pytest.approx(theirs.pvalue)
        assert min(ours.up, ours.down) == theirs.statistic


def test_the_rank_biserial_is_that_of_pingouin(pingouin: ModuleType) -> None:
    for chance in chances():
        before = [chance.random() for _ in range(12)]
        after = [x + chance.uniform(-1, 1.5) for x in before]
        ours = signed_ranks(b - a for a, b in zip(before, after, strict=True))

        assert isinstance(ours, SignedRanks)
        assert ours.rank_biserial == pytest.approx(
            float(pingouin.wilcoxon(after, before)["RBC"].iloc[0])
        )


def test_the_change_is_that_of_scipy_and_pingouin(
    scipy_stats: ModuleType, pingouin: ModuleType
) -> None:
    for chance in chances():
        before = [chance.randint(1, 4) for _ in range(15)]
        after = [chance.randint(1, 4) for _ in range(15)]
        theirs = scipy_stats.ttest_rel(after, before)
        ours = paired_change(before, after)

        assert isinstance(ours.interval, Interval)
        assert (ours.t, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))
        assert ours.interval == pytest.approx(tuple(theirs.confidence_interval(0.95)))
        assert cohens_d_z(before, after) == pytest.approx(
            pingouin.compute_effsize(after, before, paired=True, eftype="cohen_dz")
        )


def test_distributions_are_those_of_scipy(scipy_stats: ModuleType) -> None:
    special: Any = import_module("scipy.special")
    for chance in chances():
        a, b, x = chance.uniform(0.3, 200), chance.uniform(0.3, 200), chance.random()
        p, above, below = chance.random(), chance.randint(1, 80), chance.randint(1, 500)

        assert incomplete_beta(a, b, x) == pytest.approx(
            special.betainc(a, b, x), abs=1e-9
        )
        assert f_quantile(p, above, below) == pytest.approx(
            scipy_stats.f.ppf(p, above, below), rel=1e-7
        )
        assert t_quantile(p, below) == pytest.approx(
            scipy_stats.t.ppf((1 + p) / 2, below), rel=1e-7
        )
        assert isfinite(f_quantile(1 - 1e-9, above, below))
