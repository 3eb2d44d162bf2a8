"""Mapping and rules are strict documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from inscredit_models.findings import Findings, Refused
from inscredit_models.records.company_panel.declaration import (
    Bounds,
    Mapping,
    PeriodColumn,
    RatioRule,
    RenamedRule,
    SumRule,
    columns_of,
    read_mapping,
)


def test_a_column_that_is_not_mapped_stands_under_its_own_code() -> None:
    mapping = Mapping(id="company", time=PeriodColumn(column="period", format="YYYYQn"))
    assert mapping.source("ratio").column == "ratio" and mapping.source("ratio").scale == 1


def test_unknown_key_of_a_mapping_names_the_near_one(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('id = "c"\ntime = { colum = "p", column = "p", format = "YYYYQn" }\n', encoding="utf-8")
    findings = Findings()
    read_mapping(path, findings)
    assert [(item.code, item.remedy) for item in findings] == [("ICM003", "did you mean 'column'?")]


def test_company_and_period_can_stand_elsewhere() -> None:
    time = PeriodColumn(column="period", format="YYYYQn", every_months=3)
    mapping = Mapping(id="company", name="name", time=time, missing=("--",))
    other = mapping.elsewhere("机构", "报告期=YYYY年n季度")
    assert (other.id, other.name, other.time.column, other.time.format) == ("机构", None, "报告期", "YYYY年n季度")
    assert other.time.every_months == 3 and other.missing == ("--",)
    assert mapping.elsewhere("company", "quarter").name == "name" and mapping.elsewhere() == mapping
    assert mapping.elsewhere(None, "quarter").time.format == "YYYYQn"


def test_a_period_format_that_is_none_is_refused_with_the_known_ones() -> None:
    mapping = Mapping(id="company", time=PeriodColumn(column="period", format="YYYYQn"))
    with pytest.raises(Refused, match=r"format 'YYYY-Qn'") as refusal:
        mapping.elsewhere(None, "period=YYYY-Qn")
    assert "YYYY年n季度" in refusal.value.findings[0].allowed


def test_bounds_are_ordered() -> None:
    with pytest.raises(ValidationError):
        Bounds(**{"from": 2, "to": 1})


def test_rules_know_their_columns() -> None:
    ratio = RatioRule(kind="ratio", code="r", ratio="a", numerator="b", denominator="c", tolerance=0)
    added = SumRule(kind="sum", code="s", total="a", parts=("b", "c"), tolerance=0)
    assert columns_of(ratio) == columns_of(added) == ("a", "b", "c")
    assert columns_of(RenamedRule(kind="renamed", code="n")) == ()
