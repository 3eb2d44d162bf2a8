import numpy as np
import pytest

from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.evaluation.intervals import logit_interval
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.obuchowski import obuchowski_covariance, sum_by_cluster
from tests.evaluation.panels import simulate_panel
from tests.evaluation.test_delong import two_models


def test_one_row_per_cluster_gives_the_matrix_of_delong():
    y, risk = two_models()
    area, covariance = obuchowski_covariance(y, risk, np.arange(len(y)))
    area_delong, covariance_delong = delong_covariance(y, risk)
    np.testing.assert_allclose(area, area_delong)
    np.testing.assert_allclose(covariance, covariance_delong, rtol=1e-12)


def test_clustered_case_that_a_hand_can_check():
    # Events 3 and 1 against non-events 2 and 0: placements of events 1 and 1/2, of non-events 1/2 and 1, AUC 3/4.
    # Deviations: events +1/4 (risk 3), −1/4 (risk 1); non-events −1/4 (risk 2), +1/4 (risk 0).
    # Clusters A = {event 3, non-event 0}, B = {event 1, non-event 2}: sums A (+1/4, +1/4), B (−1/4, −1/4).
    # Events: 2/1 · (1/16 + 1/16) / 2² = 1/16; non-events the same; cross: 2 · 2/1 · (1/16 + 1/16) / (2 · 2) = 1/8.
    y = np.array([1, 1, 0, 0])
    risk = np.array([[3.0, 1.0, 2.0, 0.0]])
    area, covariance = obuchowski_covariance(y, risk, np.array([0, 1, 1, 0]))
    assert area[0] == 0.75
    assert covariance[0, 0] == pytest.approx(1 / 16 + 1 / 16 + 1 / 8)


def test_a_copy_of_every_row_adds_no_information():
    y, risk = two_models()
    twice, clusters = np.tile(y, 2), np.tile(np.arange(len(y)), 2)
    _, once = obuchowski_covariance(y, risk, np.arange(len(y)))
    _, copied = obuchowski_covariance(twice, np.tile(risk, 2), clusters)
    np.testing.assert_allclose(copied, once, rtol=1e-10)


def test_sums_within_clusters():
    assert sum_by_cluster(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1]), 3).tolist() == [[0, 3, 0], [0, 7, 0]]


@pytest.mark.slow
def test_interval_covers_on_panels_where_plain_delong_does_not():
    rng = np.random.default_rng(5)
    y, risk, _ = simulate_panel(rng, 400_000)
    true = auc(y, risk)
    clustered, plain = [], []
    for _ in range(2000):
        y, risk, clusters = simulate_panel(rng, 300)
        trials = len(np.unique(clusters[y == 1]))
        for covered, (area, covariance) in (
            (clustered, obuchowski_covariance(y, risk[None], clusters)),
            (plain, delong_covariance(y, risk[None])),
        ):
            low, high = logit_interval(area[0], np.sqrt(covariance[0, 0]), trials)
            covered.append(low <= true <= high)
    assert 0.93 <= np.mean(clustered) <= 0.97
    assert np.mean(plain) < 0.87


@pytest.mark.slow
def test_difference_of_two_models_covers_on_panels():
    rng = np.random.default_rng(6)

    def with_second(subjects):
        y, risk, clusters = simulate_panel(rng, subjects)
        return y, np.array([risk, risk + rng.normal(size=subjects)[clusters]]), clusters

    y, risk, _ = with_second(400_000)
    true = auc(y, risk[0]) - auc(y, risk[1])
    covered = []
    for _ in range(2000):
        area, covariance = obuchowski_covariance(*with_second(300))
        error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
        covered.append(abs(area[0] - area[1] - true) <= 1.959964 * error)
    assert 0.93 <= np.mean(covered) <= 0.97
