import numpy as np
import pytest

from inscredit_models.evaluation.delong import delong_covariance
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
