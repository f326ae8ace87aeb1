from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import NotComputable, Reason, signed_ranks
from fablab.assessments.statistics.wilcoxon import SignedRanks
from tests.assessments.statistics.oracles import DARWIN

CHANGES = st.lists(st.integers(-3, 3), min_size=1, max_size=7).filter(any)


def found(differences: list[int]) -> SignedRanks:
    ranks = signed_ranks(differences)
    assert isinstance(ranks, SignedRanks)
    return ranks


def test_darwins_maize_has_the_published_p_values_and_effect() -> None:
    ranks = found(DARWIN)

    assert (ranks.up, ranks.down) == (96, 24)
    assert ranks.p == 0.041259765625
    assert ranks.p_up == 0.0206298828125
    assert ranks.rank_biserial == pytest.approx(0.6)


def test_ties_and_zeros_have_the_known_p_value() -> None:
    ranks = found([1, 0, 1, 0, 1, 1, 1, 0, 0, 2])

    assert ranks.p == 0.03125
    assert (ranks.changed, ranks.unchanged) == (6, 4)


def test_five_changes_are_never_significant() -> None:
    assert found([1, 2, 3, 4, 5]).p == 0.0625


def test_ties_share_their_mean_rank() -> None:
    ranks = found([1, -1, 2, 2])

    assert (ranks.up, ranks.down) == (8.5, 1.5)
    assert ranks.rank_biserial == pytest.approx(0.7)


@pytest.mark.parametrize("differences", [[], [0], [0, 0, 0.0]])
def test_no_change_is_not_computable(differences: list[float]) -> None:
    assert signed_ranks(differences) == NotComputable(Reason.NO_CHANGE)


@given(CHANGES)
def test_p_is_the_share_of_all_signs_that_are_as_extreme(changes: list[int]) -> None:
    ranks = found(changes)
    sizes = [abs(change) for change in changes if change]
    signs = list(product((1, -1), repeat=len(sizes)))
    ups = [
        found([s * x for s, x in zip(flip, sizes, strict=True)]).up for flip in signs
    ]

    assert ranks.p_up == sum(up >= ranks.up for up in ups) / len(ups)
    assert ranks.p_down == sum(up <= ranks.up for up in ups) / len(ups)
    assert ranks.p == min(1, 2 * min(ranks.p_up, ranks.p_down))


@given(CHANGES)
def test_turning_every_change_over_turns_the_result_over(changes: list[int]) -> None:
    there, back = found(changes), found([-change for change in changes])

    assert (there.up, there.p_up) == (back.down, back.p_down)
    assert there.p == back.p
    assert there.rank_biserial == -back.rank_biserial


@given(CHANGES)
def test_zeros_change_only_how_many_did_not_change(changes: list[int]) -> None:
    ranks, more = found(changes), found([*changes, 0, 0])

    assert more.unchanged == ranks.unchanged + 2
    assert (more.p, more.rank_biserial) == (ranks.p, ranks.rank_biserial)


def test_a_hundred_pairs_are_still_exact() -> None:
    ranks = found(list(range(1, 101)))

    assert ranks.p == 2 / 2**100
    assert ranks.rank_biserial == 1
