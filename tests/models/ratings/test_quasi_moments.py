import numpy as np
import pytest
from scipy.optimize import fsolve
from scipy.special import expit
from scipy.stats import norm

from inscredit_models.evaluation.metrics import gini
from inscredit_models.findings import Refused
from inscredit_models.models.ratings.grades import grade_table
from inscredit_models.models.ratings.quasi_moments import implied_accuracy_ratio, quasi_moments

TABLE = grade_table("ABCDE", [400, 600, 800, 500, 200], [0] * 5, order="best_first")


@pytest.mark.parametrize(("mean", "ratio"), [(0.0284, 0.548), (0.001, 0.7), (0.2, 0.1), (0.05, 0.0)])
def test_curve_has_the_mean_and_accuracy_ratio_it_was_asked_for(mean, ratio):
    curve = quasi_moments(TABLE, mean=mean, accuracy_ratio=ratio)
    assert np.average(curve.pd, weights=TABLE.n) == pytest.approx(mean, abs=1e-10)
    assert implied_accuracy_ratio(TABLE.n, curve.pd) == pytest.approx(ratio, abs=1e-8)
    assert (np.diff(curve.pd) >= 0).all()


def test_a_solver_of_two_equations_finds_the_same_curve():
    # Tasche (2013), The art of probability-of-default curve calibration, Journal of Credit Risk 9(4): two equations.
    z = norm.ppf(np.cumsum(TABLE.shares) - TABLE.shares / 2)

    def missing(point):
        pd = expit(point[0] + point[1] * z)
        return [TABLE.shares @ pd - 0.0284, implied_accuracy_ratio(TABLE.shares, pd) - 0.548]

    found = fsolve(missing, [-4.0, 1.0], xtol=1e-12)
    curve = quasi_moments(TABLE, mean=0.0284, accuracy_ratio=0.548)
    assert (curve.intercept, curve.slope) == pytest.approx(tuple(found), rel=1e-6)


def test_implied_accuracy_ratio_is_the_gini_of_rows_that_default_as_stated():
    n, events = np.array([400, 600, 800, 500, 200]), np.array([4, 12, 40, 50, 60])
    y = np.concatenate([np.repeat([1, 0], [d, m - d]) for m, d in zip(n, events, strict=True)])
    assert implied_accuracy_ratio(n, events / n) == pytest.approx(gini(y, np.repeat(np.arange(5.0), n)))


def test_an_accuracy_ratio_that_the_grades_cannot_have_is_refused_with_the_highest():
    with pytest.raises(Refused, match="up to 0"):
        quasi_moments(grade_table("AB", [90, 10], [0, 0], order="best_first"), mean=0.2, accuracy_ratio=0.99)
    with pytest.raises(Refused) as refused:
        quasi_moments(TABLE, mean=0, accuracy_ratio=1)
    assert [finding.code for finding in refused.value.findings] == ["ICM079", "ICM079"]
