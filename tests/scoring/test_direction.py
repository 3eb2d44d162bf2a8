"""Directions of leaves, against the declared direction of their indicators."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Findings
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.direction import direction_of
from inscredit_models.scoring.system import Node
from tests.scoring.examples import CASES, leaf, system_of, total


def test_unknown_indicator_is_found_with_a_near_name() -> None:
    findings = Findings()
    check_system(system_of(total("sum"), leaf("a", indicator="case")), findings, indicators=[CASES])
    (finding,) = findings
    assert finding.code == "ICM008" and finding.remedy == "did you mean 'cases'?"


@pytest.mark.parametrize(("worst", "best", "multiply", "reversed_"), [(2, 0, 1, 0), (0, 2, 1, 1), (0, 2, -1, 0)])
def test_goalposts_against_the_declared_direction_are_found(worst, best, multiply, reversed_) -> None:
    posts = {"kind": "linear", "worst": worst, "best": best}
    findings = Findings()
    system = system_of(total("sum"), leaf("cases", normalise=posts, multiply=multiply))
    check_system(system, findings, indicators=[CASES])
    assert len(findings) == reversed_ and all("reversed goalposts" in finding.found for finding in findings)


@pytest.mark.parametrize(("points", "side"), [(["0", "5"], 1), (["5", "0"], -1), (["0", "5", "0"], 0), (["1", "1"], 0)])
def test_direction_of_bands_is_that_of_their_points(points: list[str], side: int) -> None:
    cuts = list(range(1, len(points)))
    assert direction_of(Node(code="a", normalise={"kind": "bands", "cuts": cuts, "points": points})) == side
