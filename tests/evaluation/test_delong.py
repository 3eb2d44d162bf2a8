import numpy as np
import pytest
from scipy.stats import chi2

from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.evaluation.intervals import assess_difference
from tests.evaluation.test_metrics import S, Y
from tests.evaluation.test_placements import naive_placements


def two_models(seed=4, rows=150):
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < 0.3).astype(int)
    shared = rng.normal(size=rows) + y
    return y, np.array([shared, shared + rng.normal(size=rows)])


def test_auc_is_the_reference_value():
    area, _ = delong_covariance(Y, S[None])
    assert area[0] == pytest.approx(0.8809524, abs=5e-8)


def test_covariance_equals_the_slow_route_over_all_pairs():
    y, risk = two_models()
    events, others = zip(*[naive_placements(y, row) for row in risk], strict=True)
    slow = np.cov(events) / (y == 1).sum() + np.cov(others) / (y == 0).sum()
    np.testing.assert_allclose(delong_covariance(y, risk)[1], slow, rtol=1e-10)


def test_standard_error_agrees_with_a_bootstrap_of_single_rows():
    y, risk = two_models(rows=400)
    rng = np.random.default_rng(0)
    differences = []
    for _ in range(600):
        rows = rng.integers(len(y), size=len(y))
        area = delong_covariance(y[rows], risk[:, rows])[0]
        differences.append(area[0] - area[1])
    covariance = delong_covariance(y, risk)[1]
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert error == pytest.approx(np.std(differences), rel=0.12)


def test_constant_risk_has_no_variance():
    area, covariance = delong_covariance(Y, np.full((1, 20), 0.4))
    assert area[0] == 0.5
    assert covariance[0, 0] == 0.0


# Albumin, total protein, K-G score and outcome (1: surgery helped) of 43 patients with ovarian cancer, the example of
# DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, 837–845, as printed in SAS/STAT, PROC LOGISTIC, example
# "Comparing receiver operating characteristic curves".
OVARIAN = """
3.0 5.8 10 0  3.2 6.3  5 1  3.9 6.8  3 1  2.8 4.8  6 0  3.2 5.8  3 1  0.9 4.0  5 0  2.5 5.7  8 0  1.6 5.6  5 1
3.8 5.7  5 1  3.7 6.7  6 1  3.2 5.4  4 1  3.8 6.6  6 1  4.1 6.6  5 1  3.6 5.7  5 1  4.3 7.0  4 1  3.6 6.7  4 0
2.3 4.4  6 1  4.2 7.6  4 0  4.0 6.6  6 0  3.5 5.8  6 1  3.8 6.8  7 1  3.0 4.7  8 0  4.5 7.4  5 1  3.7 7.4  5 1
3.1 6.6  6 1  4.1 8.2  6 1  4.3 7.0  5 1  4.3 6.5  4 1  3.2 5.1  5 1  2.6 4.7  6 1  3.3 6.8  6 0  1.7 4.0  7 0
3.7 6.1  5 1  3.3 6.3  7 1  4.2 7.7  6 1  3.5 6.2  5 1  2.9 5.7  9 0  2.1 4.8  7 1  2.8 6.2  8 0  4.0 7.0  7 1
3.3 5.7  6 1  3.7 6.9  5 1  3.6 6.6  5 1
"""


def test_paired_curves_of_the_founding_paper_are_compared_as_published():
    albumin, protein, score, outcome = np.array(OVARIAN.split(), dtype=float).reshape(-1, 4).T
    area, covariance = delong_covariance(outcome.astype(int), np.array([albumin, -score, protein]))
    assert area == pytest.approx([0.7366, 0.7258, 0.6478], abs=5e-5)
    assert np.sqrt(np.diag(covariance)) == pytest.approx([0.0927, 0.1028, 0.1000], abs=5.1e-5)
    contrast = np.array([[1, -1, 0], [0, -1, 1]])
    differences, spread = contrast @ area, contrast @ covariance @ contrast.T
    statistic = differences @ np.linalg.solve(spread, differences)
    assert (statistic, chi2.sf(statistic, 2)) == pytest.approx((2.5340, 0.2817), abs=5e-5)
    pairs = [assess_difference(*pair) for pair in zip(differences, np.sqrt(np.diag(spread)), strict=True)]
    assert [pair.value for pair in pairs] == pytest.approx([0.0108, -0.0780], abs=5e-5)
    assert [pair.error for pair in pairs] == pytest.approx([0.0953, 0.1046], abs=5e-5)
    assert [pair.p_value for pair in pairs] == pytest.approx([0.9102, 0.4561], abs=5e-5)
