import numpy as np
import pytest

from inscredit_models.evaluation.decisions import capture_rate, expected_cost
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.profit import expected_maximum_profit
from inscredit_models.studies.further.decisions import decision_exhibit
from inscredit_models.studies.further.declaration import DecisionRule
from tests.evaluation.test_metrics import S, Y

ROWS = np.arange(len(Y))
JUDGED = Judged("out_of_time", ("m",), Y, ROWS, S[None], S[None], ROWS, np.zeros(len(Y), int), ROWS >= 0)


def test_values_are_those_of_the_statistics_at_the_declared_numbers():
    frame = decision_exhibit(DecisionRule(cost_ratio=3.0, top=(0.25,)), JUDGED, seed=0).frame
    value = frame.set_index("measure")["value"]
    assert value["cost"] == pytest.approx(expected_cost(Y, S, ratio=3.0))
    assert value["capture"] == pytest.approx(capture_rate(Y, S, top=0.25))
    assert value["profit"] == pytest.approx(0.061762447, abs=5e-10)  # as empulse's forerunner EMP-PY gives it
    assert value["turned_away"] == pytest.approx(0.183357, abs=5e-7)
    assert frame.set_index("measure").loc[["cost", "capture", "profit"], ["low", "high"]].notna().all(axis=None)


def test_declared_losses_decide_the_profit():
    rule = DecisionRule(none_lost=0.0, all_lost=1.0, roi=0.05)
    frame = decision_exhibit(rule, JUDGED, seed=0).frame.set_index("measure")
    assert frame.loc["profit", "value"] == pytest.approx(
        expected_maximum_profit(Y, S, none_lost=0.0, all_lost=1.0, roi=0.05).value
    )
    assert frame.loc["profit", "low"] <= frame.loc["profit", "value"] <= frame.loc["profit", "high"]


def test_every_share_is_a_row_of_every_model(dated):
    frame = dated.frame("decisions")
    captured = frame[frame["measure"] == "capture"]
    shares = captured.groupby("model")["at"].apply(list)
    assert (
        set(shares.index) == {"prevalence", "logistic", "scorecard"} and shares.map(lambda at: at == [0.1, 0.3]).all()
    )
