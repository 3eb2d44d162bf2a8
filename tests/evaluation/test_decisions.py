import numpy as np
import pytest

from inscredit_models.evaluation.decisions import capture_rate, capture_rows, cost_losses, expected_cost


def test_cost_counts_false_alarms_and_missed_events_at_the_threshold_of_the_ratio():
    rng = np.random.default_rng(0)
    y, p = rng.integers(2, size=500), rng.random(500)
    for ratio in (1.0, 4.0, 25.0):
        alarm = p >= 1 / (1 + ratio)
        false_alarms, missed = (alarm & (y == 0)).sum(), (~alarm & (y == 1)).sum()
        assert expected_cost(y, p, ratio) == pytest.approx((false_alarms + ratio * missed) / (1 + ratio) / 500)


def test_alarm_is_raised_exactly_at_the_threshold():
    assert cost_losses(np.array([1, 0]), np.array([0.5, 0.5]), 1.0).tolist() == [0.0, 0.5]


def test_true_probabilities_cost_less_than_distorted_ones():
    rng = np.random.default_rng(1)
    p = rng.beta(1, 5, size=20_000)
    y = (rng.random(20_000) < p).astype(int)
    assert expected_cost(y, p) < min(expected_cost(y, p**2), expected_cost(y, np.sqrt(p)))


def test_capture_counts_the_events_of_the_top_rows():
    rng = np.random.default_rng(2)
    y, risk = rng.integers(2, size=1000), rng.permutation(1000)
    top = np.argsort(-risk)[:150]
    assert capture_rate(y, risk, 0.15) == pytest.approx(y[top].sum() / y.sum())


def test_rows_tied_at_the_cut_count_in_proportion():
    y, risk = np.array([1, 1, 0, 0, 1]), np.array([5.0, 1.0, 1.0, 1.0, 1.0])
    assert capture_rate(y, risk, 0.6) == pytest.approx((1 + 2 * 2 / 4) / 3)
    assert capture_rate(y, np.zeros(5), 0.2) == pytest.approx(0.2)


@pytest.mark.parametrize("decimals", [1, 6], ids=["ties", "no ties"])
def test_row_values_average_to_the_rate_and_spread_like_a_bootstrap(decimals):
    rng = np.random.default_rng(3)
    y = (rng.random(4000) < 0.2).astype(int)
    risk = np.round(y + rng.normal(size=4000), decimals)
    rows = capture_rows(y, risk[None])[0]
    assert rows.mean() == pytest.approx(capture_rate(y, risk), abs=1e-12)
    bootstrap = np.std([capture_rate(y[d], risk[d]) for d in rng.integers(4000, size=(400, 4000))], ddof=1)
    assert rows.std() / np.sqrt(4000) == pytest.approx(bootstrap, rel=0.15)
