import json

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import clone
from sklearn.isotonic import IsotonicRegression

from inscredit_models.findings import Refused
from inscredit_models.models.calibrators import (
    AnchorCalibrator,
    BetaCalibrator,
    IsotonicCalibrator,
    PlattCalibrator,
    climb_logistic,
)
from inscredit_models.models.calibrators_venn_abers import VennAbersCalibrator

Y = np.array([0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
S = np.array(
    [0.1, 0.4, 0.35, 0.8, 0.65, 0.9, 0.2, 0.7, 0.3, 0.15, 0.55, 0.45, 0.25, 0.05, 0.5, 0.6, 0.12, 0.22, 0.33, 0.07]
)
ALL = [
    PlattCalibrator(),
    PlattCalibrator("log_odds"),
    BetaCalibrator(),
    IsotonicCalibrator(),
    AnchorCalibrator(),
    VennAbersCalibrator(),
]
of_each = pytest.mark.parametrize("calibrator", ALL, ids=lambda each: f"{type(each).__name__}-{each.get_params()}")


def sample(seed=0, n=600):
    """Probabilities that are too extreme, with outcomes."""
    rng = np.random.default_rng(seed)
    p = rng.beta(1, 4, n)
    return expit(2 * logit(np.clip(p, 1e-3, 1 - 1e-3))), (rng.random(n) < p).astype(int)


def test_platt_gives_the_reference_values_with_smoothed_targets():
    # f = 1 / (1 + exp(A s + B)) with A −4.798288, B 2.875944: own optimiser and scikit-learn agree.
    fitted = PlattCalibrator().fit(S, Y)
    assert (-fitted.slope_, -fitted.intercept_) == pytest.approx((-4.798288, 2.875944), abs=1e-6)


def test_platt_minimises_the_loss_of_its_smoothed_targets():
    values, y = sample()
    targets = np.where(y == 1, (y.sum() + 1) / (y.sum() + 2), 1 / ((1 - y).sum() + 2))

    def loss(at):
        linear = at[0] * values + at[1]
        return (np.logaddexp(0, linear) - targets * linear).sum()

    slope, intercept = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}).x
    fitted = PlattCalibrator().fit(values, y)
    assert (fitted.slope_, fitted.intercept_) == pytest.approx((slope, intercept), abs=1e-5)


def test_platt_stays_finite_where_the_values_separate_the_classes():
    fitted = PlattCalibrator().fit(np.arange(10.0), np.repeat([0, 1], 5))
    assert 0 < fitted.slope_ < 10
    assert fitted.predict(np.array([0.0, 9.0])) == pytest.approx([1 / 7, 6 / 7], abs=0.13)


def test_isotonic_pools_as_the_reference_case_does():
    # Pool adjacent violators of 1, 3, 2, 4, 3, 5, 0 gives 1, 2.5, 2.5, 3, 3, 3, 3.
    from scipy.optimize import isotonic_regression

    assert isotonic_regression([1, 3, 2, 4, 3, 5, 0]).x == pytest.approx([1, 2.5, 2.5, 3, 3, 3, 3])


def test_isotonic_equals_scikit_learn_with_ties_and_beyond_the_ends():
    values, y = sample()
    values = np.round(values, 2)
    theirs = IsotonicRegression(out_of_bounds="clip").fit(values, y)
    asked = np.linspace(-0.2, 1.2, 300)
    assert IsotonicCalibrator().fit(values, y).predict(asked) == pytest.approx(theirs.predict(asked), abs=1e-12)


def test_beta_equals_a_logistic_regression_on_two_logarithms():
    from sklearn.linear_model import LogisticRegression

    values, y = sample(1, 2000)
    design = np.column_stack([np.log(values), -np.log(1 - values)])
    theirs = LogisticRegression(C=1e9, tol=1e-10, max_iter=10_000).fit(design, y)
    ours = BetaCalibrator().fit(values, y)
    assert (theirs.coef_ > 0).all()
    assert ours.slopes_ == pytest.approx(theirs.coef_[0], rel=1e-3)
    assert ours.intercept_ == pytest.approx(theirs.intercept_[0], rel=1e-3)


def test_beta_holds_the_identity():
    rng = np.random.default_rng(2)
    p = rng.uniform(0.02, 0.98, 60_000)
    fitted = BetaCalibrator().fit(p, (rng.random(60_000) < p).astype(int))
    assert fitted.predict(np.array([0.1, 0.5, 0.9])) == pytest.approx([0.1, 0.5, 0.9], abs=0.01)


def test_values_that_rank_the_wrong_way_round_give_the_base_rate():
    for calibrator in (PlattCalibrator(), BetaCalibrator()):
        p = calibrator.fit(1 - S, Y).predict(S)
        assert p == pytest.approx(np.full(20, p[0]))
        assert p[0] == pytest.approx(Y.mean(), abs=0.05)


def test_anchor_moves_the_mean_and_keeps_the_odds_ratios():
    values, y = sample(3)
    fitted = AnchorCalibrator(0.02).fit(values, y)
    p = fitted.predict(values)
    assert p.mean() == pytest.approx(0.02, abs=1e-12)
    inner = (values > 1e-4) & (values < 1 - 1e-4)
    assert logit(p[inner]) - logit(values[inner]) == pytest.approx(np.full(inner.sum(), fitted.shift_), abs=1e-8)
    assert AnchorCalibrator().fit(values, y).predict(values).mean() == pytest.approx(y.mean())


@of_each
def test_probabilities_lie_in_range_and_never_fall_with_the_value(calibrator):
    values, y = sample(4)
    asked = np.linspace(0, 1, 200)
    p = clone(calibrator).fit(values, y).predict(asked)
    assert ((p >= 0) & (p <= 1)).all()
    assert (np.diff(p) >= -1e-12).all()


@of_each
def test_order_of_rows_means_nothing_and_the_document_gives_it_back(calibrator):
    values, y = sample(5)
    fitted = clone(calibrator).fit(values, y)
    turned = clone(calibrator).fit(values[::-1], y[::-1])
    assert turned.predict(values) == pytest.approx(fitted.predict(values), abs=1e-9)
    again = type(calibrator).from_document(json.loads(json.dumps(fitted.to_document())))
    assert (again.predict(values) == fitted.predict(values)).all()


@of_each
def test_calibration_mends_extreme_probabilities_on_rows_it_never_saw(calibrator):
    if isinstance(calibrator, AnchorCalibrator):
        return  # it moves the mean only
    values, y = sample(6, 4000)
    p = clone(calibrator).fit(values[:2000], y[:2000]).predict(values[2000:])
    before = ((values[2000:] - y[2000:]) ** 2).mean()
    assert ((p - y[2000:]) ** 2).mean() < before - 0.002


@of_each
def test_bad_input_is_named(calibrator):
    for values, y, code in [
        (np.array([0.1, np.nan]), np.array([0, 1]), "ICM027"),
        (np.array([0.1, 0.2]), np.array([1, 1]), "ICM020"),
        (np.array([0.1, 0.2]), np.array([1, 2]), "ICM021"),
        (np.array([0.1, 0.2]), np.array([1]), "ICM012"),
        (np.zeros((2, 2)), np.array([0, 1]), "ICM006"),
    ]:
        with pytest.raises((Refused, ValueError), match=code):
            clone(calibrator).fit(values, y)


def test_values_that_are_no_probabilities_are_refused_where_log_odds_are_taken():
    for calibrator in (PlattCalibrator("log_odds"), BetaCalibrator(), AnchorCalibrator()):
        with pytest.raises(Refused, match="ICM006"):
            calibrator.fit(np.array([0.5, 3.0]), np.array([0, 1]))
    with pytest.raises(Refused, match="anchor"):
        AnchorCalibrator(1.5).fit(S, Y)


def test_climbing_ends_at_a_stationary_point():
    rng = np.random.default_rng(7)
    design, targets = rng.normal(size=(300, 2)) * [1e-4, 1e4], rng.random(300)
    *slopes, intercept = climb_logistic(design, targets)
    gap = targets - expit((design * slopes).sum(axis=1) + intercept)
    assert gap.sum() == pytest.approx(0, abs=1e-8)
    assert design.T @ gap / [1e-4, 1e4] == pytest.approx([0, 0], abs=1e-8)
