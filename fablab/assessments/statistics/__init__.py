"""Honest numbers from few pupils: agreement, reliability, change, and small counts.

Plain functions over plain numbers; they know no database. Values are finite, and None
is a missing one. What the data cannot tell is `NotComputable` with its reason.
"""

from fablab.assessments.statistics.agreement import (
    Agreement,
    krippendorff_alpha,
    observer_agreement,
)
from fablab.assessments.statistics.change import (
    Change,
    paired_change,
)
from fablab.assessments.statistics.claims import (
    Ends,
    Verdict,
    crowded_ends,
    may_print_reliability,
    may_say_significant,
    severity,
    should_talk_about_anchors,
    verdict,
)
from fablab.assessments.statistics.coincidences import (
    Coincidences,
    Metric,
    Unit,
)
from fablab.assessments.statistics.effect import (
    cautious_df,
    cohens_d_av,
    cohens_d_z,
    common_language,
    hedges_g_av,
    hedges_g_av_interval,
    lakens_df,
)
from fablab.assessments.statistics.icc import (
    MeanSquares,
    icc_agreement,
    mean_squares,
)
from fablab.assessments.statistics.individual import (
    Arrow,
    arrow,
    chance_of_shift,
    detectable_change,
    measurement_error,
    reliable_change_index,
)
from fablab.assessments.statistics.kappa import (
    cross_table,
    fleiss_kappa,
    linear,
    quadratic,
    unweighted,
    weighted_kappa,
)
from fablab.assessments.statistics.pairing import (
    Pairing,
    differences,
    pair_up,
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
from fablab.assessments.statistics.suppression import (
    AGE_BANDS,
    Audience,
    Shown,
    Table,
    age_band,
    cautious_percent,
    merge_levels,
    suppress,
)
from fablab.assessments.statistics.wilcoxon import (
    SignedRanks,
    signed_ranks,
)

__all__ = [
    "AGE_BANDS",
    "Agreement",
    "Arrow",
    "Audience",
    "Change",
    "Coincidences",
    "Computed",
    "ComputedInterval",
    "Ends",
    "Interval",
    "MeanSquares",
    "Metric",
    "Missing",
    "NotComputable",
    "Pairing",
    "Reason",
    "Reliability",
    "Shown",
    "SignedRanks",
    "Table",
    "Unit",
    "Verdict",
    "age_band",
    "alpha_of_covariances",
    "arrow",
    "cautious_df",
    "cautious_percent",
    "chance_of_shift",
    "cohens_d_av",
    "cohens_d_z",
    "common_language",
    "cronbach_alpha",
    "cross_table",
    "crowded_ends",
    "detectable_change",
    "differences",
    "feldt_interval",
    "fleiss_kappa",
    "hedges_g_av",
    "hedges_g_av_interval",
    "icc_agreement",
    "krippendorff_alpha",
    "lakens_df",
    "linear",
    "may_print_reliability",
    "may_say_significant",
    "mcdonald_omega",
    "mean_squares",
    "measurement_error",
    "merge_levels",
    "observer_agreement",
    "pair_up",
    "paired_change",
    "quadratic",
    "reliable_change_index",
    "severity",
    "should_talk_about_anchors",
    "signed_ranks",
    "suppress",
    "unweighted",
    "verdict",
    "weighted_kappa",
]
