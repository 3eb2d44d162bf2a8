"""Each rule finds its fault in hand-made panels, says nothing where a value is missing, and never crosses a gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.records.company_panel.declaration import (
    Bounds,
    JumpRule,
    QualityRule,
    RangeRule,
    RatioRule,
    RenamedRule,
    RepeatedRule,
    SumRule,
    UnitRule,
)
from inscredit_models.records.company_panel.intake import CompanyPanel
from inscredit_models.records.company_panel.quality import COLUMNS, check_quality, summarise_quality

QUARTERS = ["2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31", "2023-03-31"]


def _panel(rows: int = 4, **columns: list) -> CompanyPanel:
    periods = pd.to_datetime(columns.pop("period", QUARTERS[:rows]))
    base = {"company": ["A"] * rows, "name": ["甲"] * rows, "period": periods}
    return CompanyPanel(pd.DataFrame(base | columns), 3)


def _found(panel: CompanyPanel, rule: QualityRule) -> list[tuple[str, str, str]]:
    frame = check_quality(panel, [rule])
    return list(frame[["period", "found", "expected"]].itertuples(index=False, name=None))


def test_tiers_that_do_not_add_up_are_found() -> None:
    rule = SumRule(kind="sum", code="add", total="t", parts=("a", "b"), tolerance=0.01)
    panel = _panel(t=[100, 100, 100, np.nan], a=[60, 60, 99.5, 1], b=[40, 45, np.nan, 1])
    assert _found(panel, rule) == [("2022-06-30", "100", "105 ± 1 %")]


def test_ratio_that_is_not_its_quotient_is_found() -> None:
    rule = RatioRule(kind="ratio", code="q", ratio="r", numerator="n", denominator="d", tolerance=0.001)
    panel = _panel(r=[1.5, 1.5005, 1.6, 9], n=[150, 150, 150, 1], d=[100, 100, 100, 0])
    assert _found(panel, rule) == [("2022-09-30", "1.6", "1.5 ± 0.001")]


def test_jump_is_found_in_both_directions_and_not_across_a_gap() -> None:
    rule = JumpRule(kind="jump", code="j", column="x", factor=3)
    assert [row[0] for row in _found(_panel(x=[1, 4, 4, 1]), rule)] == ["2022-06-30", "2022-12-31"]
    assert _found(_panel(2, x=[1.0, 9.0], period=["2022-03-31", "2022-09-30"]), rule) == []


def test_repeated_value_is_found_from_the_declared_length_on() -> None:
    rule = RepeatedRule(kind="repeated", code="rep", column="x", periods=3)
    assert [row[:2] for row in _found(_panel(x=[5.0, 5.0, 5.0, 5.0]), rule)] == [
        ("2022-09-30", "连续3期为5 / 5 for 3 periods"),
        ("2022-12-31", "连续4期为5 / 5 for 4 periods"),
    ]
    assert _found(_panel(x=[0.0, 0.0, 0.0, 0.0]), rule) == []


def test_unit_off_by_ten_thousand_is_found_up_and_down() -> None:
    rule = UnitRule(kind="unit", code="u", column="x")
    ((period, _, expected),) = _found(_panel(x=[10, 12, 110000, 11]), rule)
    assert period == "2022-09-30" and "near 11, " in expected
    assert [row[0] for row in _found(_panel(x=[100000, 120000, 11, 110000]), rule)] == ["2022-09-30"]
    assert _found(_panel(x=[10, 12, 400, 11]), rule) == []


def test_single_percent_among_fractions_is_found() -> None:
    rule = RangeRule(kind="range", code="r", column="x", between=Bounds(**{"from": 0, "to": 3}))
    found = _found(_panel(x=[0.6, 60.0, np.nan, -1.0]), rule)
    assert [(row[0], row[1]) for row in found] == [("2022-06-30", "60"), ("2022-12-31", "-1")]
    assert "may be percent" in found[0][2] and "percent" not in found[1][2]


def test_changed_name_is_found_once() -> None:
    panel = _panel(name=["甲", "甲", "乙", "乙"])
    assert _found(panel, RenamedRule(kind="renamed", code="name")) == [("2022-09-30", "乙", "甲")]


def test_two_companies_are_never_one_series() -> None:
    frame = pd.DataFrame({"company": ["A", "B"], "name": ["甲", "乙"], "period": pd.to_datetime(QUARTERS[:2])})
    panel = CompanyPanel(frame.assign(x=[1.0, 9.0]), 3)
    assert _found(panel, JumpRule(kind="jump", code="j", column="x", factor=2)) == []
    assert _found(panel, RenamedRule(kind="renamed", code="name")) == []


def test_rules_that_hold_are_counted_too() -> None:
    rules = [JumpRule(kind="jump", code="j", column="x", factor=2), RenamedRule(kind="renamed", code="name")]
    panel = _panel(x=[1.0, 5.0, 5.0, 5.0])
    found = check_quality(panel, rules)
    assert tuple(found.columns) == COLUMNS
    assert summarise_quality(found, panel, rules)[["rule", "rows", "of"]].values.tolist() == [
        ["j", 1, 4],
        ["name", 0, 4],
    ]
    assert check_quality(panel, []).empty
