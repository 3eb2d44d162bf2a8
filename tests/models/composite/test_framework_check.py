"""What can be wrong with a framework."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.composite.framework_check import as_open_system, check_framework
from inscredit_models.models.composite.framework_load import framework_of
from tests.models.composite.examples import ROWS, small, with_cells


def codes_of(rows, **head) -> list[str]:
    findings = Findings()
    framework_of({"code": "small", **head}, rows, "small.csv", findings)
    return sorted(finding.code for finding in findings)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (with_cells("capital", parent="strenght"), "ICM008"),  # orphan
        ([*ROWS, {"code": "capital", "parent": "conduct", "direction": "1", "weight": "1"}], "ICM024"),  # duplicate
        ([*ROWS, {"code": "second"}], "ICM006"),  # two roots (the second is a leaf without direction too)
        (with_cells("capital", weight="-3"), "ICM006"),  # negative weight
        (with_cells("capital", direction=""), "ICM007"),
        (with_cells("complaints", worst="0", best="9"), "ICM006"),  # reversed goalposts
        (with_cells("capital", worst="5", best="5"), "ICM006"),
        (with_cells("capital", weight=""), "ICM007"),  # a weight for the sibling only
        (with_cells("strength", weights_sum="4.000001"), "ICM006"),
        (with_cells("strength", direction="-1"), "ICM006"),
        (with_cells("capital", aggregate="smallest"), "ICM006"),  # a leaf with an aggregation
    ],
)
def test_each_breach_has_its_code(rows, code: str) -> None:
    rows = [{key: cell for key, cell in row.items() if cell} for row in rows]
    assert code in codes_of(rows)


def test_a_circle_and_a_gap_in_levels_are_found() -> None:
    circle = [*ROWS, {"code": "a", "parent": "b", "weight": "1"}, {"code": "b", "parent": "a", "weight": "1"}]
    findings = Findings()
    framework_of({"code": "small"}, circle, "small.csv", findings)
    assert sum("circle" in finding.found for finding in findings) == 2
    gap = with_cells("conduct", level="2")
    gap = [row | {"level": "4"} if row["code"] == "complaints" else row for row in gap]
    findings = Findings()
    framework_of({"code": "small"}, gap, "small.csv", findings)
    assert [finding.found for finding in findings] == ["level 4 under level 2: a gap"]


def test_everything_is_named_at_once() -> None:
    rows = with_cells("complaints", worst="0", best="9")
    rows = [row | {"parent": "nowhere"} if row["code"] == "assets" else row for row in rows]
    rows = [{**row, "weight": "-2"} if row["code"] == "conduct" else row for row in rows]
    assert codes_of(rows, veto=[{"node": "capitl", "below": 1, "caps": "total", "at": 5}]) == [
        "ICM006",
        "ICM006",
        "ICM008",
        "ICM008",
    ]


def test_all_weights_missing_is_refused_unless_they_come_from_elsewhere() -> None:
    bare = [{key: cell for key, cell in row.items() if key != "weight"} for row in ROWS]
    assert codes_of(bare) == ["ICM007"] * 3
    for method in ("equal", "entropy", "critic", "pca"):
        assert codes_of(bare, weigh={"method": method}) == []


def test_all_weights_zero_is_refused() -> None:
    rows = [row | {"weight": "0"} if row.get("parent") == "strength" else row for row in ROWS]
    assert codes_of(rows) == ["ICM006"]


@pytest.mark.parametrize(
    "head",
    [
        {"normalise": {"method": "goalposts"}},
        {"normalise": {"method": "efficacy"}},
        {"normalise": {"method": "distance_to_target"}},
        {"impute": {"method": "group_mean"}},
        {"impute": {"method": "panel"}},
    ],
)
def test_what_a_method_needs_must_be_there(head) -> None:
    assert set(codes_of(ROWS, **head)) == {"ICM007"}


def test_lower_is_better_has_no_fraction_of_the_best() -> None:
    assert codes_of(ROWS, normalise={"method": "fraction_of_best"}) == ["ICM006"]


def test_a_target_stands_on_the_better_side() -> None:
    rows = with_cells("capital", worst="10", target="5")
    assert codes_of(rows) == ["ICM006"]


@pytest.mark.parametrize(
    ("judgement", "code"),
    [
        ({"parent": "total", "method": "ahp", "upper": [1, 2]}, "ICM104"),
        ({"parent": "totl", "method": "ahp", "upper": [1]}, "ICM008"),
        ({"parent": "total", "method": "budget", "points": [1]}, "ICM104"),
        (
            {
                "parent": "total",
                "method": "best_worst",
                "best": "conduct",
                "worst": "capital",
                "best_to_others": [1, 2],
                "others_to_worst": [2, 1],
            },
            "ICM008",
        ),
    ],
)
def test_judgements_fit_the_children(judgement, code: str) -> None:
    assert codes_of(ROWS, judgement=[judgement]) == [code]


def test_vetoes_cap_an_inner_node_above() -> None:
    assert codes_of(ROWS, veto=[{"node": "capital", "below": 100, "caps": "assets", "at": 5}]) == ["ICM006"]
    assert codes_of(ROWS, veto=[{"node": "capital", "below": 100, "caps": "conduct", "at": 5}]) == ["ICM006"]
    assert codes_of(ROWS, veto=[{"node": "capital", "below": 100, "caps": "strength", "at": 5}]) == []


def test_a_judgement_stands_once() -> None:
    twice = [{"parent": "total", "method": "budget", "points": [1, 2]}] * 2
    assert codes_of(ROWS, judgement=twice) == ["ICM024"]


def test_an_open_system_is_in_order() -> None:
    framework = small()
    findings = Findings()
    check_framework(framework, findings)
    assert len(findings) == 0
    assert len(as_open_system(framework).node) == 7
    with pytest.raises(Refused):
        small(with_cells("capital", parent="nowhere"))


def test_a_root_without_children_is_refused() -> None:
    assert codes_of([{"code": "total", "direction": "1"}]) == ["ICM007"]
