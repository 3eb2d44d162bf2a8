"""The answers of a study on published figures (公开数据研究的回答): each a frame, each with what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.evaluation.grade_agreement import GradeAgreement, grade_agreement
from inscredit_models.evaluation.intervals import holm
from inscredit_models.evaluation.unknown_split import rank_over_splits
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.shrunken_rates import shrink_rates
from inscredit_models.records.published.questions import (
    PublishedIndicator,
    RatioShrinkage,
    Recomputation,
    SeriesQuestion,
)
from inscredit_models.records.published.recompute import recompute
from inscredit_models.records.published.rows import top_of
from inscredit_models.records.published.series import as_series
from inscredit_models.records.published.table import PublishedTable
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.scoring.system import Node, ScoringSystem
from inscredit_models.studies.published_plan import AgreementQuestion, PublishedComposite

Tables = Mapping[str, PublishedTable]

SERIES_COLUMNS = ("series", "expected", "answer", "periods", "codes", "found")
SHRUNKEN_COLUMNS = (
    "list",
    "subject",
    "events",
    "printed",
    "low",
    "high",
    "shrunken",
    "shrunken_low",
    "shrunken_high",
    "own_weight",
    "rank",
    "rank_shrunken",
    "reason",
)
COMPOSITE_COLUMNS = ("composite", "unit", "subject_id", "score", "nominal", "median", "low", "high", "level", "reason")
SELECTED = ("named", "full_marks_only", "disclosed_only")
"""Lists whose subjects were chosen by how they stand."""


@dataclass(frozen=True)
class Recomputed:
    """All compared figures, and their number by question."""

    rows: pd.DataFrame
    summary: pd.DataFrame


def recompute_all(tables: Tables, asked: Sequence[Recomputation]) -> Recomputed:
    """Work out all declared figures again.

    Returns
    -------
    Recomputed
        ``summary``: ``code``, ``compared``, ``agree``, ``differ``, ``largest`` (difference, by size).
    """
    parts = [recompute(tables[item.table], item) for item in asked]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    summary = pd.DataFrame(
        [
            {
                "code": item.code,
                "compared": len(part),
                "agree": int(part["agrees"].sum()),
                "differ": int((~part["agrees"].astype(bool)).sum()),
                "largest": part["difference"].abs().max(),
            }
            for item, part in zip(asked, parts, strict=True)
        ],
        columns=["code", "compared", "agree", "differ", "largest"],
    )
    return Recomputed(rows, summary)


def answer_series(tables: Tables, asked: Sequence[SeriesQuestion], findings: Findings) -> pd.DataFrame:
    """Ask for each series; it is given, or refused with every cause.

    Returns
    -------
    pandas.DataFrame
        Columns ``SERIES_COLUMNS``. An answer other than the expected one is a finding (ICM162).
    """
    rows = []
    for item in asked:
        chosen = {"sector": item.sector, "grade": item.grade, "regime": item.regime, "statistic": item.statistic}
        row = {"series": item.code, "expected": item.expect, "answer": "given", "periods": 0, "codes": "", "found": ""}
        try:
            row["periods"] = len(
                as_series(tables[item.table], item.measure, item.subject, months=item.months, **chosen)
            )
        except Refused as refusal:
            row |= {
                "answer": "refused",
                "codes": ", ".join(finding.code for finding in refusal.findings),
                "found": "; ".join(f"{finding.rule.en}: {finding.found}" for finding in refusal.findings),
            }
        if row["answer"] != item.expect:
            remedy = "look at the table: what was expected of it no longer holds"
            findings.add("ICM162", f"series {item.code!r}", f"{row['answer']} {row['found']}", item.expect, remedy)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(SERIES_COLUMNS))


def shrink_all(tables: Tables, asked: Sequence[RatioShrinkage]) -> pd.DataFrame:
    """Put beside each printed ratio its exact interval and the ratio shrunk towards the whole list.

    What a ratio is counted in (premium, policies) is not printed. Its weight follows from the count and the printed
    ratio alone and is used as a weight only: it is neither shown nor kept. Rows without a ratio, or with a ratio of 0,
    say nothing of their size and are left out with a reason.

    Returns
    -------
    pandas.DataFrame
        Columns ``SHRUNKEN_COLUMNS``, in the order of the printed ratio; ``rank`` 1 is the highest ratio of the rows
        that have both.
    """
    parts = [_shrink(tables[item.table], item) for item in asked]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SHRUNKEN_COLUMNS))


def _shrink(table: PublishedTable, asked: RatioShrinkage) -> pd.DataFrame:
    frame = table.frame[(table.frame["period"] == asked.period) & (table.frame["subject_kind"] == "insurer")]
    if asked.sector is not None:
        frame = frame[frame["sector"] == asked.sector]
    wide = frame.pivot_table(index="subject", columns="measure", values="value", sort=False)
    wide = wide.reindex(columns=[asked.events, asked.ratio]).set_axis(["events", "printed"], axis=1).reset_index()
    has_size = (wide["events"] > 0) & (wide["printed"] > 0.5 * 10.0**-asked.decimals)
    kept = wide[has_size].reset_index(drop=True)
    found = shrink_rates(kept["events"].to_numpy(), (kept["events"] / kept["printed"]).to_numpy())
    kept = kept.assign(
        low=found.low,
        high=found.high,
        shrunken=found.shrunken,
        shrunken_low=found.shrunken_low,
        shrunken_high=found.shrunken_high,
        own_weight=found.weight,
        rank=kept["printed"].rank(ascending=False, method="min"),
        rank_shrunken=pd.Series(found.shrunken).rank(ascending=False, method="min"),
        reason="",
    ).sort_values("printed", ascending=False, kind="stable")
    rest = wide[~has_size].assign(reason="没有印出比率，或比率为0 / no ratio printed, or a ratio of 0")
    joined = pd.concat([kept, rest], ignore_index=True).assign(list=asked.code)
    return joined.reindex(columns=list(SHRUNKEN_COLUMNS))


@dataclass(frozen=True)
class Composites:
    """The units of all composites, and one row about each composite."""

    units: pd.DataFrame
    about: pd.DataFrame


def compose_all(
    values: pd.DataFrame,
    indicators: Mapping[str, PublishedIndicator],
    asked: Sequence[PublishedComposite],
    *,
    seed: int,
    findings: Findings,
) -> Composites:
    """Make each composite with the group weights of its published system.

    Returns
    -------
    Composites
        ``units``: columns ``COMPOSITE_COLUMNS``, then one column per indicator; best first, then those left out for a
        missing figure, with the reason. ``about``: ``composite``, ``system`` and its names, ``period``, ``units``,
        ``left_out``, ``covered`` (share of the published weights whose group is observed at all), ``weights``.
    """
    units, about = [], []
    for item in asked:
        frame, row = _compose(values, indicators, item, seed, findings)
        units.append(frame)
        about.append(row)
    columns = ["composite", "system", "system_zh", "system_en", "period", "units", "left_out", "covered", "weights"]
    joined = pd.concat(units, ignore_index=True) if units else pd.DataFrame(columns=list(COMPOSITE_COLUMNS))
    return Composites(joined, pd.DataFrame(about, columns=columns))


def _compose(
    values: pd.DataFrame,
    indicators: Mapping[str, PublishedIndicator],
    asked: PublishedComposite,
    seed: int,
    findings: Findings,
) -> tuple[pd.DataFrame, dict[str, object]]:
    system = load_shipped(asked.system)
    groups = {part.indicator: _group(system, part.node, asked.code, findings) for part in asked.part}
    codes = list(groups)
    chosen = values[values["indicator"].isin(codes) & (values["period"] == asked.period)]
    ids = chosen.drop_duplicates("subject").set_index("subject")["subject_id"]
    wide = chosen.pivot_table(index="subject", columns="indicator", values="value", sort=False).reindex(columns=codes)
    excluded = {item.unit: f"{item.zh} / {item.en}" for item in asked.leave_out}
    for unit in sorted(set(excluded) - set(wide.index)):
        remedy = near_names(unit, wide.index)
        findings.add("ICM008", f"composite {asked.code!r}, leave_out", repr(unit), "an insurer of the list", remedy)
    findings.refuse()
    is_in = ~wide.index.isin(list(excluded))
    whole = wide[is_in].dropna().reset_index()
    made = compose(whole, _framework(asked, system, groups, indicators))
    findings.extend(made.findings)
    points = made.stages["normalised"][codes].to_numpy(dtype=float)
    weights = [groups[code].weight or 0.0 for code in codes]
    names = [groups[code].code for code in codes]
    ranked = rank_over_splits(points, names, weights, whole["subject"].tolist(), draws=asked.draws, seed=seed)
    ranked = ranked.merge(whole, left_on="unit", right_on="subject").assign(reason="")
    outside = wide[wide.isna().any(axis=1) | ~is_in]
    reasons = [
        excluded.get(unit) or _no_figure([indicators[code] for code in codes if pd.isna(outside.loc[unit, code])])
        for unit in outside.index
    ]
    rest = outside.reset_index().rename(columns={"subject": "unit"}).assign(reason=reasons)
    frame = pd.concat([ranked, rest], ignore_index=True).assign(composite=asked.code)
    frame["subject_id"] = frame["unit"].map(ids)
    top = [node for node in system.node if node.parent == _root(system).code]
    observed = {group.code: group.weight or 0.0 for group in groups.values()}
    about = {
        "composite": asked.code,
        "system": asked.system,
        "system_zh": system.zh,
        "system_en": system.en,
        "period": asked.period,
        "units": len(whole),
        "left_out": len(rest),
        "covered": sum(observed.values()) / sum(node.weight or 0.0 for node in top),
        "weights": ", ".join(f"{code} {weight:g}" for code, weight in observed.items()),
    }
    return frame.reindex(columns=[*COMPOSITE_COLUMNS, *codes]), about


def _no_figure(lacking: Sequence[PublishedIndicator]) -> str:
    zh, en = "、".join(item.zh for item in lacking), ", ".join(item.en for item in lacking)
    return f"没有数字：{zh} / no figure: {en}"


def _root(system: ScoringSystem) -> Node:
    return next(node for node in system.node if node.parent is None)


def _group(system: ScoringSystem, code: str, where: str, findings: Findings) -> Node:
    """Give the node of the first level that a node lies under: that is where weights are published."""
    nodes = {node.code: node for node in system.node}
    root = _root(system)
    if code not in nodes or code == root.code:
        known = ", ".join(node.code for node in system.node if node.parent is not None)
        findings.add("ICM008", f"composite {where!r}, node", repr(code), known, "name a node of the system")
        return root
    node = nodes[code]
    while node.parent is not None and node.parent != root.code:
        node = nodes[node.parent]
    return node


def _framework(
    asked: PublishedComposite,
    system: ScoringSystem,
    groups: Mapping[str, Node],
    indicators: Mapping[str, PublishedIndicator],
) -> Framework:
    """Write the composite as a framework: published weights between groups, equal ones inside, min–max of the list."""
    parents = {group.code: group for group in groups.values()}
    nodes = [FrameworkNode(code="total", zh=asked.zh, en=asked.en)]
    nodes += [
        FrameworkNode(code=f"group_{code}", parent="total", weight=group.weight, zh=group.zh, en=group.en)
        for code, group in parents.items()
    ]
    nodes += [
        FrameworkNode(
            code=code,
            parent=f"group_{group.code}",
            weight=1,
            direction=1 if indicators[code].direction == "higher_is_better" else -1,
            zh=indicators[code].zh,
            en=indicators[code].en,
        )
        for code, group in groups.items()
    ]
    return Framework(code=asked.code, zh=asked.zh, en=asked.en, source=system.source, unit="subject", node=tuple(nodes))


def agree_all(
    values: pd.DataFrame,
    composite: pd.DataFrame,
    indicators: Mapping[str, PublishedIndicator],
    asked: Sequence[AgreementQuestion],
) -> pd.DataFrame:
    """Hold indicators and composites against published grades, by stable id.

    Returns
    -------
    pandas.DataFrame
        One row per question: its codes and periods, ``n``, ``pairs``, ``tau`` and ``auc`` with their intervals,
        ``detectable`` (tau-b), ``p_value`` and ``p_adjusted`` (Holm), ``verdict``, ``cause_zh``, ``cause_en``, ``list``
        and ``grade_list`` (censoring of both sides), ``selected`` (one side was named for how it stands, or is the end
        of a ranking: the agreement of all insurers is another).
    """
    found = [_agree(values, composite, indicators, item) for item in asked]
    adjusted = _adjust([each for _, each in found])
    rows = [
        row | {"p_adjusted": p_value, "verdict": each.verdict(p_value)}
        for (row, each), p_value in zip(found, adjusted, strict=True)
    ]
    return pd.DataFrame(rows)


def _adjust(found: Sequence[GradeAgreement]) -> list[float]:
    """Adjust the p values of those that can be evaluated for their number (Holm)."""
    adjusted = np.full(len(found), np.nan)
    told = [place for place, each in enumerate(found) if each.is_evaluable]
    adjusted[told] = holm(np.array([found[place].p_value for place in told]))
    return adjusted.tolist()


def _agree(
    values: pd.DataFrame,
    composite: pd.DataFrame,
    indicators: Mapping[str, PublishedIndicator],
    asked: AgreementQuestion,
) -> tuple[dict[str, object], GradeAgreement]:
    left, left_list = _side(values, composite, indicators, asked.indicator, asked.period)
    right, right_list = _side(values, composite, indicators, asked.grade, asked.grade_period)
    both = pd.concat([left, right], axis=1, join="inner", keys=["value", "grade"]).dropna()
    found = grade_agreement(both["value"].to_numpy(float), both["grade"].to_numpy(float))
    row: dict[str, object] = {
        "indicator": asked.indicator,
        "period": asked.period,
        "grade": asked.grade,
        "grade_period": asked.grade_period,
        "n": found.n,
        "pairs": found.pairs,
        "tau": found.tau,
        "tau_low": found.tau_low,
        "tau_high": found.tau_high,
        "auc": found.auc,
        "auc_low": found.auc_low,
        "auc_high": found.auc_high,
        "detectable": found.detectable,
        "p_value": found.p_value,
        "cause_zh": found.cause[0],
        "cause_en": found.cause[1],
        "list": left_list,
        "grade_list": right_list,
        "selected": _is_selected(left_list) or _is_selected(right_list),
    }
    return row, found


def _side(
    values: pd.DataFrame,
    composite: pd.DataFrame,
    indicators: Mapping[str, PublishedIndicator],
    code: str,
    period: str,
) -> tuple[pd.Series, str]:
    """Give one side by stable id, higher is better, and what kind of list it comes from."""
    if code not in indicators:
        part = composite[(composite["composite"] == code) & composite["subject_id"].notna()]
        lists = values.loc[values["indicator"].isin(part.columns) & (values["period"] == period), "censoring"]
        return part.set_index("subject_id")["score"], ", ".join(dict.fromkeys(lists))
    part = values[(values["indicator"] == code) & (values["period"] == period) & values["subject_id"].notna()]
    if part["grade"].notna().any():
        side = -part.set_index("subject_id")["order"]
    else:
        sign = -1.0 if indicators[code].direction == "lower_is_better" else 1.0
        side = sign * part.set_index("subject_id")["value"]
    return side.groupby(level=0).mean(), ", ".join(dict.fromkeys(part["censoring"]))


def _is_selected(lists: str) -> bool:
    kinds = [kind for kind in lists.split(", ") if kind]
    return any(kind in SELECTED or top_of(kind) is not None for kind in kinds)


LINE_COLUMNS = ("series", "end", "value", "piece", "label_zh", "label_en")
LONGEST_LABEL = 36
"""Characters of a definition in a legend; a longer one is named by its code."""
_STATISTICS = {"mean": ("均值", "mean"), "median": ("中位数", "median")}


def line_pieces(tables: Tables, asked: Sequence[SeriesQuestion]) -> pd.DataFrame:
    """Give the industry figures behind the refused series, in the pieces that may be joined.

    Returns
    -------
    pandas.DataFrame
        Columns ``LINE_COLUMNS``: ``end`` is the last day of the period, ``piece`` stands for definition, statistic and
        length of the period: only points of one piece may be joined.
    """
    parts = [_pieces(tables[item.table], item) for item in asked if item.expect == "refused"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(LINE_COLUMNS))


def _pieces(table: PublishedTable, asked: SeriesQuestion) -> pd.DataFrame:
    frame = table.frame
    chosen = frame[(frame["measure"] == asked.measure) & (frame["subject"] == asked.subject)]
    chosen = chosen[(chosen["basis"] != "derived") & chosen["value"].notna()]
    if asked.sector is not None:
        chosen = chosen[chosen["sector"] == asked.sector]
    chosen = chosen.sort_values("period_end", kind="stable")
    days = (chosen["period_end"] - chosen["period_start"]).dt.days + 1
    months = np.rint(days / 30.4375).astype(int)
    rows = []
    for code, statistic, length in zip(chosen["regime"], chosen["statistic"], months, strict=True):
        regime = table.head.regime(code)
        zh, en = _STATISTICS.get(str(statistic), ("", ""))
        left = (regime.zh, regime.en) if regime is not None else (code, code)
        brief = left[1] if len(left[1]) <= LONGEST_LABEL else code.replace("_", " ")
        rows.append(
            {
                "piece": f"{code} {statistic} {length}",
                "label_zh": "，".join(part for part in (left[0], zh, f"{length}个月") if part),
                "label_en": ", ".join(part for part in (brief, en, f"{length} months") if part),
            }
        )
    labels = pd.DataFrame(rows, columns=["piece", "label_zh", "label_en"], index=chosen.index)
    return labels.assign(series=asked.code, end=chosen["period_end"], value=chosen["value"])[list(LINE_COLUMNS)]
