"""Pluto & Tasche (2005), Thinking positively, Risk 18(8), 72–78 (arXiv cond-mat/0411699): their three-grade example."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import binom, norm

from inscredit_models.findings import Refused
from inscredit_models.models.ratings.grades import grade_table
from inscredit_models.models.ratings.prudent import most_prudent, scale_to_mean

LEVELS = (0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
NONE = grade_table("ABC", [100, 400, 300], [0, 0, 0], order="best_first")
THREE = grade_table("ABC", [100, 400, 300], [0, 2, 1], order="best_first")


def percent(table, **options):
    return np.array([100 * most_prudent(table, level, **options) for level in LEVELS]).T


def test_bounds_without_defaults_are_those_of_the_paper():
    printed = [
        [0.09, 0.17, 0.29, 0.37, 0.57, 0.86],
        [0.10, 0.20, 0.33, 0.43, 0.66, 0.98],
        [0.23, 0.46, 0.76, 0.99, 1.52, 2.28],
    ]
    np.testing.assert_allclose(percent(NONE), printed, atol=5.1e-3)


def test_bounds_with_three_defaults_are_those_of_the_paper():
    printed = [
        [0.46, 0.64, 0.83, 0.97, 1.25, 1.62],
        [0.52, 0.73, 0.95, 1.10, 1.43, 1.85],
        [0.56, 0.90, 1.29, 1.57, 2.19, 3.04],
    ]
    np.testing.assert_allclose(percent(THREE), printed, atol=5.1e-3)


def test_correlated_bounds_without_defaults_are_those_of_the_paper():
    printed = [
        [0.15, 0.40, 0.86, 1.31, 2.65, 5.29],
        [0.17, 0.45, 0.96, 1.45, 2.92, 5.77],
        [0.37, 0.92, 1.89, 2.78, 5.30, 9.84],
    ]
    # The print is from numerical integration: at 99 % it differs by less than a hundredth of a percent.
    np.testing.assert_allclose(percent(NONE, correlation=0.12), printed, atol=1.01e-2)


@pytest.mark.parametrize("table", [NONE, THREE])
def test_closed_form_equals_a_search_on_the_binomial_distribution(table):
    for level in LEVELS:
        pooled = [(table.n[i:].sum(), table.events[i:].sum()) for i in range(3)]
        found = [
            brentq(lambda p, n=n, k=k, c=level: binom.cdf(k, n, p) - 1 + c, 1e-9, 0.9, xtol=1e-14) for n, k in pooled
        ]
        np.testing.assert_allclose(most_prudent(table, level), found, rtol=1e-8)


def test_correlated_bounds_solve_the_equation_by_adaptive_quadrature():
    def at_most(p, n, k):
        def inside(y):
            return binom.cdf(k, n, norm.cdf((norm.ppf(p) - np.sqrt(0.12) * y) / np.sqrt(0.88))) * norm.pdf(y)

        return quad(inside, -8.5, 8.5, limit=200, points=[-3, 0])[0]

    fast = most_prudent(THREE, 0.9, correlation=0.12)
    for bound, (n, k) in zip(fast, [(800, 3), (700, 3), (300, 1)], strict=True):
        assert at_most(bound, n, k) == pytest.approx(0.1, abs=1e-7)


def test_counts_given_worst_first_are_pooled_the_same_way_as_the_dormant_r_package_does():
    # Sizes and defaults of the example of the R package LDPD (function PTOnePeriodPD), given worst grade first; the
    # values are our own and equal a search on the binomial distribution.
    table = grade_table("54321", [10, 20, 30, 40, 10], [1, 2, 0, 0, 0], order="worst_first")
    worst_first = most_prudent(table, 0.5)[::-1]
    assert worst_first == pytest.approx([0.162263, 0.121041, 0.060859, 0.036597, 0.033281], abs=5e-7)
    turned = grade_table("54321", [10, 20, 30, 40, 10], [1, 2, 0, 0, 0], order="best_first")
    assert abs(most_prudent(turned, 0.5)[0] - worst_first[0]) > 0.1, "the order of the grades decides"


def test_bounds_never_fall_towards_worse_grades_and_rise_with_confidence_and_correlation():
    for options in ({}, {"correlation": 0.12}, {"correlation": 0.2, "years": 3, "persistence": 0.3}):
        low, high = (most_prudent(NONE, level, **options) for level in (0.6, 0.9))
        assert (np.diff(low) >= 0).all() and (high > low).all()
    assert (most_prudent(NONE, 0.9, correlation=0.2) > most_prudent(NONE, 0.9, correlation=0.1)).all()


def test_bound_holds_the_true_probability_as_often_as_it_says():
    rng = np.random.default_rng(2)
    defaults = rng.binomial(800, 0.01, size=2000)
    cases = {
        k: most_prudent(grade_table("AB", [800, 0], [k, 0], order="best_first"), 0.9)[0] for k in np.unique(defaults)
    }
    covered = np.mean([cases[k] >= 0.01 for k in defaults])
    assert 0.89 < covered < 0.96  # exact bounds cover at least 90 %, and not much more


def test_several_years_without_correlation_are_one_year_taken_several_times():
    yearly = most_prudent(NONE, 0.9, years=5)
    np.testing.assert_allclose(1 - (1 - yearly) ** 5, most_prudent(NONE, 0.9), rtol=1e-12)
    np.testing.assert_allclose(most_prudent(NONE, 0.9, years=5, correlation=1e-9), yearly, rtol=1e-4)


def test_one_year_of_drawn_paths_would_be_the_quadrature_and_long_persistence_brings_it_near():
    one = most_prudent(NONE, 0.9, correlation=0.12)
    five = {theta: most_prudent(NONE, 0.9, correlation=0.12, years=5, persistence=theta) for theta in (0.0, 0.3, 0.9)}
    assert (five[0.0] < five[0.3]).all() and (five[0.3] < five[0.9]).all() and (five[0.9] < one).all()


def test_several_years_agree_with_simulated_subjects():
    # At the bound so few defaults have probability 1 − γ: subjects simulated year by year say so.
    rng, theta, rho = np.random.default_rng(3), 0.3, 0.12
    p = most_prudent(
        grade_table("AB", [300, 0], [2, 0], order="best_first"), 0.75, correlation=rho, years=3, persistence=theta
    )[0]
    runs, factor, alive = 6000, rng.normal(size=6000), np.ones((6000, 300), dtype=bool)
    for _ in range(3):
        assets = np.sqrt(rho) * factor[:, None] + np.sqrt(1 - rho) * rng.normal(size=(runs, 300))
        alive &= assets >= norm.ppf(p)
        factor = theta * factor + np.sqrt(1 - theta**2) * rng.normal(size=runs)
    assert ((~alive).sum(axis=1) <= 2).mean() == pytest.approx(0.25, abs=0.02)


def test_scaled_probabilities_have_the_central_tendency_as_their_mean():
    scaled = scale_to_mean(NONE, most_prudent(NONE, 0.75), 0.004)
    assert np.average(scaled, weights=NONE.n) == pytest.approx(0.004)
    with pytest.raises(Refused, match="ICM079"):
        scale_to_mean(NONE, np.ones(3), 0)


def test_grades_without_anybody_below_have_no_bound_and_all_defaulted_is_certain():
    table = grade_table("ABC", [10, 4, 0], [0, 4, 0], order="best_first")
    for correlation in (0.0, 0.1):
        found = most_prudent(table, 0.5, correlation=correlation)
        assert found[1] == 1.0 and np.isnan(found[2])


def test_numbers_out_of_range_are_refused_all_at_once():
    with pytest.raises(Refused) as refused:
        most_prudent(NONE, 1.0, correlation=1.0, years=0)
    assert [finding.where for finding in refused.value.findings] == ["confidence", "correlation", "years, persistence"]
