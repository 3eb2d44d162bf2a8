import numpy as np
import pytest

from inscredit_models.evaluation.intervals import plain_interval
from inscredit_models.evaluation.mean_loss import mean_loss_covariance
from inscredit_models.evaluation.metrics import brier, brier_losses
from tests.evaluation.panels import simulate_panel


def test_one_row_per_cluster_gives_the_covariance_of_plain_means():
    losses = np.random.default_rng(0).normal(size=(3, 50))
    mean, covariance = mean_loss_covariance(losses, np.arange(50))
    np.testing.assert_allclose(mean, losses.mean(axis=1))
    np.testing.assert_allclose(covariance, np.cov(losses) / 50)


def test_equal_rows_within_a_subject_count_once():
    losses = np.random.default_rng(1).normal(size=(1, 40))
    _, once = mean_loss_covariance(losses, np.arange(40))
    _, copied = mean_loss_covariance(np.tile(losses, 5), np.tile(np.arange(40), 5))
    np.testing.assert_allclose(copied, once)


@pytest.mark.slow
def test_interval_of_the_brier_score_covers_on_panels():
    rng = np.random.default_rng(7)

    def predicted(subjects):
        y, risk, clusters = simulate_panel(rng, subjects)
        return y, 1 / (1 + np.exp(2 - 0.4 * risk)), clusters

    y, p, _ = predicted(400_000)
    true, covered = brier(y, p), []
    for _ in range(2000):
        y, p, clusters = predicted(300)
        mean, covariance = mean_loss_covariance(brier_losses(y, p)[None], clusters)
        low, high = plain_interval(mean[0], np.sqrt(covariance[0, 0]))
        covered.append(low <= true <= high)
    assert 0.93 <= np.mean(covered) <= 0.97
