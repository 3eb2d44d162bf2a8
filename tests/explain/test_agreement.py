"""Agreement of rankings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.explain.agreement import agreement, jaccard_at, rank_biased_overlap
from inscredit_models.findings import Refused


def test_the_overlap_has_its_published_values():
    # Webber, Moffat, Zobel (2010): abcdef against badcfe, p = .9, depth 6; .328437 truncated, .859878 extrapolated
    truncated, extrapolated = rank_biased_overlap("abcdef", "badcfe", persistence=0.9)
    assert truncated == pytest.approx(0.328437, abs=5e-7)
    assert extrapolated == pytest.approx(0.859878, abs=5e-7)


def test_identical_rankings_overlap_fully_and_disjoint_ones_not_at_all():
    assert rank_biased_overlap("abcd", "abcd")[1] == pytest.approx(1)
    assert rank_biased_overlap("ab", "cd") == (0.0, 0.0)


def test_the_overlap_is_the_weighted_sum_of_shared_heads():
    random = np.random.default_rng(0)
    first, second = list(random.permutation(list("abcdefg"))), list(random.permutation(list("abcdefg")))
    shares = [len(set(first[:d]).intersection(second[:d])) / d for d in range(1, 8)]
    # the truncated sum and a tail at the last share, added term by term
    long = sum(0.1 * 0.9 ** (d - 1) * (shares[d - 1] if d <= 7 else shares[-1]) for d in range(1, 600))
    assert rank_biased_overlap(first, second)[1] == pytest.approx(long, abs=1e-12)


def test_jaccard_counts_common_heads():
    assert jaccard_at("abcd", "badc", 3) == pytest.approx(2 / 4)
    assert jaccard_at("ab", "ab", 9) == 1


def test_pairs_are_compared_and_absent_columns_have_no_strength():
    found = agreement(
        {"m1": pd.Series({"x": 3.0, "y": 2.0, "z": 1.0}), "m2": pd.Series({"y": 5.0}), "m3": pd.Series({"x": 1.0})}, k=1
    )
    assert found[["a", "b"]].to_numpy().tolist() == [["m1", "m2"], ["m1", "m3"], ["m2", "m3"]]
    assert found["jaccard"].tolist() == [0, 1, 0]
    assert found["kendall"].iloc[1] > 0 > found["kendall"].iloc[2]


def test_opposite_orders_have_tau_minus_one():
    found = agreement({"a": pd.Series({"x": 1.0, "y": 2.0}), "b": pd.Series({"x": 2.0, "y": 1.0})})
    assert found["kendall"].item() == pytest.approx(-1)


def test_one_explanation_and_missing_strengths_are_refused():
    with pytest.raises(Refused) as error:
        agreement({"a": pd.Series({"x": np.nan})})
    assert [finding.code for finding in error.value.findings] == ["ICM006", "ICM027"]
