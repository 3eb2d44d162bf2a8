from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.spatial import ConvexHull
from scipy.stats import beta

from inscredit_models.evaluation.h_measure import PRIORS, h_bias, h_measure, h_rows, hull_costs, prior_shapes
from tests.evaluation.test_metrics import S, Y


def h_by_geometry(y, risk, prior):
    """The second route: corners of the convex hull of the ROC curve, integrals by quadrature."""
    thresholds = np.append(np.unique(risk), np.inf)
    points = np.array([[(risk[y == 0] >= t).mean(), (risk[y == 1] >= t).mean()] for t in thresholds])
    corners = np.vstack([points, [[1.0, 0.0]]])  # below the diagonal, so that the hull has an area
    corners = corners[ConvexHull(corners).vertices]
    share = y.mean()
    density = beta(*prior_shapes(share, prior)).pdf

    def loss(c):
        return (c * (1 - share) * corners[:, 0] + (1 - c) * share * (1 - corners[:, 1])).min()

    def trivial(c):
        return min(c * (1 - share), (1 - c) * share)

    pieces = np.linspace(0, 1, 101)

    def over_prior(cost):
        return sum(quad(lambda c: cost(c) * density(c), *ends)[0] for ends in pairwise(pieces))

    return 1 - over_prior(loss) / over_prior(trivial)


def test_reference_values_of_two_priors():
    # Equal to the Python package hmeasure (default prior of the R package) and to our own second computation.
    assert h_measure(Y, S) == pytest.approx(0.5941447, abs=5e-8)
    assert h_measure(Y, S, "symmetric") == pytest.approx(0.5189995, abs=5e-8)


@pytest.mark.parametrize("prior", PRIORS)
def test_value_equals_the_geometry_of_the_hull(prior):
    rng = np.random.default_rng(4)
    y = (rng.random(150) < 0.25).astype(int)
    risk = np.round(y + 1.5 * rng.normal(size=150), 1)
    assert h_measure(y, risk, prior) == pytest.approx(h_by_geometry(y, risk, prior), abs=1e-6)


def test_priors_matter_and_have_the_declared_mode():
    a, b = prior_shapes(0.2, "mode_at_share")
    assert (a - 1) / (a + b - 2) == pytest.approx(0.2)
    assert abs(h_measure(Y, S) - h_measure(Y, S, "symmetric")) > 0.03


def test_ranking_the_wrong_way_round_saves_nothing():
    assert h_measure(np.array([1, 1, 0, 0]), np.arange(4.0)) == 0.0


def test_hull_costs_never_fall_with_the_risk():
    costs = hull_costs(Y, S)
    assert (np.diff(costs[np.argsort(S)]) >= 0).all()


@pytest.mark.parametrize("prior", PRIORS)
def test_row_values_average_to_h_and_spread_like_a_bootstrap(prior):
    rng = np.random.default_rng(2)
    y = (rng.random(3000) < 0.3).astype(int)
    risk = y + 1.2 * rng.normal(size=3000)
    rows = h_rows(y, risk[None], prior)[0]
    assert rows.mean() == pytest.approx(h_measure(y, risk, prior), abs=1e-12)
    drawn = rng.integers(3000, size=(300, 3000))
    bootstrap = np.std([h_measure(y[rows], risk[rows], prior) for rows in drawn], ddof=1)
    assert rows.std() / np.sqrt(3000) == pytest.approx(bootstrap, rel=0.15)


def test_bias_from_halves_is_the_mean_excess_over_a_very_large_sample():
    def draw(n):
        y = (rng.random(n) < 0.2).astype(int)
        return y, y + 1.5 * rng.normal(size=n)

    rng = np.random.default_rng(5)
    true = h_measure(*draw(400_000))
    samples = [draw(400) for _ in range(200)]
    excess = np.mean([h_measure(y, risk) for y, risk in samples]) - true
    assert excess > 0.01
    estimated = [h_bias(y, risk[None], np.arange(400), seed=0)[0] for y, risk in samples]
    assert np.mean(estimated) == pytest.approx(excess, rel=0.3)


def test_halves_without_both_classes_give_no_bias():
    assert h_bias(np.array([1, 0]), np.array([[0.9, 0.1]]), np.arange(2), seed=0).tolist() == [0.0]
