"""A dissenter is named, with the distance, and with what the panel would say without this one expert."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.expert_panel.dissent import dissent, leave_one_expert_out

from .panels import budget, build_panel, small_system

ROWS = [*budget("e1", (50, 30, 20)), *budget("e2", (50, 30, 20)), *budget("e3", (20, 30, 50))]


def test_the_dissenter_stands_first_with_distance_and_item():
    found = dissent(build_panel(ROWS, joining="weights_arithmetic"))
    first = found.iloc[0]
    assert first["expert"] == "e3"
    assert first["distance"] == pytest.approx(0.3)
    assert (first["own"], first["others"]) in [(0.2, 0.5), (0.5, 0.2)]
    assert first["tau"] == pytest.approx(-1.0)
    assert found["distance"].tolist()[1:] == pytest.approx([0.15, 0.15])


def test_an_expert_alone_differs_from_nobody():
    assert dissent(build_panel(budget("e1", (50, 30, 20)))).empty
    assert leave_one_expert_out(build_panel(budget("e1", (50, 30, 20)))).empty


def test_each_expert_has_an_effect_on_weights_ranks_and_grades():
    panel = build_panel(ROWS, joining="weights_arithmetic")
    units = pd.DataFrame({"serious": [1.0, 0.0, 0.52], "minor": [0.2, 0.9, 0.52], "tenure": [0.0, 1.0, 0.52]})
    found = leave_one_expert_out(panel, small_system(), units).set_index("expert")
    assert found.loc["e3", "largest_weight_change"] == pytest.approx(0.1)
    # with all: 46, 57, 52; without e3: 56, 47, 52, so first and last change places and so do two grades
    assert found.loc["e3", ["mean_rank_shift", "largest_rank_shift"]].tolist() == pytest.approx([4 / 3, 2.0])
    assert found.loc["e3", "grades_changed"] == 2
    assert found.loc["e1", "grades_changed"] == 0


def test_without_units_only_weights_are_told():
    found = leave_one_expert_out(build_panel(ROWS, joining="weights_arithmetic"))
    assert found["largest_weight_change"].to_numpy() == pytest.approx([0.05, 0.05, 0.1])
    assert np.isnan(found["mean_rank_shift"]).all()
