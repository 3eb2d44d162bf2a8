"""Tasche (2013), Bayesian estimation of probabilities of default for low default portfolios, JRMFI 6(3), 302–326."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, norm

from inscredit_models.findings import Refused
from inscredit_models.models.ratings.bayesian import bayesian_pd
from inscredit_models.models.ratings.grades import grade_table
from inscredit_models.models.ratings.prudent import most_prudent


def pool(n, k):
    return grade_table("AB", [n, 0], [k, 0], order="best_first")


def test_uniform_prior_gives_the_rule_of_succession():
    assert bayesian_pd(pool(800, 0))[0] == pytest.approx(0.00124688, abs=5e-9)
    assert bayesian_pd(pool(800, 3))[0] == pytest.approx(0.00498753, abs=5e-9)


@pytest.mark.parametrize("prior", ["uniform", "conservative"])
@pytest.mark.parametrize(("n", "k"), [(800, 3), (40, 0), (6, 5)])
def test_means_are_those_of_the_beta_posterior_and_of_the_quadrature(prior, n, k):
    below = 1 if prior == "uniform" else 0
    closed = bayesian_pd(pool(n, k), prior=prior)[0]
    assert closed == pytest.approx(beta(k + 1, n - k + below).mean())
    by_quadrature = bayesian_pd(pool(n, k), prior=prior, correlation=1e-13)[0]
    assert by_quadrature == pytest.approx(closed, rel=1e-6)


def test_upper_bounds_are_quantiles_of_the_conservative_posterior():
    for level in (0.5, 0.9, 0.99):
        assert beta(4, 800 - 3).cdf(most_prudent(pool(800, 3), level)[0]) == pytest.approx(level)


def test_correlated_mean_is_that_of_simulated_portfolios_with_as_many_defaults():
    rng, draws = np.random.default_rng(0), 1_000_000
    p, y = rng.random(draws), rng.normal(size=draws)
    defaults = rng.binomial(60, norm.cdf((norm.ppf(p) - np.sqrt(0.2) * y) / np.sqrt(0.8)))
    kept = p[defaults == 1]
    found = bayesian_pd(pool(60, 1), correlation=0.2)[0]
    assert found == pytest.approx(kept.mean(), abs=4 * kept.std() / np.sqrt(len(kept)))
    assert found > bayesian_pd(pool(60, 1))[0]


def test_a_prior_that_ends_early_keeps_the_mean_below_its_end():
    inside, _ = quad(lambda p: p * (1 - p) ** 20, 0, 0.05)
    total, _ = quad(lambda p: (1 - p) ** 20, 0, 0.05)
    assert bayesian_pd(pool(20, 0), most=0.05)[0] == pytest.approx(inside / total, rel=1e-6)


def test_grades_are_pooled_with_worse_ones_and_an_empty_end_has_no_mean():
    table = grade_table("ABC", [100, 50, 0], [1, 2, 0], order="best_first")
    np.testing.assert_allclose(bayesian_pd(table), [4 / 152, 3 / 52, np.nan])


def test_unknown_priors_and_ends_are_refused():
    with pytest.raises(Refused, match="ICM008"):
        bayesian_pd(pool(10, 0), prior="jeffreys")
    with pytest.raises(Refused, match="ICM079"):
        bayesian_pd(pool(10, 0), prior="conservative", most=0.5)
