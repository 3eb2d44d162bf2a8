"""Data quality of a company panel as a page of its own (数据质量页): per rule, per company, every finding by name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from inscredit_models.report import words
from inscredit_models.report.content import ReportContent
from inscredit_models.report.sheet import render_sheet

OPENED = 30
"""With so many companies or fewer all of them stand open on the page."""

KINDS: dict[str, tuple[words.Pair, words.Pair]] = {
    "sum": (("合计不等于各项之和", "parts do not add up"), ("各项之和应等于合计", "parts add up to the total")),
    "ratio": (
        ("比率不等于分子÷分母", "ratio is not its quotient"),
        ("印出的比率应等于分子÷分母", "the printed ratio is numerator ÷ denominator"),
    ),
    "jump": (("突变", "jump"), ("相邻两期的变化应小于给定倍数", "from one period to the next less than a factor")),
    "repeated": (
        ("数值重复", "repeated value"),
        ("数值不应连续多期不变", "no value stands unchanged for many periods"),
    ),
    "unit": (
        ("单位疑似错误", "unit may be off"),
        ("不应与本公司其他各期相差约一万倍", "not some 10,000 times away from the company's other periods"),
    ),
    "range": (("超出范围", "out of range"), ("应在给定范围内", "within the declared bounds")),
    "renamed": (("名称变更", "name changed"), ("同一编号的名称不应变化", "a company keeps its name")),
}
"""What a broken rule of each kind is called, and what it asks for."""


def render_quality_page(content: ReportContent) -> str:
    """Give the page as text; the same content gives the same text.

    Parameters
    ----------
    content : ReportContent
        Of a study on a company panel: ``quality`` and ``quality_counts`` say what was found; names of companies may
        hold anything and are escaped.
    """
    return render_sheet("quality.html.j2", title=("数据质量", "Data quality"), content=content, **_arranged(content))


def _arranged(content: ReportContent) -> dict[str, Any]:
    found, counts = content.quality, content.quality_counts
    companies = list(dict.fromkeys(sorted(found["company"]))) if len(found) else []
    rules = list(counts["rule"])
    broken = [rule for rule in rules if len(found) and (found["rule"] == rule).any()]
    return {
        "verdict": _verdict(found, counts),
        "rules": [row | {"words": _kind(row["kind"])} for row in counts.to_dict("records")],
        "broken": broken,
        "companies": [_company(number, code, found, broken) for number, code in enumerate(companies)],
        "opened": len(companies) <= OPENED,
        "both": words.both_halves,
    }


def _kind(kind: str) -> tuple[words.Pair, words.Pair]:
    return KINDS.get(kind, ((kind, kind), ("", "")))


def _verdict(found: pd.DataFrame, counts: pd.DataFrame) -> words.Pair:
    """Say in one sentence how much was found."""
    rows = int(counts["of"].max()) if len(counts) else 0
    if not len(found):
        return f"{rows}行，{len(counts)}条规则，没有发现。", f"{rows} rows, {len(counts)} rules: nothing was found."
    size, companies, broken = len(found), found["company"].nunique(), found["rule"].nunique()
    zh = f"{rows}行，{len(counts)}条规则：{companies}家公司有{size}处发现，涉及{broken}条规则。没有更正任何数字。"
    en = f"{rows} rows, {len(counts)} rules: {size} findings at {companies} companies, of {broken} rules. "
    return zh, en + "Nothing was corrected."


def _company(number: int, code: str, found: pd.DataFrame, broken: list[str]) -> dict[str, Any]:
    own = found[found["company"] == code].sort_values(["period", "rule"], kind="stable")
    counts = own["rule"].value_counts()
    return {
        "anchor": f"company-{number}",
        "code": code,
        "counts": [int(counts.get(rule, 0)) for rule in broken],
        "rows": [row | {"words": _kind(row["kind"])[0]} for row in own.to_dict("records")],
    }
