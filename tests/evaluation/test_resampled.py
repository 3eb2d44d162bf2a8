import numpy as np
import pytest
from scipy.stats import t

from inscredit_models.evaluation.intervals import assess_difference
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.resampled import corrected_covariance


def moons_differences():
    """AUC of two support vector machines over 10 × 10 folds of the moons data."""
    from sklearn.datasets import make_moons
    from sklearn.model_selection import RepeatedStratifiedKFold
    from sklearn.svm import SVC

    X, y = make_moons(noise=0.352, random_state=1, n_samples=100)
    folds = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    rows = []
    for train, test in folds.split(X, y):
        fitted = [SVC(kernel=kernel, random_state=0).fit(X[train], y[train]) for kernel in ("rbf", "linear")]
        rows.append([auc(y[test], model.decision_function(X[test])) for model in fitted])
    return np.array(rows)


def test_corrected_t_is_that_of_the_scikit_learn_example():
    # scikit-learn, example "Statistical comparison of models using grid search": rbf against linear, corrected t 0.750
    # with one-sided p .227, against an uncorrected t of 2.611.
    per_fold = moons_differences()
    mean, covariance = corrected_covariance(per_fold, 10 / 90)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    difference = assess_difference(mean[0] - mean[1], np.sqrt(variance), df=99)
    assert difference.value / difference.error == pytest.approx(0.7503127, abs=5e-7)
    assert difference.p_value / 2 == pytest.approx(0.2274230, abs=5e-7)
    uncorrected = (per_fold[:, 0] - per_fold[:, 1]).std(ddof=1) / 10
    assert (mean[0] - mean[1]) / uncorrected == pytest.approx(2.6111648, abs=5e-7)


def test_correction_is_the_share_of_rows_tested():
    per_fold = np.random.default_rng(0).normal(size=(20, 2))
    _, plain = corrected_covariance(per_fold, 0.0)
    _, corrected = corrected_covariance(per_fold, 0.25)
    np.testing.assert_allclose(plain, np.cov(per_fold.T) / 20)
    np.testing.assert_allclose(corrected, plain * (1 + 20 * 0.25))


def test_difference_takes_the_t_distribution():
    assert assess_difference(0.1, 0.05, df=9).p_value == pytest.approx(2 * t.sf(2, 9))
