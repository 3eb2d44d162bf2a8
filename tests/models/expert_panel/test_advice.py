"""Advice names the judgement that spoils consistency, and the value that mends it."""

import pytest

from inscredit_models.models.composite.judgement import pairwise_from_upper
from inscredit_models.models.expert_panel.advice import advise, panel_advice

from .panels import CONSISTENT, build_panel, pairs


@pytest.mark.parametrize("completion", ["eigenvector", "least_squares"])
def test_a_planted_slip_is_found_and_mended(completion):
    upper = [2, 4, 8, 2, 4, 2]
    upper[2] = 1 / 8  # 8 written the wrong way round
    found = advise(pairwise_from_upper(upper, 4), ("a", "b", "c", "d"), completion=completion)
    first = found.iloc[0]
    assert (first["item"], first["against"], first["judged"]) == ("a", "d", 0.125)
    assert (first["on_scale"], first["ratio_after"]) == (8.0, 0.0)
    assert first["ratio_now"] > 0.1
    assert found["ratio_after"].is_monotonic_increasing


def test_judgements_that_hold_the_items_together_have_no_advice():
    nan = float("nan")
    assert advise(pairwise_from_upper([2, nan, 2], 3), ("a", "b", "c")).empty


def test_only_inconsistent_experts_get_advice():
    panel = build_panel([*pairs("e1", CONSISTENT), *pairs("e2", ("2", "1/9", "2"))])
    found = panel_advice(panel)
    assert found["expert"].tolist() == ["e2"]
    assert found["ratio_after"].iloc[0] < 0.1
    assert panel_advice(build_panel(pairs("e1", CONSISTENT))).empty
