import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from inscredit_models.evaluation.calibration import (
    CALIBRATION_COLUMNS,
    SUMMARY_COLUMNS,
    bin_numbers,
    calibration_bins,
    compute_calibration,
    expected_calibration_error,
    recalibrate,
)
from inscredit_models.evaluation.intervals import wilson_interval
from inscredit_models.evaluation.judged import line_up
from tests.evaluation.panels import make_dataset, make_predictions


def draw(rows=20_000, *, seed=0):
    rng = np.random.default_rng(seed)
    logit = rng.normal(-2, 1, rows)
    return logit, (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(np.int8)


def as_probability(logit):
    return 1 / (1 + np.exp(-logit))


def test_bins_hold_equal_numbers_of_rows_and_keep_ties_together():
    assert np.bincount(bin_numbers(np.arange(100) / 100))[1:].tolist() == [10] * 10
    tied = bin_numbers(np.repeat([0.1, 0.2, 0.3], [80, 10, 10]))
    assert [len(set(tied[part])) for part in (slice(0, 80), slice(80, 90), slice(90, 100))] == [1, 1, 1]


def test_bin_interval_of_single_rows_is_wilsons():
    y = np.array([1] * 15 + [0] * 133)
    bins = calibration_bins(y, np.full(148, 0.1), np.arange(148))
    assert len(bins) == 1
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I: 15 of 148.
    assert bins[["low", "high"]].iloc[0].round(4).tolist() == [0.0624, 0.1605]


def test_equal_rows_within_subjects_leave_the_interval_of_the_subjects():
    y = np.array([1] * 5 + [0] * 25)
    once = calibration_bins(y, np.full(30, 0.2), np.arange(30))
    copied = calibration_bins(np.tile(y, 6), np.full(180, 0.2), np.tile(np.arange(30), 6))
    width_once, width_copied = (bins["high"][0] - bins["low"][0] for bins in (once, copied))
    assert width_copied == pytest.approx(width_once, rel=0.03)


def test_bin_without_events_takes_the_subjects_as_trials():
    bins = calibration_bins(np.zeros(60), np.full(60, 0.1), np.tile(np.arange(20), 3))
    assert (bins["low"][0], bins["high"][0]) == wilson_interval(0.0, 20)


def test_true_probabilities_have_intercept_zero_and_slope_one():
    logit, y = draw()
    intercept, slope = recalibrate(y, as_probability(logit))
    assert intercept == pytest.approx(0, abs=0.06)
    assert slope == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize(
    ("change", "slope"),
    [(lambda logit: logit - 0.7, 1.0), (lambda logit: 2 * logit, 0.5), (lambda logit: logit / 2 + 0.3, 2.0)],
    ids=["too low", "too extreme", "too timid"],
)
def test_recalibration_recovers_a_planted_error(change, slope):
    logit, y = draw()
    intercept, found = recalibrate(y, as_probability(change(logit)))
    assert found == pytest.approx(slope, rel=0.06)
    # Calibration in the large: with this intercept, and by no other, the mean probability is the share of events.
    in_the_large = brentq(lambda shift: as_probability(change(logit) + shift).mean() - y.mean(), -5, 5, xtol=1e-12)
    assert intercept == pytest.approx(in_the_large, abs=1e-6)


def test_planted_shift_is_the_intercept():
    logit, y = draw()
    assert recalibrate(y, as_probability(logit - 0.7))[0] == pytest.approx(0.7, abs=0.06)


def test_recalibration_equals_an_unpenalised_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    logit, y = draw(2000, seed=3)
    other = LogisticRegression(C=np.inf, tol=1e-10).fit(1.5 * logit[:, None], y)
    assert recalibrate(y, as_probability(1.5 * logit))[1] == pytest.approx(other.coef_[0, 0], rel=1e-4)


def test_slope_is_missing_where_it_has_no_finite_value():
    assert np.isnan(recalibrate(np.array([0, 0, 1, 1]), np.full(4, 0.5))[1])
    assert np.isnan(recalibrate(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]))[1])
    assert np.isnan(recalibrate(np.array([0, 0, 1, 1]), np.array([0.0, 0.0, 1.0, 1.0]))[1])


def test_probabilities_that_are_all_but_equal_have_an_intercept_and_no_slope():
    # A base rate learned in five groups differs a little from group to group: that is no skill to be recalibrated.
    y = np.tile([0, 0, 0, 1], 50)
    intercept, slope = recalibrate(y, 0.25 + 0.001 * (np.arange(200) % 5))
    assert intercept == pytest.approx(0, abs=0.02)
    assert np.isnan(slope)


def test_recalibration_converges_on_samples_of_any_size():
    for seed, rows in enumerate((50, 500, 5000, 50_000) * 5):
        logit, y = draw(rows, seed=seed)
        assert np.isfinite(recalibrate(y, as_probability(1.7 * logit - 1))).all()


def test_one_class_has_neither_intercept_nor_slope():
    assert np.isnan(recalibrate(np.zeros(4), np.array([0.1, 0.2, 0.3, 0.4]))).all()


def test_calibration_error_is_the_gap_weighted_by_rows():
    bins = pd.DataFrame({"n": [2, 2], "mean_predicted": [0.1, 0.9], "observed": [0.5, 0.5]})
    assert expected_calibration_error(bins) == pytest.approx(0.4)


def test_frames_have_the_declared_columns_and_add_up():
    logit, y = draw(500)
    frame = pd.concat([make_predictions(model, y, logit) for model in ("a", "b")])
    bins, summary = compute_calibration(line_up(frame, make_dataset(y), "out_of_time", ["a", "b"]))
    assert tuple(bins.columns) == CALIBRATION_COLUMNS
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert bins.groupby("model")["n"].sum().tolist() == [500, 500]
    assert bins.groupby("model")["events"].sum().tolist() == summary["events"].tolist()
    assert bins["observed"].between(bins["low"], bins["high"]).all()
    assert bins["bin"].tolist() == [*range(1, 11), *range(1, 11)]
