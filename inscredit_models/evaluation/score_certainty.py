"""How certain the score of a thin file is (薄档案的分数): what nobody collected widens the interval and raises nothing.

The score of a file is what its records support: an indicator whose cells were not collected counts at its least
favourable value. The interval reaches up to the score with the most favourable values. So a cell that falls
silent can widen the interval, but it can never raise the score, whatever stood in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Finding, Refused
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.registry import references_of
from inscredit_models.indicators.statistics import measures_of
from inscredit_models.records.coverage.cells import ANSWERED
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.normalise import leaf_points
from inscredit_models.scoring.system import Bands, Categories, Linear, Node, Percentile, ScoringSystem

RANGES = ("score", "high", "width", "grade", "grade_high", "unknown")
"""Columns of `score_ranges`."""


def score_ranges(system: ScoringSystem, frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Score files of which some indicators are not known.

    Parameters
    ----------
    system : ScoringSystem
        Its leaves must have a least and a most favourable value: goalposts, bands, categories or percentiles.
    frame : pandas.DataFrame of shape (n, any)
        One row per file, with the column of every leaf.
    known : pandas.DataFrame of bool of shape (n, any)
        Whether each column is known of each file; a leaf without a column here is known. Rows as in ``frame``.

    Returns
    -------
    pandas.DataFrame of shape (n, 6)
        ``score``: unknown leaves at their least favourable value; ``high``: at their most favourable; ``width``; the
        grades of both; ``unknown``: number of leaves that are not known. A value that is missing although its cell is
        known gets the fixed points of its missing rule; without such points it counts as unknown.

    Raises
    ------
    Refused
        ICM006 for a leaf without bounds (z-scores), and whatever evaluating the system finds.
    """
    leaves = [node for node in system.node if node.normalise is not None]
    _check_bounds(system, leaves)
    low, high, unknown = frame.copy(), frame.copy(), np.zeros(len(frame), dtype=np.int64)
    for node in leaves:
        missing = frame[node.column].isna().to_numpy()
        has_points = node.missing is not None and node.missing.rule == "points"
        hidden = ~known[node.column].to_numpy(dtype=bool) if node.column in known else np.zeros(len(frame), dtype=bool)
        hidden = hidden | (missing & (not has_points))
        worst, best = _extremes(node, has_points)
        low[node.column] = low[node.column].mask(hidden, worst)
        high[node.column] = high[node.column].mask(hidden, best)
        unknown += hidden
    lower, upper = evaluate(system, low), evaluate(system, high)
    return pd.DataFrame(
        {
            "score": lower.score,
            "high": upper.score,
            "width": upper.score - lower.score,
            "grade": lower.grade,
            "grade_high": upper.grade,
            "unknown": unknown,
        },
        index=frame.index,
    )[list(RANGES)]


def _check_bounds(system: ScoringSystem, leaves: Iterable[Node]) -> None:
    unbounded = [
        node.code for node in leaves if not isinstance(node.normalise, Linear | Bands | Categories | Percentile)
    ]
    if unbounded:
        where = f"{system.code}, nodes {', '.join(unbounded)}"
        allowed = "goalposts, bands, categories or percentiles"
        remedy = "use a normalisation with bounds, or score complete files only"
        raise Refused([Finding("ICM006", where, "a leaf without a least favourable value", allowed, remedy)])


def _extremes(node: Node, has_points: bool) -> tuple[float | str, float | str]:
    """Give a value with the fewest and one with the most points of a leaf; NaN where fixed points are the extreme."""
    values = _candidates(node)
    points = [float(leaf_points(node, np.array([value]), None)[0]) for value in values]
    if has_points:
        values, points = [*values, float("nan")], [*points, float(node.missing.points)]
    return values[int(np.argmin(points))], values[int(np.argmax(points))]


def _candidates(node: Node) -> list[float | str]:
    """Give one value of every kind that a leaf tells apart."""
    rule = node.normalise
    if isinstance(rule, Linear):
        return [rule.worst, rule.best]
    if isinstance(rule, Percentile):
        return [rule.reference[0] - 1.0, rule.reference[-1] + 1.0]
    if isinstance(rule, Categories):
        return [*rule.points, "\x00 a category that was never seen"]
    if not rule.cuts:
        return [0.0]
    between = [(low + high) / 2 for low, high in zip(rule.cuts, rule.cuts[1:], strict=False)]
    return [rule.cuts[0] - 1.0, *between, rule.cuts[-1] + 1.0]


def known_indicators(
    cells: pd.DataFrame, indicators: Sequence[Indicator], declared: Sequence[Indicator]
) -> pd.DataFrame:
    """Say of each subject which indicators are known: every category they read has an answered cell.

    Parameters
    ----------
    cells : pandas.DataFrame
        From `cell_states`: one row per subject and category.
    indicators : sequence of Indicator
        Those in question.
    declared : sequence of Indicator
        All declared ones, for what a formula refers to.

    Returns
    -------
    pandas.DataFrame of bool
        Indexed by subject, one column per indicator.
    """
    answered = cells.assign(answered=cells["state"].isin(ANSWERED))
    wide = answered.pivot(index="subject_id", columns="category", values="answered").astype(bool)
    by_code = {item.code: item for item in declared} | {item.code: item for item in indicators}
    columns = {}
    for indicator in indicators:
        read = sorted(_categories(indicator, by_code))
        columns[indicator.code] = wide.reindex(columns=read, fill_value=False).all(axis=1)
    return pd.DataFrame(columns, index=wide.index)


def _categories(indicator: Indicator, by_code: dict[str, Indicator]) -> set[str]:
    """Give the categories of the record types an indicator reads, directly or through others."""
    catalogue = load_catalogue()
    records = (catalogue.record_type(measure.record) for measure in measures_of(indicator).values())
    found = {record.category for record in records if record is not None}
    for code in references_of(indicator):
        found |= _categories(by_code[code], by_code) if code in by_code else set()
    return found or {indicator.category}
