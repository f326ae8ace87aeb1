"""Honest numbers from few pupils: agreement, reliability, change, and small counts.

Plain functions over plain numbers; they know no database. Values are finite, and None
is a missing one. What the data cannot tell is `NotComputable` with its reason.
"""

from fablab.assessments.statistics.agreement import (
    Agreement,
    krippendorff_alpha,
    observer_agreement,
)
from fablab.assessments.statistics.coincidences import (
    Coincidences,
    Metric,
    Unit,
)
from fablab.assessments.statistics.icc import (
    MeanSquares,
    icc_agreement,
    mean_squares,
)
from fablab.assessments.statistics.kappa import (
    cross_table,
    fleiss_kappa,
    linear,
    quadratic,
    unweighted,
    weighted_kappa,
)
from fablab.assessments.statistics.reliability import (
    Missing,
    Reliability,
    alpha_of_covariances,
    cronbach_alpha,
    feldt_interval,
    mcdonald_omega,
)
from fablab.assessments.statistics.results import (
    Computed,
    ComputedInterval,
    Interval,
    NotComputable,
    Reason,
)

__all__ = [
    "Agreement",
    "Coincidences",
    "Computed",
    "ComputedInterval",
    "Interval",
    "MeanSquares",
    "Metric",
    "Missing",
    "NotComputable",
    "Reason",
    "Reliability",
    "Unit",
    "alpha_of_covariances",
    "cronbach_alpha",
    "cross_table",
    "feldt_interval",
    "fleiss_kappa",
    "icc_agreement",
    "krippendorff_alpha",
    "linear",
    "mcdonald_omega",
    "mean_squares",
    "observer_agreement",
    "quadratic",
    "unweighted",
    "weighted_kappa",
]
