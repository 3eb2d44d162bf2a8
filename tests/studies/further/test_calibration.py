import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.metrics import brier, log_loss
from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.calibration import calibrated_exhibit
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
    return calibrated_exhibit(rule, headline, inner, outer, dataset, seed=0), headline


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
    frame = calibrated_exhibit(rule, headline, inner, outer, dataset, seed=0).frame.set_index("method")
    assert np.isnan(frame.loc["platt", "brier"]) and "one class" in frame.loc["platt", "cause"]
    assert frame.loc["none", "cause"] == ""


def test_parts_of_the_brier_score_add_up_for_every_model(dated):
    parts = dated.frame("brier_parts").pivot(index="model", columns="part", values="estimate")
    total = parts["reliability"] - parts["resolution"] + parts["uncertainty"]
    total += parts["within_variance"] - parts["within_covariance"]
    np.testing.assert_allclose(total, parts["brier"], atol=1e-9)
    league = dated.league[(dated.league["metric"] == "brier") & (dated.league["split"] == "out_of_time")]
    np.testing.assert_allclose(league.set_index("model")["estimate"].reindex(parts.index), parts["brier"], atol=1e-9)


def test_tests_hold_the_observed_share_against_the_predicted_one(dated):
    tests = dated.frame("calibration_tests").set_index("model")
    np.testing.assert_allclose(tests["observed"] - tests["predicted"], tests["difference"], atol=1e-9)
    assert tests["spiegelhalter_p"].between(0, 1).all() and tests["hosmer_lemeshow_p"].between(0, 1).all()


def test_rows_that_repeat_subjects_have_no_hosmer_lemeshow_test(small_result):
    assert small_result.frame("calibration_tests")["hosmer_lemeshow"].isna().all()
