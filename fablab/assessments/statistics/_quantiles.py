"""The F and t distributions, as far as the intervals of this package need them."""

from math import exp, lgamma, log, log1p, sqrt

_TINY = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 10_000


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0, 0 ≤ x ≤ 1.

    Source: DLMF 8.17.22, the continued fraction, evaluated as Lentz (1976) does.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    power = a * log(x) + b * log1p(-x)
    scale = exp(power + lgamma(a + b) - lgamma(a) - lgamma(b))
    return scale / (a * _continued_fraction(a, b, x))


def f_quantile(p: float, numerator: float, denominator: float) -> float:
    """The value that a share `p` of the F distribution stays below, 0 < p < 1.

    Args:
        p: the share.
        numerator: degrees of freedom above the line.
        denominator: degrees of freedom below the line.
    """
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if incomplete_beta(numerator / 2, denominator / 2, middle) < p:
            low = middle
        else:
            high = middle
    return denominator * high / (numerator * (1 - high))


def t_two_sided(t: float, df: float) -> float:
    """How often |T| is at least |t| for Student's T with `df` degrees of freedom."""
    return incomplete_beta(df / 2, 0.5, df / (df + t * t))


def t_quantile(confidence: float, df: float) -> float:
    """The t that a share `confidence` of |T| stays below: T² is F with 1 and `df`."""
    return sqrt(f_quantile(confidence, 1, df))


def _continued_fraction(a: float, b: float, x: float) -> float:
    upper, lower, value = 1.0, 0.0, 1.0
    for term in range(1, _MOST_TERMS):
        m = term // 2
        if term % 2:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / ((1 + step * lower) or _TINY)
        upper = (1 + step / upper) or _TINY
        value *= upper * lower
        if abs(upper * lower - 1) < _PRECISION:
            break
    return value
