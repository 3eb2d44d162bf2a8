import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom, norm

from inscredit_models.findings import Findings
from inscredit_models.models.ratings.single_factor import (
    binomial_at_most,
    check_correlation,
    conditional_pd,
    critical_rate,
    probability_at_most,
)


def test_critical_rates_are_the_quantiles_of_a_simulated_endless_grade():
    # Vasicek (2002), Loan portfolio value, Risk 15(12): the closed form, at 99 % and ρ = .12.
    closed = critical_rate(np.array([0.01, 0.02, 0.05]), 0.12, 0.99)
    assert closed == pytest.approx([0.0525266, 0.0917191, 0.1855649], abs=5e-8)
    factor = np.random.default_rng(0).normal(size=400_000)
    for pd, value in zip([0.01, 0.02, 0.05], closed, strict=True):
        assert np.quantile(conditional_pd(pd, 0.12, factor), 0.99) == pytest.approx(value, rel=0.02)


def test_mean_over_the_factor_is_the_unconditional_probability():
    mean, _ = quad(lambda y: conditional_pd(0.03, 0.2, y) * norm.pdf(y), -9, 9)
    assert mean == pytest.approx(0.03, abs=1e-9)


@pytest.mark.parametrize(("n", "k", "pd", "rho"), [(100, 2, 0.03, 0.12), (5000, 40, 0.01, 0.05), (8, 3, 0.4, 0.6)])
def test_probability_at_most_equals_adaptive_quadrature(n, k, pd, rho):
    value, _ = quad(lambda y: binom.cdf(k, n, conditional_pd(pd, rho, y)) * norm.pdf(y), -8.5, 8.5, limit=400)
    assert float(probability_at_most(k, n, pd, rho)) == pytest.approx(value, abs=1e-7)


def test_probability_at_most_agrees_with_simulated_subjects():
    rng = np.random.default_rng(1)
    assets = np.sqrt(0.3) * rng.normal(size=(20_000, 1)) + np.sqrt(0.7) * rng.normal(size=(20_000, 50))
    defaults = (assets < norm.ppf(0.05)).sum(axis=1)
    assert float(probability_at_most(4, 50, 0.05, 0.3)) == pytest.approx((defaults <= 4).mean(), abs=0.01)


def test_binomial_route_equals_scipy_and_knows_its_ends():
    k = np.arange(-1, 12)
    expected = binom.cdf(k, 10, 0.3)
    np.testing.assert_allclose(binomial_at_most(k, np.full(13, 10), np.full(13, 0.3)), expected, atol=1e-14)


def test_a_correlation_out_of_range_is_a_finding():
    findings = Findings()
    for value in (-0.1, 1.0, np.nan):
        check_correlation(value, "correlation", findings)
    assert [finding.code for finding in findings] == ["ICM079"] * 3
