"""From cells to the values of a node, with and without defaults."""

from __future__ import annotations

from inscredit_models.scoring.node_row import LeafDefaults, NodeRow, node_values

DEFAULTS = LeafDefaults(normalise="linear", worst=0, best=100, multiply=100, missing="points", missing_points=50)


def test_defaults_fill_empty_cells_and_own_cells_win() -> None:
    values = node_values(NodeRow(code="a", worst="7"), DEFAULTS)
    assert values["normalise"] == {"kind": "linear", "worst": 7, "best": 100}
    assert values["missing"] == {"rule": "points", "points": 50} and values["multiply"] == 100


def test_a_row_of_another_kind_takes_no_goalposts() -> None:
    values = node_values(NodeRow(code="a", normalise="bands", cuts="1; 2.5", points="0; 5; 10"), DEFAULTS)
    assert values["normalise"] == {"kind": "bands", "cuts": (1.0, 2.5), "points": ("0", "5", "10")}


def test_a_row_with_its_own_missing_rule_takes_no_missing_points() -> None:
    assert node_values(NodeRow(code="a", missing="refuse"), DEFAULTS)["missing"] == {"rule": "refuse", "points": None}


def test_inner_nodes_take_no_defaults() -> None:
    assert set(node_values(NodeRow(code="a", aggregate="sum"), None)) >= {"code", "aggregate"}
    assert "normalise" not in node_values(NodeRow(code="a", aggregate="sum"), None)


def test_categories_are_pairs_in_one_cell() -> None:
    values = node_values(NodeRow(code="a", normalise="categories", points="甲 = 5; 乙=2.5", other="0"), None)
    assert values["normalise"]["points"] == {"甲": "5", "乙": "2.5"}


def test_signs_are_read_from_text() -> None:
    assert NodeRow(code="a", sign="-1").sign == -1
