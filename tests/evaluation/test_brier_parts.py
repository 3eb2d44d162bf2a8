import numpy as np
import pytest

from inscredit_models.evaluation.brier_parts import PARTS, brier_parts, brier_parts_intervals
from inscredit_models.evaluation.metrics import brier
from tests.evaluation.panels import simulate_panel


def added(parts):
    return (
        parts["reliability"]
        - parts["resolution"]
        + parts["uncertainty"]
        + parts["within_variance"]
        - parts["within_covariance"]
    )


def test_graded_portfolio_gives_the_reference_values():
    # Five grades of 400, 600, 800, 500, 200 with PD .002 … .10 and 1, 5, 16, 22, 27 events: computed by two routes.
    sizes, events = [400, 600, 800, 500, 200], [1, 5, 16, 22, 27]
    p = np.repeat([0.002, 0.006, 0.015, 0.04, 0.10], sizes)
    y = np.concatenate([np.repeat([1, 0], [d, n - d]) for n, d in zip(sizes, events, strict=True)])
    parts = brier_parts(y, p, np.repeat(np.arange(5), sizes))
    assert parts["brier"] == pytest.approx(0.0265196800, abs=5e-11)
    assert parts["reliability"] == pytest.approx(0.0001105467, abs=5e-11)
    assert parts["resolution"] == pytest.approx(0.0011843067, abs=5e-11)
    assert parts["uncertainty"] == pytest.approx(0.0275934400, abs=5e-11)
    assert (parts["within_variance"], parts["within_covariance"]) == pytest.approx((0, 0), abs=1e-15)


def test_parts_add_up_to_the_score_on_continuous_probabilities_only_with_the_within_bin_terms():
    rng = np.random.default_rng(0)
    p = rng.random(500)
    y = (rng.random(500) < p**2).astype(int)
    parts = brier_parts(y, p)
    assert added(parts) == pytest.approx(brier(y, p), abs=1e-14)
    three = parts["reliability"] - parts["resolution"] + parts["uncertainty"]
    assert abs(three - brier(y, p)) > 1e-4


def test_intervals_agree_with_a_plain_loop_over_drawn_subjects():
    rng = np.random.default_rng(1)
    y, risk, clusters = simulate_panel(rng, 150)
    p = 1 / (1 + np.exp(2 - risk))
    frame = brier_parts_intervals(y, p, clusters, seed=0).set_index("part")
    assert list(frame.index) == list(PARTS)
    from inscredit_models.evaluation.metrics import quantile_bins

    bins, rows = quantile_bins(p), [np.flatnonzero(clusters == g) for g in range(150)]
    loop = []
    for _ in range(300):
        drawn = np.concatenate([rows[g] for g in rng.integers(150, size=150)])
        loop.append(list(brier_parts(y[drawn], p[drawn], bins[drawn]).values()))
    spread = np.std(loop, axis=0, ddof=1)
    for part, deviation in zip(PARTS, spread, strict=True):
        low, high = frame.loc[part, ["low", "high"]]
        assert low <= frame.loc[part, "estimate"] <= high
        if part in ("uncertainty", "brier", "within_covariance"):
            assert (high - low) / (2 * 1.96) == pytest.approx(deviation, rel=0.15)
