import numpy as np
import pytest

from inscredit_models.evaluation import bootstrap
from inscredit_models.evaluation.bootstrap import bootstrap_replicates
from inscredit_models.evaluation.metrics import average_precision, ks
from tests.evaluation.panels import simulate_panel


def small_panel(subjects=40, *, ties=True):
    y, risk, clusters = simulate_panel(np.random.default_rng(2), subjects, dates=3)
    return y, np.array([np.round(risk, 1) if ties else risk, -risk]), clusters


def test_replicates_equal_the_metrics_of_the_drawn_rows_written_out():
    y, risk, clusters = small_panel()
    replicates = bootstrap_replicates(y, risk, clusters, seed=9, replicates=15)
    weights = bootstrap._draw_weights(np.random.default_rng(9), 40, 15)
    for number in range(15):
        rows = np.repeat(np.arange(len(y)), weights[clusters, number].astype(int))
        for model in range(2):
            drawn = y[rows], risk[model, rows]
            assert replicates["ks"][number, model] == pytest.approx(ks(*drawn))
            assert replicates["average_precision"][number, model] == pytest.approx(average_precision(*drawn))


def test_each_draw_holds_as_many_clusters_as_there_are():
    weights = bootstrap._draw_weights(np.random.default_rng(0), 7, 30)
    assert weights.shape == (7, 30)
    assert (weights.sum(axis=0) == 7).all()


def test_same_seed_gives_the_same_replicates_and_another_seed_others():
    y, risk, clusters = small_panel()
    first, again, other = (
        bootstrap_replicates(y, risk, clusters, seed=seed, replicates=20)["ks"] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_working_in_blocks_changes_nothing(monkeypatch):
    y, risk, clusters = small_panel()
    whole = bootstrap_replicates(y, risk, clusters, seed=3, replicates=20)
    monkeypatch.setattr(bootstrap, "_CELLS_AT_ONCE", 3 * 40)
    blocks = bootstrap_replicates(y, risk, clusters, seed=3, replicates=20)
    np.testing.assert_allclose(blocks["average_precision"], whole["average_precision"])


def test_constant_risk_has_no_distance_and_no_spread():
    y, _, clusters = small_panel()
    replicates = bootstrap_replicates(y, np.ones((1, len(y))), clusters, seed=0, replicates=10)
    assert (replicates["ks"] == 0).all()


def test_draw_without_an_event_is_missing_in_both_metrics():
    y = np.array([1, 0, 0, 0])
    replicates = bootstrap_replicates(y, np.arange(4.0)[None], np.arange(4), seed=0, replicates=60)
    without = np.isnan(replicates["ks"][:, 0])
    assert 0 < without.sum() < 60
    np.testing.assert_array_equal(without, np.isnan(replicates["average_precision"][:, 0]))


def test_rows_of_a_subject_widen_the_spread():
    y, risk, clusters = simulate_panel(np.random.default_rng(3), 300)
    by_subject = bootstrap_replicates(y, risk[None], clusters, seed=0)["ks"].std()
    by_row = bootstrap_replicates(y, risk[None], np.arange(len(y)), seed=0)["ks"].std()
    assert by_subject > 1.2 * by_row
