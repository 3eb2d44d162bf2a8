"""The answer of one expert, by any of three methods, becomes weights."""

import pytest

from inscredit_models.models.expert_panel.answers import weigh_answer

from .panels import CONSISTENT, budget, build_panel, pairs

EXPECTED = [4 / 7, 2 / 7, 1 / 7]


def weighed(rows):
    panel = build_panel(rows)
    return weigh_answer(panel, panel.group[0], list(panel.judgement))


def best_worst(*, complete):
    rows = ["e1,1,conduct,best,serious,minor,2", "e1,1,conduct,best,serious,tenure,4"]
    return [*rows, "e1,1,conduct,worst,minor,tenure,2"] if complete else [*rows, "e1,1,conduct,worst,serious,tenure,4"]


@pytest.mark.parametrize(
    ("rows", "measure", "missing"),
    [
        (pairs("e1", CONSISTENT), "consistency_ratio", 0),
        (pairs("e1", ("2", "", "2")), "consistency_ratio", 1),
        (best_worst(complete=True), "deviation", 1),
        (best_worst(complete=False), "deviation", 1),
        (budget("e1", (400 / 7, 200 / 7, 100 / 7)), "", 0),
    ],
)
def test_three_methods_agree_on_a_consistent_expert(rows, measure, missing):
    answer = weighed(rows)
    assert answer.weights == pytest.approx(EXPECTED)
    assert (answer.measure, answer.missing, answer.accepted) == (measure, missing, True)
    assert answer.value == pytest.approx(0, abs=1e-9)


def test_a_contradiction_is_not_accepted():
    answer = weighed(pairs("e1", ("2", "1/4", "2")))
    assert not answer.accepted
    assert answer.value > 0.1
    assert answer.table == "Saaty (1980)"
