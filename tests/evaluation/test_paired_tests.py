import numpy as np
import pytest
from scipy.stats import wilcoxon

from inscredit_models.evaluation.paired_tests import (
    corrected_t,
    five_by_two,
    practical_probabilities,
    signed_rank,
)
from inscredit_models.findings import Refused
from tests.evaluation.demsar import TABLE


def test_signed_rank_is_that_of_demsar():
    found = signed_rank(np.round(TABLE["c45_m"] - TABLE["c45"], 6).to_numpy())
    assert (found.positive, found.negative) == (93.0, 12.0)
    assert found.z == pytest.approx(-2.542, abs=5e-4)
    assert found.p_value < 0.05


def test_signed_rank_equals_scipy_without_zeros_and_ties():
    values = np.random.default_rng(0).normal(0.3, size=40)
    expected = wilcoxon(values, method="asymptotic", correction=False)
    found = signed_rank(values)
    assert min(found.positive, found.negative) == expected.statistic
    assert found.p_value == pytest.approx(expected.pvalue)


def test_five_by_two_gives_the_reference_values():
    differences = np.array([[0.02, 0.01], [0.03, 0.015], [0.01, 0.02], [0.025, 0.005], [0.015, 0.03]])
    found = five_by_two(differences)
    assert (found.t, found.t_p_value) == pytest.approx((1.9518001, 0.1084200), abs=5e-8)
    assert (found.f, found.f_p_value) == pytest.approx((3.7142857, 0.0801929), abs=5e-8)


def test_five_by_two_of_equal_differences_is_certain():
    assert five_by_two(np.zeros((5, 2))) == (0.0, 1.0, 0.0, 1.0)
    assert five_by_two(np.full((5, 2), 0.1)) == (np.inf, 0.0, np.inf, 0.0)


@pytest.fixture(scope="module")
def moons():
    """Differences of AUC, rbf − linear, of the scikit-learn example on comparing models by grid search."""
    from sklearn.datasets import make_moons
    from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
    from sklearn.svm import SVC

    X, y = make_moons(noise=0.352, random_state=1, n_samples=100)
    folds = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    rbf, linear = (
        cross_val_score(SVC(kernel=kernel, random_state=0), X, y, cv=folds, scoring="roc_auc")
        for kernel in ("rbf", "linear")
    )
    return rbf - linear


def test_corrected_t_and_posterior_are_those_of_the_scikit_learn_example(moons):
    statistic, p_value = corrected_t(moons, 1 / 9)
    assert statistic == pytest.approx(0.7503127, abs=5e-7)
    assert p_value / 2 == pytest.approx(0.2274230, abs=5e-7)
    assert practical_probabilities(moons, 1 / 9, 0.0).better == pytest.approx(0.7725770, abs=5e-7)
    found = practical_probabilities(moons, 1 / 9, 0.01)
    assert found == pytest.approx((0.0683, 0.4317, 0.5000), abs=5e-5)  # as baycomp gives them
    assert found.equivalent == pytest.approx(0.4316825, abs=5e-7)


def test_posterior_agrees_with_draws_from_it():
    differences = np.random.default_rng(0).normal(0.02, 0.03, 20)
    spread = np.sqrt(differences.var(ddof=1) * (1 / 20 + 0.25))
    draws = differences.mean() + spread * np.random.default_rng(1).standard_t(19, size=400_000)
    found = practical_probabilities(differences, 0.25, 0.01)
    assert found.better == pytest.approx((draws > 0.01).mean(), abs=3e-3)
    assert sum(found) == pytest.approx(1)


def test_no_spread_is_no_error():
    assert practical_probabilities(np.full(5, 0.02), 0.25, 0.01) == (0.0, 0.0, 1.0)
    assert corrected_t(np.zeros(5), 0.25) == (0.0, 1.0)


def test_too_few_and_not_finite_differences_are_refused():
    with pytest.raises(Refused, match="ICM006"):
        signed_rank(np.array([0.1]))
    with pytest.raises(Refused, match="ICM027"):
        corrected_t(np.array([0.1, np.nan, 0.2]), 0.1)
    with pytest.raises(Refused, match="5, 2"):
        five_by_two(np.zeros((2, 5)))
