import numpy as np
import pytest

from inscredit_models.evaluation.clustered_rates import clustered_rates
from inscredit_models.evaluation.mean_loss import mean_loss_covariance


def test_mean_over_all_rows_is_the_mean_loss():
    rng = np.random.default_rng(0)
    losses, clusters = rng.random((2, 60)), np.arange(60) % 20
    values, covariance = clustered_rates(losses, np.ones((2, 60)), clusters)
    expected, matrix = mean_loss_covariance(losses, clusters)
    assert values == pytest.approx(expected)
    assert covariance == pytest.approx(matrix)


def test_spread_of_rates_agrees_with_a_bootstrap_of_subjects():
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(200), 4)
    in_group = (rng.random(200) < 0.4)[clusters].astype(float)
    hit = (rng.random(800) < 0.2 + 0.5 * rng.random(200)[clusters]).astype(float)
    both = np.array([in_group, 1 - in_group])
    values, covariance = clustered_rates(both * hit, both, clusters)
    rows = hit.reshape(200, 4)
    loop = []
    for drawn in rng.integers(200, size=(600, 200)):
        inside = in_group.reshape(200, 4)[drawn, 0] == 1
        loop.append([rows[drawn][inside].mean(), rows[drawn][~inside].mean()])
    assert values == pytest.approx([hit[in_group == 1].mean(), hit[in_group == 0].mean()])
    assert np.sqrt(np.diag(covariance)) == pytest.approx(np.std(loop, axis=0, ddof=1), rel=0.12)


def test_empty_group_is_missing_and_does_not_spoil_the_others():
    values, covariance = clustered_rates(np.array([[1.0, 0], [0, 0]]), np.array([[1.0, 1], [0, 0]]), np.arange(2))
    assert values[0] == 0.5
    assert np.isnan(values[1])
    assert np.isfinite(covariance[0, 0])
