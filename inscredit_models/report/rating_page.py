"""A rating system as one self-contained HTML page (评级体系检验报告): verdicts, tests by grade, bounds, moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.evaluation.rating_system.back_test import Assumptions
from inscredit_models.findings import Finding
from inscredit_models.report import numbers
from inscredit_models.report.figures.dots import plot_dots
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.rating_words import LIGHTS, MEASURES, METHODS, RULES, VERDICTS
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg
from inscredit_models.report.table import aligned
from inscredit_models.report.words import Pair, word

AXIS = ("违约率与违约概率", "default rate and probability of default")


class Matrices(Protocol):
    """What the page shows of moves: grades (default last), days, and shares over one year by either method."""

    grades: tuple[str, ...]
    start: Any
    end: Any
    cohort: np.ndarray
    duration: np.ndarray


def share(value: float | None) -> str:
    """Write a share in percent with at least two digits that count.

    Examples
    --------
    >>> share(0.1234), share(0.0123), share(0.000866), share(0.0), share(float("nan"))
    ('12.34%', '1.23%', '0.087%', '0.00%', '—')
    """
    if value is None or value != value:
        return numbers.MISSING
    return f"{numbers.fixed(100 * value, 3 if 0 < abs(value) < 0.001 else 2)}%"


def rating_verdicts(frames: Mapping[str, pd.DataFrame], assumptions: Assumptions) -> list[Pair]:
    """Say what the tests say: of the probabilities, of discrimination, of the bounds."""
    return [
        _say_probabilities(frames["grades"]),
        _say_discrimination(frames["system"]),
        _say_bounds(frames["bounds"], assumptions),
    ]


def _say_probabilities(grades: pd.DataFrame) -> Pair:
    judged = grades[grades["verdict"] != "not_evaluable"]
    if not len(judged):
        return (
            "没有给出违约概率，只给出区间与上界。",
            "No probabilities are stated: only intervals and bounds are given.",
        )
    low, high = (judged[judged["verdict"] == verdict] for verdict in ("too_low", "too_high"))
    n = len(judged)
    if not len(low):
        least = judged.loc[judged["jeffreys_adjusted"].idxmin()]
        p = numbers.p_value(least["jeffreys_adjusted"])
        zh = (
            f"{n}个等级中，没有一个的违约概率被证明偏低（最小的校正p值{p}，等级{least['grade']}）；未被否定不等于正确。"
        )
        en = f"Of {n} grades none has a probability shown to be too low (smallest adjusted p {p}, grade "
        en += f"{least['grade']}); not refuted is not proved."
    else:
        named = [f"{row.grade} (p {numbers.p_value(row.jeffreys_adjusted)})" for row in low.itertuples()]
        zh = f"{n}个等级中{len(low)}个的违约概率偏低：{'、'.join(named)}（Jeffreys检验，Holm校正）。"
        has = "has" if len(low) == 1 else "have"
        en = f"Of {n} grades {len(low)} {has} too low a probability: {', '.join(named)} (Jeffreys, Holm-adjusted)."
    if len(high):
        listed = list(high["grade"])
        zh += f"偏高：{'、'.join(listed)}。"
        en += f" Too high: {', '.join(listed)}."
    return zh, en


def _say_discrimination(system: pd.DataFrame) -> Pair:
    rows = system.set_index("measure")
    if "auc" not in rows.index:
        return (
            "违约（或未违约）少于10个，区分能力不可评估。",
            "Fewer than ten defaults (or survivors): discrimination is not evaluable.",
        )
    auc, ratio = rows.loc["auc"], rows.loc["accuracy_ratio", "value"]
    interval = numbers.interval(auc["low"], auc["high"])
    zh = f"等级的AUC为{numbers.fixed(auc['value'])}，95%区间{interval}，准确率比{numbers.fixed(ratio)}"
    en = f"The grades have an AUC of {numbers.fixed(auc['value'])}, 95 % interval {interval}, accuracy ratio "
    en += numbers.fixed(ratio)
    if "auc_drift" in rows.index:
        p = rows.loc["auc_drift", "p_value"]
        fallen = ("；比首期下降", "; it has fallen since the first period") if p < 0.05 else (
            "；未见比首期下降", "; no fall since the first period is shown"
        )  # fmt: skip
        zh, en = f"{zh}{fallen[0]}（p {numbers.p_value(p)}）", f"{en}{fallen[1]} (p {numbers.p_value(p)})"
    return zh + "。", en + "."


def _say_bounds(bounds: pd.DataFrame, assumptions: Assumptions) -> Pair:
    method = "prudent_correlated" if assumptions.correlation else "prudent"
    level = assumptions.confidence[len(assumptions.confidence) // 2]
    chosen = bounds[(bounds["method"] == method) & (bounds["confidence"] == level) & bounds["pd"].notna()]
    first, last = chosen.iloc[0], chosen.iloc[-1]
    rho = assumptions.correlation
    zh = f"置信度{level:.0%}、相关系数{rho:g}下，最审慎上界从{share(first['pd'])}（{first['grade']}）"
    zh += f"到{share(last['pd'])}（{last['grade']}）。"
    en = f"At confidence {level:.0%} and correlation {rho:g} the most prudent bounds go from {share(first['pd'])} "
    en += f"({first['grade']}) to {share(last['pd'])} ({last['grade']})."
    return zh, en


def draw_grades(grades: pd.DataFrame, *, language: str = "zh") -> Axes:
    """Draw observed default rates with their intervals, and the stated probabilities, on a logarithmic axis."""
    floor = _floor(grades)
    observed, stated = grades[grades["n"] > 0], grades[grades["pd"].notna()]
    parts = [
        pd.DataFrame(
            {
                "label": observed["grade"],
                "panel_zh": "实际违约率（95%区间）",
                "panel_en": "observed rate (95 % interval)",
                "value": observed["rate"].where(observed["rate"] > 0),
                "low": observed["low"].clip(lower=floor),
                "high": observed["high"],
            }
        ),
        pd.DataFrame(
            {
                "label": stated["grade"],
                "panel_zh": "给定违约概率",
                "panel_en": "stated probability",
                "value": stated["pd"],
            }
        ),
    ]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    frame = frame.assign(label_zh=frame["label"], label_en=frame["label"])
    ax = plot_dots(frame, axis=AXIS, language=language)
    ax.set_xscale("log")
    ax.set_xlim(floor, 1.0)
    shown = [10.0**power for power in range(int(np.ceil(np.log10(floor))), 1)]
    ax.set_xticks(shown, [f"{100 * value:g}%" for value in shown])
    return ax


def _floor(grades: pd.DataFrame) -> float:
    """A power of ten below everything that is drawn."""
    values = grades[["low", "rate", "pd"]].to_numpy(dtype=float)
    positive = values[np.isfinite(values) & (values > 0)]
    least = positive.min() if len(positive) else 0.01
    return float(10.0 ** np.clip(np.floor(np.log10(least)), -5, -2))


def render_rating(
    frames: Mapping[str, pd.DataFrame],
    assumptions: Assumptions,
    findings: Sequence[Finding],
    migration: Matrices | None,
    *,
    period: str,
    periods: Sequence[str],
) -> str:
    """Give the page as text; the same content gives the same text."""
    drawings = [
        Markup(figure_svg(draw_grades(frames["grades"], language=drawn_language(code)).figure, f"g-{code}", "grades"))
        for code in ("zh", "en")
    ]
    return render_sheet(
        "rating.html.j2",
        title=("评级体系检验", "A rating system on trial"),
        verdicts=rating_verdicts(frames, assumptions),
        findings=list(findings),
        assumptions=assumptions,
        period=period,
        periods=list(periods),
        grades=frames["grades"].assign(verdict_words=_named(frames["grades"]["verdict"])).to_dict("records"),
        system=_measured(frames["system"]),
        bounds=_wide(frames["bounds"]),
        curve=frames["curve"].to_dict("records") if "curve" in frames else [],
        matrices=_matrices(migration),
        mobility=_measured(frames["mobility"]) if "mobility" in frames else [],
        cells=frames["cells"].to_dict("records") if "cells" in frames else [],
        days=(str(migration.start), str(migration.end)) if migration is not None else ("", ""),
        drawing=drawings,
        rules=RULES,
        light_words=LIGHTS,
        share=share,
        p_value=numbers.p_value,
        interval=numbers.interval,
    )


def _named(verdicts: pd.Series) -> list[Pair]:
    return [word(VERDICTS, verdict) for verdict in verdicts]


def _measured(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a measure, named, without measures that have no value."""
    return [
        row | {"name": word(MEASURES, row["measure"])}
        for row in frame.to_dict("records")
        if row["value"] == row["value"]
    ]


def _wide(bounds: pd.DataFrame) -> dict[str, Any]:
    """Bounds with one column a method and confidence."""
    keys = list(dict.fromkeys(zip(bounds["method"], bounds["confidence"].fillna(-1.0), strict=True)))
    heads = []
    for method, confidence in keys:
        zh, en = word(METHODS, method)
        level = "" if confidence < 0 else f" {confidence:.1%}".replace(".0%", "%")
        heads.append((zh + level, en + level))
    filled = bounds.assign(confidence=bounds["confidence"].fillna(-1.0))
    columns = [
        filled[(filled["method"] == method) & (filled["confidence"] == confidence)]["pd"].tolist()
        for method, confidence in keys
    ]
    grades = list(dict.fromkeys(bounds["grade"]))
    return {"heads": heads, "rows": list(zip(grades, zip(*columns, strict=True), strict=True))}


def _matrices(migration: Matrices | None) -> list[dict[str, Any]]:
    if migration is None:
        return []
    named = ((("队列法", "By cohorts"), migration.cohort), (("久期法", "By time spent"), migration.duration))
    return [
        {
            "name": name,
            "grades": migration.grades,
            "rows": [
                (grade, [{"value": value, "shade": _shade(value), "stays": i == j} for j, value in enumerate(row)])
                for i, (grade, row) in enumerate(zip(migration.grades[:-1], matrix[:-1], strict=True))
            ],
        }
        for name, matrix in named
    ]


def _shade(value: float) -> str:
    """Background of a cell: the likelier, the darker."""
    return "" if value != value or value <= 0 else f"rgb(20 96 122 / {min(0.05 + 0.4 * np.sqrt(value), 0.45):.2f})"


def grades_text(grades: pd.DataFrame) -> list[str]:
    """Give the tests by grade as lines of a terminal."""
    head = ("grade", "n", "events", "rate", "pd", "Jeffreys p", "light", "verdict")
    rows = [
        (
            str(row.grade),
            numbers.count(row.n),
            numbers.count(row.events),
            share(row.rate),
            share(row.pd),
            numbers.p_value(row.jeffreys_p),
            row.light or numbers.MISSING,
            " ".join(word(VERDICTS, row.verdict)),
        )
        for row in grades.itertuples()
    ]
    return aligned([head, *rows])
