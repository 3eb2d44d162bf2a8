import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.calibrated import build_calibrator, calibrate_predictions
from inscredit_models.evaluation.calibration import recalibrate
from inscredit_models.evaluation.metrics import auc
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_predictions

METHODS = ("platt", "isotonic", "beta", "venn_abers", "anchor")


def predictions(seed=0, n=1500):
    """A model whose probabilities are too extreme and too high, in folds and out of time."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(-2, 1, 2 * n)
    y = (rng.random(2 * n) < 1 / (1 + np.exp(-logit))).astype(int)
    risk = 2 * logit + 3
    parts = [
        make_predictions("m", y[:n], risk[:n], split="folds", row=np.arange(n)),
        make_predictions("m", y[n:], risk[n:], split="out_of_time", row=np.arange(n, 2 * n)),
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("method", METHODS)
def test_probabilities_out_of_time_are_mended_and_the_ranking_stays(method):
    before = predictions()
    after = calibrate_predictions(before, method)
    test = before[before["split"] == "out_of_time"]
    assert after["row"].tolist() == test["row"].tolist()
    gap = abs(after["p_event"].mean() - after["y"].mean())
    assert gap < abs(test["p_event"].mean() - test["y"].mean()) / 3
    assert auc(after["y"].to_numpy(), after["risk"].to_numpy()) == pytest.approx(
        auc(test["y"].to_numpy(), test["risk"].to_numpy()), abs=5e-3
    )
    if method in ("platt", "beta"):
        intercept, slope = recalibrate(after["y"].to_numpy(), after["p_event"].to_numpy())
        assert slope == pytest.approx(1, abs=0.15)
        assert intercept == pytest.approx(0, abs=0.2)


def test_outcomes_of_the_rows_that_are_calibrated_are_never_read():
    before = predictions()
    turned = before.copy()
    is_test = turned["split"] == "out_of_time"
    turned.loc[is_test, "y"] = 1 - turned.loc[is_test, "y"]
    first, second = (calibrate_predictions(frame, "isotonic")["p_event"] for frame in (before, turned))
    assert (first == second).all()


def test_row_in_both_splits_is_refused():
    frame = predictions()
    frame.loc[frame["split"] == "out_of_time", "row"] -= 1
    with pytest.raises(Refused, match="ICM022"):
        calibrate_predictions(frame, "platt")


def test_unknown_split_method_and_model_without_folds_are_refused():
    frame = predictions()
    with pytest.raises(Refused, match="did you mean 'folds'"):
        calibrate_predictions(frame, "platt", learn_on="fold")
    with pytest.raises(Refused, match="did you mean 'platt'"):
        build_calibrator("plat")
    with pytest.raises(Refused, match="ICM006"):
        build_calibrator("beta", anchor=0.1)
    other = frame[frame["split"] == "out_of_time"].assign(model="n")
    with pytest.raises(Refused, match="ICM026"):
        calibrate_predictions(pd.concat([frame, other]), "platt")
