import numpy as np
import pytest

from inscredit_models.evaluation.judged import line_up
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.roc import MOST_POINTS, compute_roc, roc_points
from tests.evaluation.panels import make_dataset, make_predictions, simulate_panel


def test_thinned_curve_keeps_its_ends_its_order_and_its_area():
    y, risk, _ = simulate_panel(np.random.default_rng(0), 2000)
    fpr, tpr = roc_points(y, risk)
    assert 150 <= len(fpr) <= MOST_POINTS
    assert (fpr[0], tpr[0], fpr[-1], tpr[-1]) == (0, 0, 1, 1)
    assert (np.diff(fpr) >= 0).all()
    assert (np.diff(tpr) >= 0).all()
    assert np.trapezoid(tpr, fpr) == pytest.approx(auc(y, risk), abs=1e-3)


def test_short_curve_is_not_thinned_and_has_exactly_the_area():
    y, risk = np.array([0, 1, 0, 1, 1]), np.array([0.1, 0.2, 0.2, 0.3, 0.05])
    fpr, tpr = roc_points(y, risk)
    assert np.trapezoid(tpr, fpr) == pytest.approx(auc(y, risk))


def test_frame_names_model_and_split_and_takes_the_first_repeat():
    y, risk = np.array([0, 1]), np.array([0.2, 0.1])
    frame = make_predictions(
        "a", np.tile(y, 2), [0.1, 0.2, *risk], split="folds", repeat=[0, 0, 1, 1], row=[0, 1, 0, 1]
    )
    roc = compute_roc(line_up(frame, make_dataset(y), "folds", ["a"]))
    assert roc.columns.tolist() == ["model", "split", "fpr", "tpr"]
    assert roc["tpr"].tolist() == [0, 1, 1]
    assert set(roc["split"]) == {"folds"}


def test_one_class_has_no_curve():
    frame = make_predictions("a", np.zeros(5), np.arange(5.0))
    assert len(compute_roc(line_up(frame, make_dataset(np.zeros(5)), "out_of_time", ["a"]))) == 0
