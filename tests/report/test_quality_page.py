"""The page of data-quality findings: per rule, per company, in both languages, and nothing of it corrected."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from inscredit_models.records.company_panel.declaration import QualityRule
from inscredit_models.report.content import ReportContent
from inscredit_models.report.quality_page import KINDS, OPENED, render_quality_page
from tests.report.example_content import build_content

COUNTS = pd.DataFrame(
    {"rule": ["adds_up", "kept"], "kind": ["sum", "renamed"], "rows": [2, 0], "companies": [2, 0], "of": [951, 951]}
)


def _content(companies: list[str], counts: pd.DataFrame = COUNTS) -> ReportContent:
    rows = {"company": companies, "period": "2023-03-31", "rule": "adds_up", "kind": "sum", "column": "total"}
    found = pd.DataFrame(rows | {"found": "110", "expected": "连续3期 / for 3 periods"}, index=range(len(companies)))
    return dataclasses.replace(build_content(), quality=found, quality_counts=counts)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = render_quality_page(_content(["I001", "I002"]))
    assert "<script" not in text and "://" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text)


def test_every_company_and_rule_is_named_and_rules_that_hold_are_too() -> None:
    text = render_quality_page(_content(["I001", "I002", "I001"]))
    assert "2家公司有3处发现，涉及1条规则。没有更正任何数字。" in text and "Nothing was corrected." in text
    for words in ("adds_up", "kept", "合计不等于各项之和", "parts do not add up", "连续3期", "for 3 periods"):
        assert words in text
    assert text.count("<details") == 2 and "I001 (2)" in text and "I002 (1)" in text


def test_each_company_of_the_grid_leads_to_its_findings() -> None:
    text = render_quality_page(_content(["I001", "I002"]))
    assert set(re.findall(r'href="#(company-\d+)"', text)) == set(re.findall(r'<details id="(company-\d+)"', text))


def test_many_companies_stand_closed() -> None:
    few, many = (render_quality_page(_content([f"I{n:03d}" for n in range(size)])) for size in (OPENED, OPENED + 1))
    assert few.count(" open><summary>") == OPENED and " open><summary>" not in many


def test_a_panel_without_findings_says_so() -> None:
    text = render_quality_page(_content([], COUNTS.assign(rows=0, companies=0)))
    assert "没有发现" in text and "nothing was found" in text and 'id="companies"' not in text


def test_names_are_escaped_and_steering_characters_visible() -> None:
    text = render_quality_page(_content(["<b>" + chr(0x202E)]))
    assert "<b>\u202e" not in text and "&lt;b&gt;�" in text


@pytest.mark.parametrize(
    "kind", [rule.model_fields["kind"].annotation.__args__[0] for rule in QualityRule.__origin__.__args__]
)
def test_every_kind_of_rule_has_words_in_both_languages(kind: str) -> None:
    assert all(text for pair in KINDS[kind] for text in pair)
