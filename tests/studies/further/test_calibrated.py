import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.metrics import brier, log_loss
from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.calibrated import by_group_exhibit, calibrate_splits, calibrated_exhibit
from inscredit_models.studies.further.declaration import CalibrationRule

ROWS = 600


def overconfident(seed=0):
    """Predictions whose log-odds are three times too large; rows 0–299 were learned on, 300–599 are judged."""
    drawn = np.random.default_rng(seed)
    odds = drawn.normal(size=ROWS)
    y = (drawn.random(ROWS) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    p_event = 1 / (1 + np.exp(-3 * odds))
    columns = {"model": "m", "row": np.arange(ROWS), "y": y, "p_event": p_event, "risk": p_event}
    frame = pd.DataFrame(columns).assign(fold=0, repeat=0)
    inner = frame.iloc[:300].assign(split="inner")
    headline = frame.iloc[300:].assign(split="out_of_time")
    dataset = Dataset(pd.DataFrame({"x": odds}), y, ())
    return inner, headline, [Fold("out_of_time", 0, 0, np.arange(300), np.arange(300, 600))], dataset


def calibrated(**options):
    inner, headline, outer, dataset = overconfident()
    rule = CalibrationRule(**({"methods": ("platt", "isotonic", "beta", "venn_abers")} | options))
    return calibrated_exhibit(rule, calibrate_splits(rule, headline, inner, outer, dataset), seed=0), headline


def test_every_method_mends_an_overconfident_model_on_rows_never_used():
    exhibit, headline = calibrated()
    frame = exhibit.frame.set_index("method")
    assert list(frame.index) == ["none", "platt", "isotonic", "beta", "venn_abers"]
    own = headline["y"].to_numpy(), headline["p_event"].to_numpy()
    assert frame.loc["none", "brier"] == pytest.approx(brier(*own))
    assert frame.loc["none", "log_loss"] == pytest.approx(log_loss(*own))
    assert frame.loc["none", "slope"] < 0.5
    for method in frame.index[1:]:
        assert frame.loc[method, "brier"] < frame.loc["none", "brier"]
        assert frame.loc[method, "auc"] == pytest.approx(frame.loc["none", "auc"], abs=0.02)
    for method in ("platt", "beta"):  # the slope of a map with steps at 0 and 1 hangs on where they are clipped
        assert abs(frame.loc[method, "slope"] - 1) < 0.35
    assert (frame["brier_low"] <= frame["brier"]).all() and (frame["brier"] <= frame["brier_high"]).all()


def test_anchor_moves_the_level_and_not_the_slope():
    exhibit, _ = calibrated(methods=("anchor",), anchor=0.05)
    frame = exhibit.frame.set_index("method")
    assert frame.loc["anchor", "slope"] == pytest.approx(frame.loc["none", "slope"], rel=0.1)
    assert frame.loc["anchor", "intercept"] > frame.loc["none", "intercept"] + 1
    assert "0.05" in exhibit.lead[0] and "0.05" in exhibit.lead[1]


def test_a_calibrator_that_cannot_learn_is_a_row_with_its_cause():
    inner, headline, outer, dataset = overconfident()
    inner = inner.assign(y=0)
    rule = CalibrationRule(methods=("platt",))
    made = calibrate_splits(rule, headline, inner, outer, dataset)
    frame = calibrated_exhibit(rule, made, seed=0).frame.set_index("method")
    assert np.isnan(frame.loc["platt", "brier"]) and "one class" in frame.loc["platt", "cause"]
    assert frame.loc["none", "cause"] == ""


def test_calibrators_of_each_split_learn_from_that_split_only():
    inner, headline, (fold,), dataset = overconfident()
    other = Fold("by_region", 0, 0, fold.train, fold.test)
    both = pd.concat([headline, headline.assign(split="by_region")])
    # The training rows of the second split have no events: its calibrator must not borrow those of the first.
    learned = pd.concat([inner, inner.assign(repeat=1, y=0)])
    made = calibrate_splits(CalibrationRule(methods=("platt",)), both, learned, [fold, other], dataset)
    frame = calibrated_exhibit(CalibrationRule(methods=("platt",)), made, seed=0).frame.set_index(["split", "method"])
    assert list(frame.index) == [(split, way) for split in ("out_of_time", "by_region") for way in ("none", "platt")]
    assert frame.loc[("out_of_time", "platt"), "cause"] == ""
    assert "one class" in frame.loc[("by_region", "platt"), "cause"]


def test_split_with_few_events_says_so_and_has_no_numbers():
    inner, headline, outer, dataset = overconfident()
    few = headline.assign(y=np.where(np.arange(300) < 5, headline["y"], 0))
    dataset = Dataset(dataset.X, np.append(dataset.y[:300], few["y"]), ())
    made = calibrate_splits(CalibrationRule(methods=("platt",)), few, inner, outer, dataset)
    frame = calibrated_exhibit(CalibrationRule(methods=("platt",)), made, seed=0).frame
    assert frame["brier"].isna().all() and frame["cause"].str.contains("fewer than 10").all()


def test_group_that_is_off_stays_off_after_calibration_and_is_counted():
    inner, headline, outer, dataset = overconfident()
    group = np.where(np.arange(ROWS) % 2 == 0, "a", "b")
    y = np.where((group == "a") & (np.arange(ROWS) >= 300), 1, dataset.y).astype(np.int8)
    headline = headline.assign(y=y[300:])
    made = calibrate_splits(CalibrationRule(methods=("platt",)), headline, inner, outer, Dataset(dataset.X, y, ()))
    exhibit = by_group_exhibit(made, {"kind": group})
    a = exhibit.frame.set_index(["method", "group"]).loc[("platt", "a")]
    assert a["low"] > 0.2 and a["difference"] == pytest.approx(1 - a["mean_predicted"])
    shown = exhibit.shown.set_index("method")
    assert shown.loc["platt", "groups_judged"] == 2 and shown.loc["platt", "groups_off"] >= 1
    assert shown.loc["platt", "largest_gap"] == pytest.approx(
        exhibit.frame.query("method == 'platt'")["difference"].abs().max()
    )


def test_every_split_of_a_study_is_calibrated_and_judged_by_group(dated):
    frame = dated.frame("calibrated")
    assert set(frame["split"]) == set(dated.league["split"])
    assert (frame.groupby(["split", "model"])["method"].count() == 6).all()
    by_group = dated.frame("calibrated_by_group")
    assert set(by_group["split"]) == set(frame["split"]) and {"size", "city", "region"} == set(by_group["attribute"])
