import numpy as np
import pytest
from scipy.stats import norm

from inscredit_models.evaluation.calibration_tests import (
    calibration_in_the_large,
    hosmer_lemeshow,
    reliability_by_group,
    spiegelhalter,
)
from inscredit_models.evaluation.metrics import auc, gini
from inscredit_models.findings import Refused
from tests.evaluation.panels import simulate_panel

# Five grades; the statistics were computed by two routes (scipy, own code).
N, PD, D = (
    np.array([400, 600, 800, 500, 200]),
    np.array([0.002, 0.006, 0.015, 0.04, 0.10]),
    np.array([1, 5, 16, 22, 27]),
)
P_ROWS = np.repeat(PD, N)
Y_ROWS = np.concatenate([np.repeat([1, 0], [d, n - d]) for n, d in zip(N, D, strict=True)])


def test_hosmer_lemeshow_gives_the_reference_values():
    assert hosmer_lemeshow(N, D, PD) == pytest.approx((4.8820245, 5, 0.4304472), abs=5e-8)
    assert hosmer_lemeshow(N, D, PD, fitted=True).df == 3


def test_spiegelhalter_gives_the_reference_value():
    found = spiegelhalter(Y_ROWS, P_ROWS)
    assert found.z == pytest.approx(1.9635518, abs=5e-8)
    assert found.p_value == pytest.approx(2 * norm.sf(1.9635518))


def test_auc_and_accuracy_ratio_of_the_grades_are_the_reference_values():
    assert auc(Y_ROWS, P_ROWS) == pytest.approx(0.7739782, abs=5e-8)
    assert gini(Y_ROWS, P_ROWS) == pytest.approx(0.5479563, abs=1e-7)


def test_spiegelhalter_holds_its_level_on_repeated_rows_only_with_clusters():
    rng = np.random.default_rng(0)
    plain, clustered = [], []
    for _ in range(300):
        p = np.repeat(rng.uniform(0.05, 0.45, 300), 6)
        y = np.repeat(rng.random(300), 6) < p
        clusters = np.repeat(np.arange(300), 6)
        plain.append(spiegelhalter(y, p).p_value < 0.05)
        clustered.append(spiegelhalter(y, p, clusters).p_value < 0.05)
    assert np.mean(plain) > 0.3
    assert np.mean(clustered) < 0.09


def test_certain_probabilities_that_are_right_pass_and_wrong_ones_fail():
    assert spiegelhalter(np.array([0, 1]), np.array([0.0, 1.0])) == (0.0, 1.0)
    assert spiegelhalter(np.array([1, 1]), np.array([0.0, 1.0])).p_value == 0.0


def test_calibration_in_the_large_is_observed_less_predicted():
    found = calibration_in_the_large(Y_ROWS, P_ROWS, np.arange(len(Y_ROWS)))
    assert found.difference == pytest.approx(D.sum() / N.sum() - (PD * N).sum() / N.sum())
    assert found.ratio == pytest.approx(D.sum() / (PD * N).sum())
    assert found.low < found.difference < found.high


def test_reliability_by_group_sees_the_group_that_is_off_and_is_silent_on_small_ones():
    rng = np.random.default_rng(1)
    y, _, clusters = simulate_panel(rng, 400)
    groups = np.array(["east", "west"])[clusters % 2]
    groups[clusters < 20] = "tiny"
    p = np.where(groups == "west", 0.5 * y.mean(), y[groups == "east"].mean())
    frame = reliability_by_group(y, p, groups, clusters).set_index("group")
    assert list(frame.index) == ["east", "tiny", "west"]
    assert frame.loc["east", "low"] < 0 < frame.loc["east", "high"]
    assert frame.loc["west", "low"] > 0
    assert np.isnan(frame.loc["tiny", "difference"])
    assert frame.loc["tiny", "cause"].endswith("20 subjects, fewer than 30")


def test_missing_group_is_a_group():
    frame = reliability_by_group(np.zeros(4), np.full(4, 0.1), np.array(["a", None, "a", None]), np.arange(4))
    assert frame["group"].tolist() == ["a", "missing"]


def test_grades_that_cannot_be_tested_are_refused():
    with pytest.raises(Refused, match="1 of 5 grades"):
        hosmer_lemeshow(N, D, np.append(PD[:4], 0.0))
    with pytest.raises(Refused, match="2 grades"):
        hosmer_lemeshow(N[:2], D[:2], PD[:2], fitted=True)
