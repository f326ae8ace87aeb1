"""Published data sets that more than one test compares with."""

_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)

CANONICAL = [
    [None if rating == "." else int(rating) for rating in unit]
    for unit in zip(*(row.split() for row in _OBSERVERS), strict=True)
]
"""Krippendorff's four observers and twelve units, as R's irr lists them."""

SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
"""Shrout & Fleiss (1979), table 2: six targets and four judges."""

LAKENS_BEFORE = [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]
LAKENS_AFTER = [9, 7, 8, 9, 8, 9, 9, 10, 9, 9]
"""Lakens (2013), table 1: ten ratings of two films."""

DARWIN = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
"""Darwin's maize, by how much crossed plants outgrew selfed ones; scipy's example."""
