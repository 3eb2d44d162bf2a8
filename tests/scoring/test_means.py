"""Weighted means of rows."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring import means

ROW = np.array([[1.0, 2.0, 3.0]])
ALL = (
    means.arithmetic_mean,
    means.geometric_mean,
    means.harmonic_mean,
    means.smallest_value,
    means.mazziotta_pareto,
    lambda values, weights: means.generalised_mean(values, weights, power=0.5),
)


def test_means_equal_the_handbook_examples() -> None:
    """COINr, tests of a_gmean and a_hmean (Becker et al. 2022): the vector 1, 2, 3."""
    assert means.geometric_mean(ROW, np.ones(3))[0] == pytest.approx(1.8171206, abs=5e-8)
    assert means.geometric_mean(ROW, np.array([1, 1, 2]))[0] == pytest.approx((1 * 2 * 9) ** 0.25, rel=1e-12)
    assert means.harmonic_mean(ROW, np.array([2, 1, 1]))[0] == pytest.approx(1.4117647, abs=5e-8)


@pytest.mark.parametrize("mean", ALL)
def test_a_missing_cell_leaves_its_weight_and_never_spreads(mean) -> None:
    values = np.array([[2.0, np.nan, 4.0], [2.0, 4.0, 4.0], [np.nan] * 3])
    weights = np.array([1.0, 5.0, 1.0])
    answer = mean(values[:2], weights)
    assert answer[0] == pytest.approx(mean(values[:1][:, [0, 2]], weights[[0, 2]])[0], rel=1e-12)
    assert np.isfinite(answer).all()
    # a row without any value is missing, and only that row
    together = mean(values, weights)
    assert np.isnan(together[2])
    np.testing.assert_array_equal(together[:2], answer)


@pytest.mark.parametrize("mean", ALL)
def test_equal_children_give_their_value(mean) -> None:
    assert mean(np.full((1, 3), 7.0), np.array([0.2, 0.3, 0.5]))[0] == pytest.approx(7.0, rel=1e-12)


def test_generalised_mean_goes_through_its_special_cases() -> None:
    weights = np.array([2.0, 1.0, 1.0])
    for power, special in ((1, means.arithmetic_mean), (0, means.geometric_mean), (-1, means.harmonic_mean)):
        assert means.generalised_mean(ROW, weights, power=power)[0] == pytest.approx(special(ROW, weights)[0])


@pytest.mark.parametrize("mean", [means.geometric_mean, means.harmonic_mean, ALL[-1]])
@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_values_of_zero_or_below_are_refused_only_where_they_have_a_weight(mean, bad: float) -> None:
    values = np.array([[1.0, bad]])
    with pytest.raises(Refused) as refusal:
        mean(values, np.array([0.5, 0.5]))
    assert [finding.code for finding in refusal.value.findings] == ["ICM103"]
    assert mean(values, np.array([1.0, 0.0]))[0] == 1.0


def test_mazziotta_pareto_takes_off_the_squared_spread_over_the_mean() -> None:
    values = np.array([[80.0, 120.0]])
    assert means.mazziotta_pareto(values, np.array([0.5, 0.5]))[0] == 100 - 400 / 100
    with pytest.raises(Refused, match="ICM103"):
        means.mazziotta_pareto(np.array([[-1.0, 1.0]]), np.array([0.5, 0.5]))
