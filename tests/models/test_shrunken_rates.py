"""Shrunken ratios: the prior is the most likely one, small volumes move, large ones stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brute
from scipy.stats import nbinom

from inscredit_models.findings import Refused
from inscredit_models.models.shrunken_rates import marginal_log_likelihood, shrink_rates

DRAWN = np.random.default_rng(5)
EXPOSURE = np.exp(DRAWN.normal(2, 1.5, size=400))
EVENTS = DRAWN.poisson(EXPOSURE * DRAWN.gamma(2.0, 1 / 1.6, size=400))


def test_the_marginal_count_is_negative_binomial() -> None:
    counts, exposure, shape, rate = np.array([0, 3, 7]), np.array([1.0, 2.0, 0.5]), 1.7, 2.3
    expected = nbinom.logpmf(counts, shape, rate / (rate + exposure)).sum()
    assert marginal_log_likelihood(counts, exposure, shape, rate) == pytest.approx(expected)


def test_no_parameters_on_a_grid_are_more_likely() -> None:
    found = shrink_rates(EVENTS, EXPOSURE)
    best = marginal_log_likelihood(EVENTS, EXPOSURE, found.shape, found.rate)

    def loss(point: np.ndarray) -> float:
        return -marginal_log_likelihood(EVENTS, EXPOSURE, *np.exp(point))

    _, least, *_ = brute(loss, ((-1, 2), (-1, 2)), Ns=40, full_output=True, finish=None)
    assert best >= -least
    assert -least == pytest.approx(best, abs=0.5)


def test_planted_parameters_are_recovered() -> None:
    found = shrink_rates(EVENTS, EXPOSURE)
    assert found.shape == pytest.approx(2.0, rel=0.2) and found.mean == pytest.approx(2.0 / 1.6, rel=0.1)


def test_the_posterior_is_that_of_a_hand() -> None:
    found = shrink_rates(EVENTS, EXPOSURE)
    assert found.shrunken[0] == pytest.approx((found.shape + EVENTS[0]) / (found.rate + EXPOSURE[0]))
    assert found.shrunken == pytest.approx(found.weight * found.raw + (1 - found.weight) * found.mean)


def test_small_volumes_move_more_and_every_interval_holds_its_rate() -> None:
    found = shrink_rates(EVENTS, EXPOSURE)
    assert (np.diff(found.weight[np.argsort(EXPOSURE)]) >= 0).all()
    assert ((found.low <= found.raw) & (found.raw <= found.high)).all()
    assert ((found.shrunken_low < found.shrunken) & (found.shrunken < found.shrunken_high)).all()


def test_shrunken_rates_are_nearer_to_the_planted_ones() -> None:
    drawn = np.random.default_rng(11)
    exposure = np.exp(drawn.normal(0.5, 1.5, size=300))
    rates = drawn.gamma(2.0, 0.6, size=300)
    found = shrink_rates(drawn.poisson(exposure * rates), exposure)
    assert np.square(found.shrunken - rates).mean() < 0.6 * np.square(found.raw - rates).mean()


def test_equal_rates_are_drawn_to_one_rate() -> None:
    found = shrink_rates(np.array([10, 20, 30, 40, 50]), np.array([10.0, 20, 30, 40, 50]))
    assert np.ptp(found.shrunken) < 1e-3 and found.mean == pytest.approx(1.0)


def test_the_exact_interval_is_that_of_garwood() -> None:
    """Garwood (1936), Biometrika 28: the 95 % limits of a count of 10 are 4.795 and 18.390."""
    found = shrink_rates(np.array([10, 0, 3, 4, 5]), np.ones(5))
    assert (found.low[0], found.high[0]) == (pytest.approx(4.795, abs=5e-4), pytest.approx(18.390, abs=5e-4))
    assert found.low[1] == 0 and found.high[1] == pytest.approx(3.689, abs=5e-4)


@pytest.mark.parametrize(
    ("events", "exposure", "code"),
    [
        ([1, 2, 3], [1, 1, 1], "ICM006"),
        ([1, 2, 3, 4, 5.5], [1, 1, 1, 1, 1], "ICM079"),
        ([1, 2, 3, 4, -5], [1, 1, 1, 1, 1], "ICM079"),
        ([1, 2, 3, 4, 5], [1, 1, 1, 1, 0], "ICM079"),
        ([1, 2, 3, 4, 5], [1, 1, 1, 1, np.nan], "ICM079"),
    ],
)
def test_what_is_no_count_or_no_exposure_is_refused(events: list[float], exposure: list[float], code: str) -> None:
    with pytest.raises(Refused, match=code):
        shrink_rates(np.array(events), np.array(exposure))
