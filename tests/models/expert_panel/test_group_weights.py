"""The panel's weights are means of its experts', inconsistency is named, and a system takes them over."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.expert_panel.group_weights import (
    answer_frame,
    individual_weights,
    panel_weights,
    with_weights,
)

from .panels import CONSISTENT, budget, build_panel, pairs, small_system


def test_geometric_mean_of_weights_and_of_judgements_agree_for_consistent_experts():
    rows = [*pairs("e1", CONSISTENT), *pairs("e2", ("1/2", "1", "2"))]
    by_weights = panel_weights(build_panel(rows))
    by_judgements = panel_weights(build_panel(rows, joining="judgements"))
    assert by_weights["weight"].to_numpy() == pytest.approx(by_judgements["weight"].to_numpy())
    # geometric means of (4, 2, 1)/7 and (1, 2, 1)/4: 2 : 2 : 1
    assert by_weights["weight"].to_numpy() == pytest.approx([0.4, 0.4, 0.2])
    assert by_weights["low"].to_numpy() == pytest.approx([1 / 4, 2 / 7, 1 / 7])
    assert by_weights["experts"].tolist() == [2, 2, 2]


def test_budgets_are_averaged_where_asked():
    panel = build_panel([*budget("e1", (60, 40, 0)), *budget("e2", (20, 40, 40))], joining="weights_arithmetic")
    assert panel_weights(panel)["weight"].to_numpy() == pytest.approx([0.4, 0.4, 0.2])
    assert panel_weights(panel, without={"e1"})["weight"].to_numpy() == pytest.approx([0.2, 0.4, 0.4])


def test_missing_pairs_of_one_are_filled_by_the_others():
    rows = [*pairs("e1", ("2", "", "2")), *pairs("e2", ("2", "4", "2"))]
    weights = panel_weights(build_panel(rows, joining="judgements"))["weight"].to_numpy()
    assert weights == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_inconsistent_experts_are_named_and_still_counted():
    findings = Findings()
    panel = build_panel([*pairs("e1", CONSISTENT), *pairs("e2", ("2", "1/4", "2"))])
    assert panel_weights(panel, findings=findings)["experts"].tolist() == [2, 2, 2]
    assert [(finding.code, "expert e2" in finding.where) for finding in findings] == [("ICM112", True)]
    assert answer_frame(panel)["accepted"].tolist() == [True, False]


def test_a_group_without_experts_is_refused():
    with pytest.raises(Refused) as refused:
        panel_weights(build_panel(pairs("e1", CONSISTENT)), without={"e1"})
    assert [finding.code for finding in refused.value.findings] == ["ICM111"]


def test_individual_weights_follow_the_round():
    panel = build_panel([*pairs("e1", CONSISTENT), *pairs("e1", ("1", "1", "1"), 2)])
    assert individual_weights(panel, 1)["weight"].to_numpy() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert individual_weights(panel)["weight"].to_numpy() == pytest.approx([1 / 3] * 3)


def test_a_system_takes_over_weights_and_keeps_their_sum():
    system = small_system()
    taken = with_weights(system, panel_weights(build_panel(pairs("e1", CONSISTENT))))
    weights = {node.code: node.weight for node in taken.node}
    assert [weights[code] for code in ("serious", "minor", "tenure")] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    part = with_weights(system, {"serious": 1, "minor": 1})
    assert [node.weight for node in part.node][1:] == pytest.approx([0.4, 0.4, 0.2])
    assert [node.weight for node in system.node][1:] == [0.5, 0.3, 0.2]


@pytest.mark.parametrize("weights", [{"serius": 1.0}, {"serious": -1.0, "minor": 2.0}, {"serious": 0.0, "minor": 0.0}])
def test_weights_that_fit_no_system_are_refused(weights):
    with pytest.raises(Refused):
        with_weights(small_system(), weights)


def test_weights_add_up_to_one_in_each_group():
    weights = panel_weights(build_panel([*pairs("e1", ("9", "1/3", "5")), *budget("e2", (10, 20, 70))]))
    assert isinstance(weights, pd.DataFrame)
    assert np.isclose(weights["weight"].sum(), 1.0, atol=1e-12)
