"""The report of an index as one self-contained HTML page (指数报告): no network, no script, Chinese and English."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.models.composite.aggregate import BY_CODE
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.report import numbers, words
from inscredit_models.report.figures.index_scores import plot_index_scores
from inscredit_models.report.figures.index_weights import plot_index_weights
from inscredit_models.report.figures.judgement_prices import plot_judgement_prices
from inscredit_models.report.figures.rank_intervals import plot_rank_intervals
from inscredit_models.report.fonts import NO_CHINESE_FONT, chinese_family, drawn_language
from inscredit_models.report.generic_table import generic_table
from inscredit_models.report.index_content import IndexAnswers
from inscredit_models.report.index_words import ANSWERS, CODED, INDEX_COLUMNS, LONGEST_ANSWER, OPTIONS
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg

LISTED = 1000
"""So many rows are listed; of more, the first and the last half of this number. All are in ``scores.csv``."""

_STAGES: dict[str, words.Pair] = {
    "raw": ("原始值", "raw values"),
    "denominated": ("按规模折算", "denominated"),
    "imputed": ("插补", "imputed"),
    "treated": ("异常值处理", "outliers treated"),
    "normalised": ("标准化", "normalised"),
    "scored": ("加权汇总", "weighted and aggregated"),
}
_KINDS: dict[str, words.Pair] = {
    "winsorised": ("缩尾", "winsorised"),
    "log": ("取对数", "log"),
    "failed": ("仍不合格，保持原样", "still fails, left as it is"),
}


def render_index_report(index: CompositeIndex, answers: IndexAnswers | None = None) -> str:
    """Give the page as text; the same index and answers give the same text.

    Names of units and nodes may hold anything: they are escaped, and characters that steer the reading direction are
    made visible.
    """
    return render_sheet("index.html.j2", **(_arranged(index) | _answered(index, answers)))


def draw_index(index: CompositeIndex, name: str = "scores", *, language: str = "en") -> Axes:
    """Draw ``"scores"`` (units from best to worst) or ``"weights"`` (effective weights of the indicators)."""
    if name == "scores":
        return plot_index_scores(_score_rows(index), language=language)
    if name == "weights":
        return plot_index_weights(_weight_rows(index), language=language)
    raise KeyError(f"no figure {name!r}; there are scores, weights")


def _arranged(index: CompositeIndex) -> dict[str, Any]:
    framework = index.framework
    ordered = index.scores.sort_values(["rank"], kind="stable", na_position="last")
    if len(ordered) > LISTED:
        ordered = pd.concat([ordered.head(LISTED // 2), ordered.tail(LISTED // 2)])
    parts = [node.code for node in reversed(framework.bottom_up()) if node.code in ordered]
    label = {node.code: (node.label("zh"), node.label("en")) for node in framework.node}
    return {
        "index": index,
        "framework": framework,
        "why_not": words.both_halves(index.why_not),
        "title": (framework.zh or framework.code, framework.en or framework.code),
        "verdict": _verdict(index),
        "parts": [(code, label[code]) for code in parts],
        "rows": ordered.to_dict("records"),
        "unlisted": len(index.scores) - len(ordered),
        "timed": framework.time is not None,
        "label": label,
        "shade": _shades(ordered, parts),
        "steps": [(_STAGES[step.stage], step) for step in index.log],
        "weights": index.weights.to_dict("records"),
        "treatments": [(code, _KINDS[t.kind], t) for code, t in index.treatments.items() if t.kind != "none"],
        "aggregations": _aggregations(framework),
        "figures": [
            (_both(index, "scores"), ("各单位得分，由高到低", "Units from best to worst")),
            (_both(index, "weights"), ("各指标有效权重", "Effective weights of the indicators")),
        ],
        "font_note": None if chinese_family() is not None else NO_CHINESE_FONT,
    }


def _answered(index: CompositeIndex, answers: IndexAnswers | None) -> dict[str, Any]:
    """Arrange the answers; without any the page says that ranks carry no interval."""
    nothing = {"answers": None, "sections": [], "definitions": [], "all_findings": index.findings}
    if answers is None:
        return nothing
    label = {node.code: (node.label("zh"), node.label("en")) for node in index.framework.node}
    sections = []
    for name, title, lead in ANSWERS:
        frame = answers.frames.get(name, pd.DataFrame())
        if len(frame):
            table = generic_table(
                frame.head(LONGEST_ANSWER.get(name, LISTED)),
                lambda code: label.get(str(code), (str(code), str(code))),
                heads=INDEX_COLUMNS,
                coded=CODED | {"option": OPTIONS | label},
            )
            sections.append(
                {"name": name, "title": title, "lead": lead, "table": table, "figure": _figure(index, name, frame)}
            )
    return {
        "answers": answers,
        "verdict": answers.headline,
        "sections": sections,
        "definitions": answers.definitions.to_dict("records"),
        "all_findings": (*index.findings, *answers.findings),
    }


def _figure(index: CompositeIndex, name: str, frame: pd.DataFrame) -> tuple[Markup, Markup] | None:
    if name not in ("ranks", "prices"):
        return None
    drawings = [
        Markup(figure_svg(draw_answer(index, name, frame, language).figure, f"{name}-{language}", name))
        for language in ("zh", "en")
    ]
    return drawings[0], drawings[1]


def draw_answer(index: CompositeIndex, name: str, frame: pd.DataFrame, language: str) -> Axes:
    """Draw the frame ``"ranks"`` or ``"prices"`` of a questioned index."""
    if name == "ranks":
        return plot_rank_intervals(frame, language=language)
    names = {node.code: (node.label("zh"), node.label("en")) for node in index.framework.node}
    pairs = [names.get(code, ("", "")) for code in frame["node"]]
    labels = {"label_zh": [zh for zh, _ in pairs], "label_en": [en for _, en in pairs]}
    return plot_judgement_prices(frame.assign(**labels), language=language)


def _verdict(index: CompositeIndex) -> words.Pair:
    """Say in one sentence what the index is and who stands at its ends."""
    scored = index.scores.dropna(subset=["score"])
    if index.framework.time is not None:
        scored = scored[scored["time"] == scored["time"].max()]
    first, last = scored.loc[scored["score"].idxmax()], scored.loc[scored["score"].idxmin()]
    size, leaves = len(scored), len(index.framework.leaves)
    high, low = numbers.fixed(first["score"], 2), numbers.fixed(last["score"], 2)
    zh = f"{size}个单位、{leaves}个指标：最高为{first['unit']}（{high}分），最低为{last['unit']}（{low}分）。"
    en = f"{size} units, {leaves} indicators: {first['unit']} is first ({high}), {last['unit']} last ({low})."
    return zh, en


def _aggregations(framework: Framework) -> list[tuple[str, words.Pair]]:
    chosen = [(node.code, BY_CODE[framework.aggregation_of(node)]) for node in reversed(framework.bottom_up())]
    return [(code, (method.zh, method.en)) for code, method in chosen]


def _shades(ordered: pd.DataFrame, parts: list[str]) -> dict[str, dict[int, float]]:
    """Give how deep each cell is coloured, 0 to 0.5, by part and row position: its place between the extremes."""
    shades = {}
    for code in parts:
        values = ordered[code].to_numpy(dtype=float)
        present = values[~np.isnan(values)]
        low, high = present.min(initial=np.inf), present.max(initial=-np.inf)
        span = high - low if high > low else 1.0
        shades[code] = dict(enumerate(np.nan_to_num(0.5 * (values - low) / span).round(3).tolist()))
    return shades


def _score_rows(index: CompositeIndex) -> pd.DataFrame:
    framework = index.framework
    scored = index.scores.dropna(subset=["score"])
    if framework.time is not None:
        scored = scored[scored["time"] == scored["time"].max()]
    scored = scored.sort_values("rank", kind="stable")
    parts = [child for child in framework.children[framework.root.code] if child.code in scored]
    if not parts:
        return scored[["unit", "score"]].assign(label_zh="", label_en="", points=np.nan)
    frames = [
        scored[["unit", "score"]].assign(label_zh=part.label("zh"), label_en=part.label("en"), points=scored[part.code])
        for part in parts
    ]
    return pd.concat(frames, ignore_index=True)


def _weight_rows(index: CompositeIndex) -> pd.DataFrame:
    labels = {leaf.code: leaf for leaf in index.framework.leaves}
    rows = index.weights[index.weights["node"].isin(labels)].sort_values("effective", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "label_zh": [labels[code].label("zh") for code in rows["node"]],
            "label_en": [labels[code].label("en") for code in rows["node"]],
            "effective": rows["effective"].to_numpy(dtype=float),
        }
    )


def _both(index: CompositeIndex, name: str) -> tuple[Markup, Markup]:
    drawings = []
    for language in ("zh", "en"):
        figure = draw_index(index, name, language=drawn_language(language)).figure
        drawings.append(Markup(figure_svg(figure, f"{name}-{language}", name)))
    return drawings[0], drawings[1]
