"""Data quality of a company panel (面板数据质量): declared rules, one row per company, period and broken rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from inscredit_models.records.company_panel.declaration import (
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

COLUMNS = ("company", "period", "rule", "kind", "column", "found", "expected")

Judged = tuple[np.ndarray, str, list[str], list[str]]
"""Rows that break a rule, the column, and for these rows what was found and what was expected."""


def check_quality(panel: CompanyPanel, rules: Sequence[QualityRule]) -> pd.DataFrame:
    """Hold a panel against its declared rules.

    A rule says nothing where a value that it needs is missing; nothing is corrected.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, all text (period in ISO form; sentences as "中文 / English"); in the order of the rules,
        then of company and period.

    Examples
    --------
    >>> frame = pd.DataFrame({"company": ["A"], "name": ["A"], "period": pd.to_datetime(["2023-03-31"]),
    ...                       "ratio": [1.5], "capital": [120.0], "minimum": [100.0]})
    >>> rule = RatioRule(kind="ratio", code="ratio_holds", ratio="ratio", numerator="capital", denominator="minimum",
    ...                  tolerance=0.001)
    >>> check_quality(CompanyPanel(frame, 3), [rule])[["found", "expected"]].values.tolist()
    [['1.5', '1.2 ± 0.001']]
    """
    parts = [_rows(panel, rule) for rule in rules]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS), dtype="str")


def summarise_quality(findings: pd.DataFrame, panel: CompanyPanel, rules: Sequence[QualityRule]) -> pd.DataFrame:
    """Count what each rule found, also where it found nothing: ``rule, kind, rows, companies, of`` (rows in all)."""
    counts = [
        {
            "rule": rule.code,
            "kind": rule.kind,
            "rows": int((findings["rule"] == rule.code).sum()),
            "companies": int(findings.loc[findings["rule"] == rule.code, "company"].nunique()),
            "of": len(panel.frame),
        }
        for rule in rules
    ]
    return pd.DataFrame(counts, columns=["rule", "kind", "rows", "companies", "of"])


def _rows(panel: CompanyPanel, rule: QualityRule) -> pd.DataFrame:
    place, column, found, expected = _CHECKS[type(rule)](panel, rule)
    frame = panel.frame.iloc[place]
    rows = {
        "company": frame["company"].to_numpy(),
        "period": frame["period"].dt.date.astype("str").to_numpy(),
        "rule": rule.code,
        "kind": rule.kind,
        "column": column,
        "found": found,
        "expected": expected,
    }
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _check_sum(panel: CompanyPanel, rule: SumRule) -> Judged:
    total = panel.frame[rule.total].to_numpy()
    parts = panel.frame[list(rule.parts)]
    added = parts.sum(axis=1, min_count=1).to_numpy()
    place = np.flatnonzero(np.abs(total - added) > rule.tolerance * np.abs(total) + 1e-9)
    found = [_text(value) for value in total[place]]
    return place, rule.total, found, [f"{_text(v)} ± {rule.tolerance * 100:g} %" for v in added[place]]


def _check_ratio(panel: CompanyPanel, rule: RatioRule) -> Judged:
    ratio = panel.frame[rule.ratio].to_numpy()
    denominator = panel.frame[rule.denominator].to_numpy()
    is_usable = denominator != 0
    quotient = np.full(len(ratio), np.nan)
    np.divide(panel.frame[rule.numerator].to_numpy(), denominator, out=quotient, where=is_usable)
    place = np.flatnonzero(np.abs(ratio - quotient) > rule.tolerance + 1e-12)
    found = [_text(value) for value in ratio[place]]
    return place, rule.ratio, found, [f"{_text(v)} ± {rule.tolerance:g}" for v in quotient[place]]


def _check_jump(panel: CompanyPanel, rule: JumpRule) -> Judged:
    value = panel.frame[rule.column]
    before = _previous(panel, value)
    both = ((value > 0) & (before > 0)).to_numpy()
    steps = np.zeros(len(value))
    steps[both] = np.abs(np.log(value.to_numpy()[both] / before.to_numpy()[both]))
    place = np.flatnonzero(steps >= np.log(rule.factor))
    expected = [
        f"与上期{_text(v)}相差不到{rule.factor:g}倍 / within {rule.factor:g} times of {_text(v)} before"
        for v in before.iloc[place]
    ]
    return place, rule.column, [_text(v) for v in value.iloc[place]], expected


def _check_repeated(panel: CompanyPanel, rule: RepeatedRule) -> Judged:
    value = panel.frame[rule.column]
    same = (value == _previous(panel, value)) & (value != 0)
    run = same.astype(int).groupby([panel.frame["company"], (~same).cumsum()]).cumsum() + 1
    place = np.flatnonzero((same & (run >= rule.periods)).to_numpy())
    found = [
        f"连续{int(run.iloc[i])}期为{_text(value.iloc[i])} / {_text(value.iloc[i])} for {int(run.iloc[i])} periods"
        for i in place
    ]
    expected = f"{rule.periods}期内有变化 / another value within {rule.periods} periods"
    return place, rule.column, found, [expected] * len(place)


def _check_unit(panel: CompanyPanel, rule: UnitRule) -> Judged:
    value = panel.frame[rule.column].abs().where(lambda cell: cell > 0)
    median = _median_of_others(value, panel.frame["company"])
    distance = np.abs(np.abs(np.log(value / median)) - np.log(rule.factor))
    place = np.flatnonzero((distance <= np.log(rule.within)).to_numpy())
    found = [_text(v) for v in panel.frame[rule.column].iloc[place]]
    expected = [
        f"接近其他各期的{_text(v)}；约差{rule.factor:g}倍 / near {_text(v)}, as elsewhere; {rule.factor:g} times off"
        for v in median.iloc[place]
    ]
    return place, rule.column, found, expected


def _check_range(panel: CompanyPanel, rule: RangeRule) -> Judged:
    value = panel.frame[rule.column].to_numpy()
    low, high = rule.between.from_, rule.between.to
    place = np.flatnonzero((value < low) | (value > high))
    span = f"{low:g}至{high:g} / {low:g} to {high:g}"
    as_percent = f"{low:g}至{high:g}；疑似百分数 / {low:g} to {high:g}; may be percent"
    return (
        place,
        rule.column,
        [_text(v) for v in value[place]],
        [as_percent if low <= v / 100 <= high else span for v in value[place]],
    )


def _check_renamed(panel: CompanyPanel, rule: RenamedRule) -> Judged:
    name, company = panel.frame["name"], panel.frame["company"]
    before = name.groupby(company).shift()
    place = np.flatnonzero((name.notna() & before.notna() & (name != before)).to_numpy())
    return place, "name", name.iloc[place].tolist(), before.iloc[place].tolist()


def _previous(panel: CompanyPanel, value: pd.Series) -> pd.Series:
    """Give the value one period before; missing where the company has no row in exactly that period."""
    company, order = panel.frame["company"], panel.order
    is_next = order - order.groupby(company).shift() == 1
    return value.groupby(company).shift().where(is_next)


def _median_of_others(value: pd.Series, company: pd.Series) -> pd.Series:
    """Give for each value the median of the company's other values; missing below two others."""
    median = pd.Series(np.nan, index=value.index)
    for _, part in value.dropna().groupby(company):
        if len(part) >= 3:
            numbers = part.to_numpy()
            median[part.index] = [np.median(np.delete(numbers, i)) for i in range(len(numbers))]
    return median


def _text(value: float) -> str:
    return f"{value:.10g}"


_CHECKS: dict[type, Callable[..., Judged]] = {
    SumRule: _check_sum,
    RatioRule: _check_ratio,
    JumpRule: _check_jump,
    RepeatedRule: _check_repeated,
    UnitRule: _check_unit,
    RangeRule: _check_range,
    RenamedRule: _check_renamed,
}
