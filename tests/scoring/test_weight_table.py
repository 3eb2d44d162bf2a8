"""Weights as readers see them."""

import pytest

from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.scoring.system import Linear, Node, ScoringSystem
from inscredit_models.scoring.weight_table import weight_table

HALF = Linear(kind="linear", worst=0, best=1)


def test_expert_weights_and_caps_are_those_of_its_table() -> None:
    table = weight_table(load_shipped("practitioner_conduct")).set_index("indicator")
    assert table["weight"].sum() == pytest.approx(1)
    assert table.loc["complaint_punished_count_24m", ["weight", "worst", "best"]].tolist() == [0.2, 2, 0]
    assert table["source"].str.startswith("assumed").all()


def test_effective_weight_is_the_product_of_shares_up_the_tree() -> None:
    nodes = (
        Node(code="total", aggregate="weighted_mean"),
        Node(code="left", parent="total", weight=3, aggregate="weighted_mean"),
        Node(code="right", parent="total", weight=1, normalise=HALF),
        Node(code="a", parent="left", weight=1, normalise=HALF),
        Node(code="b", parent="left", weight=1, normalise=HALF),
    )
    system = ScoringSystem(code="s", zh="s", en="s", source="hand", status="expert", node=nodes)
    weights = weight_table(system).set_index("indicator")["weight"]
    assert weights.to_dict() == {"right": 1 / 4, "a": 3 / 4 / 2, "b": 3 / 4 / 2}
