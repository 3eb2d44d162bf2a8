import numpy as np

from inscredit_models.evaluation.steps import cumulative_counts


def test_rows_of_one_risk_are_one_step():
    events, others = cumulative_counts(np.array([1, 0, 1, 0, 0]), np.array([0.9, 0.5, 0.5, 0.5, 0.1]))
    assert events.tolist() == [1, 2, 2]
    assert others.tolist() == [0, 2, 3]


def test_counts_equal_a_count_at_each_threshold():
    rng = np.random.default_rng(0)
    y, risk = rng.integers(2, size=200), rng.integers(20, size=200)
    events, others = cumulative_counts(y, risk)
    thresholds = np.unique(risk)[::-1]
    assert events.tolist() == [int(y[risk >= t].sum()) for t in thresholds]
    assert others.tolist() == [int((1 - y[risk >= t]).sum()) for t in thresholds]
