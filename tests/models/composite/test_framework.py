"""The tree of a framework."""

from __future__ import annotations

from tests.models.composite.examples import ROWS, small, with_cells


def test_inner_nodes_come_after_those_below_them() -> None:
    framework = small()
    assert [node.code for node in framework.bottom_up()] == ["strength", "conduct", "total"]
    assert framework.root.code == "total"
    assert [leaf.code for leaf in framework.leaves] == ["complaints", "training", "capital", "assets"]


def test_directions_are_written_in_words_or_numbers() -> None:
    for written, meant in (("1", 1), ("-1", -1), ("lower_is_better", -1), ("higher_is_better", 1), ("-1.0", -1)):
        assert small(with_cells("capital", direction=written)).leaves[2].direction == meant


def test_labels_fall_back_to_the_other_language_and_the_code() -> None:
    node = small(with_cells("capital", zh="资本")).leaves[2]
    assert node.label("en") == node.label("zh") == "资本"
    assert small().leaves[2].label("en") == "capital"


def test_a_node_may_have_its_own_aggregation() -> None:
    framework = small(with_cells("conduct", aggregate="geometric_mean"), aggregate={"method": "smallest"})
    by_code = {node.code: framework.aggregation_of(node) for node in framework.bottom_up()}
    assert by_code == {"total": "smallest", "strength": "smallest", "conduct": "geometric_mean"}


def test_any_number_of_levels() -> None:
    deep = [{"code": "level_0"}]
    deep += [{"code": f"level_{n}", "parent": f"level_{n - 1}", "weight": "1"} for n in range(1, 9)]
    deep[-1]["direction"] = "1"
    assert len(small(deep).bottom_up()) == 8
    assert len(ROWS) == 7
