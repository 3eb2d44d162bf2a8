"""Rounds end when experts agree or stop moving; both are tested, never assumed."""

import numpy as np
import pytest

from inscredit_models.models.expert_panel.delphi import delphi_rounds, kendall_w

from .panels import budget, build_panel


def test_concordance_of_three_rankings():
    """Kendall & Babington Smith (1939); solved by hand: S = 76, W = 12·76/(9·120)."""
    found, square, p_value = kendall_w(np.array([[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 3, 2, 4, 5]]))
    assert found == pytest.approx(12 * 76 / (9 * 120))
    assert found == pytest.approx(0.8444444, abs=5e-8)
    assert square == pytest.approx(3 * 4 * found)
    assert 0.03 < p_value < 0.05


def test_ties_are_corrected_for():
    assert kendall_w(np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 2.0]]))[0] == pytest.approx(1.0)


@pytest.mark.parametrize("values", [np.array([[1.0, 2.0]]), np.ones((3, 3))])
def test_concordance_needs_judges_who_rank(values):
    assert np.isnan(kendall_w(values)).all()


def test_rounds_that_converge_are_called_stable():
    first = [*budget("e1", (70, 20, 10)), *budget("e2", (30, 40, 30)), *budget("e3", (40, 30, 30))]
    second = [*budget("e1", (50, 30, 20), 2), *budget("e2", (45, 35, 20), 2), *budget("e3", (48, 32, 20), 2)]
    third = [*budget("e1", (49, 31, 20), 3), *budget("e2", (46, 34, 20), 3)]
    found = delphi_rounds(build_panel(first + second + third)).set_index("round")
    assert found["stability"].tolist() == ["first_round", "moving", "stable"]
    assert found["agreement"].tolist() == ["none", "strong", "strong"]
    assert found["compared"].tolist() == [0, 3, 3]
    assert found.loc[2, "median_shift"] == pytest.approx(0.10)  # tenure: 30 to 20 of 100
    assert found.loc[2, "spread_change"] < 0
    assert found.loc[2, "kendall_w"] == pytest.approx(1.0)


def test_a_growing_spread_is_not_stable():
    first = [*budget("e1", (40, 30, 30)), *budget("e2", (40, 30, 30)), *budget("e3", (40, 30, 30))]
    second = [*budget("e1", (60, 20, 20), 2), *budget("e3", (20, 40, 40), 2)]
    found = delphi_rounds(build_panel(first + second))
    assert found["median_shift"].iloc[1] == pytest.approx(0)
    assert found["stability"].iloc[1] == "moving"


def test_without_common_experts_stability_cannot_be_told():
    found = delphi_rounds(build_panel([*budget("e1", (40, 30, 30)), *budget("e2", (50, 30, 20), 2)]))
    assert found["agreement"].tolist() == ["not_evaluable", "none"]
    assert found["compared"].tolist() == [0, 1]
