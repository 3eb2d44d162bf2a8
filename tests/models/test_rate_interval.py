"""Intervals of event rates."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta

from inscredit_models.models.rate_interval import jeffreys_interval


def test_the_interval_is_the_quantile_of_its_beta_distribution():
    low, high = jeffreys_interval(np.array([3]), np.array([20]))
    np.testing.assert_allclose([low[0], high[0]], beta.ppf([0.025, 0.975], 3.5, 17.5), rtol=1e-12)


def test_the_ends_are_closed_and_an_empty_bin_has_none():
    low, high = jeffreys_interval(np.array([0, 20, 0]), np.array([20, 20, 0]))
    assert low[0] == 0
    assert high[1] == 1
    assert np.isnan([low[2], high[2]]).all()


def test_a_thin_bin_has_a_wide_interval():
    low, high = jeffreys_interval(np.array([1, 100]), np.array([10, 1000]))
    assert high[0] - low[0] > 5 * (high[1] - low[1])
