import numpy as np
import pytest
from scipy.stats import beta, binom, norm, ttest_1samp

from inscredit_models.evaluation.rating_system.pd_tests import (
    binomial_p_value,
    correlated_p_value,
    critical_count,
    jeffreys_p_value,
    normal_p_value,
)
from inscredit_models.findings import Refused

from .examples import PD, D, N

SIZES, COUNTS, STATED = np.array([1000, 500, 200, 250]), np.array([15, 10, 0, 14]), np.array([0.01, 0.02, 0.005, 0.03])


def test_jeffreys_gives_the_reference_values_and_those_of_the_beta_distribution():
    # European Central Bank (2019), Instructions for reporting the validation results of internal models:
    # BetaCDF(PD; D + ½, N − D + ½).
    found = jeffreys_p_value(SIZES, COUNTS, STATED)
    assert found == pytest.approx([0.0632284, 0.4793776, 0.8434796, 0.0135974], abs=5e-8)
    np.testing.assert_allclose(found, beta(COUNTS + 0.5, SIZES - COUNTS + 0.5).cdf(STATED))
    assert jeffreys_p_value(N, D, PD) == pytest.approx([0.340746, 0.216885, 0.124598, 0.314190, 0.054270], abs=5e-7)


def test_jeffreys_is_the_share_of_the_posterior_below_the_stated_probability_in_a_simulation():
    # Rates drawn from Jeffreys' prior, subjects from the rates; those with 15 defaults of 1,000 are kept.
    rng = np.random.default_rng(0)
    rates = rng.beta(0.5, 0.5, size=4_000_000)
    rates = rates[rates < 0.06]
    kept = rates[rng.binomial(1000, rates) == 15]
    assert (kept <= 0.01).mean() == pytest.approx(0.0632, abs=0.01)


def test_more_defaults_make_every_p_value_smaller():
    events = np.arange(0, 40)
    n, pd = np.full(40, 1000), np.full(40, 0.01)
    for p in (jeffreys_p_value(n, events, pd), binomial_p_value(n, events, pd), correlated_p_value(n, events, pd, 0.1)):
        assert (np.diff(p) < 0).all() and p[0] > 0.9 and p[-1] < 0.06


def test_binomial_is_exact_and_counts_the_observed_number_itself():
    found = binomial_p_value(SIZES, COUNTS, STATED)
    assert found == pytest.approx([0.0824123, 0.5433358, 1.0, 0.0198322], abs=5e-8)
    np.testing.assert_allclose(found, binom.sf(COUNTS - 1, SIZES, STATED))
    assert binomial_p_value(N, D, PD) == pytest.approx([0.551031, 0.293330, 0.153939, 0.354546, 0.067225], abs=5e-7)


def test_critical_counts_are_the_first_that_are_unlikely():
    found = critical_count(np.full(3, 1000), np.array([0.01, 0.02, 0.05]))
    assert found.tolist() == [19, 32, 68]
    for count, pd in zip(found, (0.01, 0.02, 0.05), strict=True):
        assert binom.sf(count - 1, 1000, pd) <= 0.01 < binom.sf(count - 2, 1000, pd)


def test_a_bad_year_of_correlated_subjects_is_likelier_than_of_independent_ones():
    plain, moved = binomial_p_value(SIZES, COUNTS, STATED), correlated_p_value(SIZES, COUNTS, STATED, 0.12)
    assert moved[3] > plain[3]
    assert correlated_p_value(SIZES, COUNTS, STATED, 1e-12) == pytest.approx(plain, abs=1e-6)
    rng = np.random.default_rng(1)
    rates = norm.cdf((norm.ppf(0.03) + np.sqrt(0.12) * rng.normal(size=400_000)) / np.sqrt(0.88))
    assert moved[3] == pytest.approx((rng.binomial(250, rates) >= 14).mean(), abs=3e-3)


def test_critical_rate_of_endless_grades_is_where_the_correlated_test_turns():
    # Vasicek (2002): an endless grade of pd 1 % exceeds a default rate of 5.25266 % in one year of a hundred (ρ = .12).
    n = 2_000_000
    p = correlated_p_value(np.array([n]), np.array([round(0.0525266 * n)]), np.array([0.01]), 0.12)
    assert p[0] == pytest.approx(0.01, abs=2e-4)


def test_normal_test_over_years_is_the_t_statistic_on_the_normal_scale():
    # Basel Committee (2005), Working Paper 14: Σ(rate − PD) / (√T τ) with τ² from the same years.
    excess = np.random.default_rng(2).normal(0.002, 0.004, size=(6, 3))
    expected = norm.sf(ttest_1samp(excess, 0, axis=0).statistic)
    np.testing.assert_allclose(normal_p_value(excess + 0.02, np.full(3, 0.02)), expected)
    years = 6
    tau = np.sqrt(((excess**2).sum(axis=0) - excess.sum(axis=0) ** 2 / years) / (years - 1))
    np.testing.assert_allclose(expected, norm.sf(excess.sum(axis=0) / (np.sqrt(years) * tau)))


def test_normal_test_is_silent_on_few_years_missing_years_and_no_spread():
    assert np.isnan(normal_p_value(np.zeros((2, 3)), np.full(3, 0.1))).all()
    rates = np.array([[0.1, np.nan], [0.1, 0.2], [0.1, 0.1]])
    assert np.isnan(normal_p_value(rates, np.full(2, 0.05))).all()


def test_an_empty_grade_has_no_p_value_and_impossible_counts_are_refused():
    assert np.isnan(jeffreys_p_value(np.array([0]), np.array([0]), np.array([0.1]))).all()
    with pytest.raises(Refused) as refused:
        binomial_p_value(np.array([3]), np.array([4]), np.array([0.0]))
    assert [finding.code for finding in refused.value.findings] == ["ICM079", "ICM079"]
