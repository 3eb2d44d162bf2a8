import numpy as np
import pytest
from scipy.stats import norm, variation

from inscredit_models.evaluation.rating_system.concentration import concentration, concentration_rise
from inscredit_models.findings import Refused


def test_even_and_crowded_scales_are_the_ends():
    assert concentration(np.full(7, 30)) == pytest.approx((1 / 7, 0.0, 0.0), abs=1e-12)
    crowded = concentration(np.array([0, 0, 90]))
    assert (crowded.herfindahl, crowded.adjusted) == pytest.approx((1.0, 1.0))


def test_indices_equal_a_second_computation():
    n = np.array([400, 600, 800, 500, 200])
    found = concentration(n)
    assert found.herfindahl == pytest.approx(0.232)  # .16² + .24² + .32² + .20² + .08²
    assert found.variation == pytest.approx(variation(n))
    assert found.adjusted == pytest.approx(1 + np.log((variation(n) ** 2 + 1) / 5) / np.log(5))


def test_rise_is_one_sided_and_equal_portfolios_have_none():
    now, then = np.array([100, 800, 100]), np.array([300, 400, 300])
    z, p = concentration_rise(now, then)
    a, b = variation(now), variation(then)
    assert z == pytest.approx(np.sqrt(2) * (a - b) / np.sqrt(a**2 * (0.5 + a**2)))
    assert p == pytest.approx(norm.sf(z))
    assert concentration_rise(then, now)[1] > 0.5
    assert concentration_rise(now, now) == (0.0, 0.5)
    assert concentration_rise(np.ones(3), now) == (-np.inf, 1.0)
    assert concentration_rise(np.ones(3), np.ones(3)) == (0.0, 0.5)


def test_counts_that_say_nothing_are_refused():
    for n in ([5], [0, 0], [-1, 3]):
        with pytest.raises(Refused, match="ICM006"):
            concentration(np.array(n))
