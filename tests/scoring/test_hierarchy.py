"""Order of the tree."""

from __future__ import annotations

from inscredit_models.scoring.hierarchy import children_by_parent, leaves, top_down
from tests.scoring.examples import leaf, system_of, total

SYSTEM = system_of(leaf("b", "g"), leaf("a"), {"code": "g", "parent": "total", "aggregate": "sum"}, total("sum"))


def test_parents_come_before_their_children_whatever_the_table_order() -> None:
    assert [node.code for node in top_down(SYSTEM)] == ["total", "a", "g", "b"]


def test_leaves_keep_table_order() -> None:
    assert [node.code for node in leaves(SYSTEM)] == ["b", "a"]


def test_children_are_gathered_under_their_parent() -> None:
    gathered = {code: [node.code for node in nodes] for code, nodes in children_by_parent(SYSTEM.node).items()}
    assert gathered == {"g": ["b"], "total": ["a", "g"], "": ["total"]}
