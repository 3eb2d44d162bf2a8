"""Every breach of a system's order is found, all at once."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Findings
from inscredit_models.scoring.check import check_system
from tests.scoring.examples import leaf, system_of, total


def found(*nodes: dict, **head) -> list[str]:
    findings = Findings()
    check_system(system_of(*nodes, **head), findings)
    return [f"{finding.code} {finding.where}: {finding.found}" for finding in findings]


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ((total("sum"), leaf("a"), leaf("a")), "ICM024 test, node 'a': declared twice"),
        ((total("sum"), leaf("a"), leaf("b", "totel")), "ICM008 test, node 'b': parent 'totel'"),
        ((total("sum"), leaf("a"), {"code": "x", "parent": "y", "aggregate": "sum"},
          {"code": "y", "parent": "x", "aggregate": "sum"}), "ICM006 test, node 'x': its own ancestor: a circle"),
        ((total("sum", level=1), leaf("a", level=3)), "ICM006 test, node 'a': level 3 under level 1: a gap"),
        ((total("sum"), leaf("a"), {"code": "z", "normalise": {"kind": "linear", "worst": 0, "best": 1}}),
         "ICM006 test: 2 roots: total, z"),
        ((total("sum"), leaf("a", normalise=None)), "ICM007 test, node 'a': a leaf without normalisation"),
        (({"code": "total"}, leaf("a")), "ICM007 test, node 'total': an inner node without aggregation"),
        ((total("sum"), leaf("a", aggregate="sum")), "ICM006 test, node 'a': a leaf with an aggregation"),
        ((total("sum", indicator="q"), leaf("a")), "ICM006 test, node 'total': an inner node that reads a column"),
        ((total(), leaf("a", weight=1), leaf("b")), "ICM007 test, node 'b': no weight under a weighted_mean"),
        ((total(), leaf("a", weight=2), leaf("b", weight=-1)), "ICM006 test, node 'b': weight -1"),
        ((total(), leaf("a", weight=0)), "ICM006 test, node 'total': all weights of its children are 0"),
        ((total(weights_sum=1), leaf("a", weight=0.5), leaf("b", weight=0.5 + 2e-9)),
         "ICM006 test, node 'total': weights of its children add up to 1.000000002"),
    ],
)  # fmt: skip
def test_breach_is_the_only_finding(nodes: tuple, expected: str) -> None:
    # a circle has no first node: each on it is named; everything else is one breach and one finding
    on_a_circle = [expected, expected.replace("'x'", "'y'")]
    assert found(*nodes) == (on_a_circle if "circle" in expected else [expected])


def test_sum_of_weights_within_its_tolerance_holds() -> None:
    assert found(total(weights_sum=1), leaf("a", weight=0.1), leaf("b", weight=0.2), leaf("c", weight=0.7)) == []


def test_no_root_is_found() -> None:
    assert "ICM007 test: no node without a parent" in found(leaf("a", "a"))


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([("A", 80), ("B", 85), ("C", None)], "ICM006 test, grades: 'from' neither rises nor falls throughout"),
        ([("A", 80), ("B", 80), ("C", None)], "ICM006 test, grades: 'from' neither rises nor falls throughout"),
        ([("A", 80), ("B", 60)], "ICM007 test, grades: not exactly one grade without 'from'"),
        ([("A", 80), ("A", None)], "ICM024 test, grades: 'A' twice"),
    ],
)
def test_grades_out_of_order_are_found(grades: list, expected: str) -> None:
    declared = [{"symbol": symbol, "from": edge} for symbol, edge in grades]
    assert found(total("sum"), leaf("a"), grade=declared) == [expected]


def test_all_breaches_are_found_together() -> None:
    nodes = (total(), leaf("a", weight=-1), leaf("b", "nowhere"), leaf("c", weight=3, normalise=None))
    assert len(found(*nodes, grade=[{"symbol": "A", "from": 1}])) == 4
