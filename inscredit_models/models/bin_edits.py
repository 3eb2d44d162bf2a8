"""Manual edits of bins (人工调整分箱): records with an author and a reason, replayed whenever the card is fitted.

An edit speaks of values, never of bin numbers, so the same list can be replayed on other rows. What an edit did, or
that it found nothing to do, is written down beside its reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.features import Feature
from inscredit_models.models.partition import TRENDS, Trend

LOG_COLUMNS = ("column", "action", "detail", "who", "why", "effect")


@dataclass(frozen=True)
class BinEdit:
    """One manual edit of the bins of one column.

    Parameters
    ----------
    column : str
        Code of the column.
    action : {"merge", "split", "trend"}
        "merge" removes every cut from ``low`` to ``high``, or joins the groups that hold ``levels``; "split" puts a
        cut at ``low``, or gives ``levels`` a group of their own; "trend" sets the order of WOE before the bins are cut.
    who, why : str
        Author and reason; both are required.
    low, high : float, optional
        Values of a numeric column.
    levels : tuple of str
        Categories of a categorical column.
    trend : str, optional
        For "trend": one of `partition.TRENDS`.

    Examples
    --------
    >>> BinEdit("age", "split", "Zhang", "pension age", low=60.0).detail
    'at 60'
    """

    column: str
    action: Literal["merge", "split", "trend"]
    who: str
    why: str
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    trend: Trend | None = None

    @property
    def detail(self) -> str:
        """What is edited, in a few signs."""
        if self.action == "trend":
            return str(self.trend)
        if self.levels:
            return " | ".join(self.levels)
        return f"at {self.low:g}" if self.action == "split" else f"from {self.low:g} to {self.high:g}"

    def to_plain(self) -> dict[str, Any]:
        """Give the edit as plain JSON values."""
        return vars(self) | {"levels": list(self.levels)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Rebuild the edit from `to_plain`."""
        return cls(**(plain | {"levels": tuple(plain["levels"])}))


def check_edits(edits: Sequence[BinEdit], features: Sequence[Feature], findings: Findings) -> None:
    """Check edits against the columns: known, right for the kind, with author and reason; everything at once."""
    known = {feature.code: feature for feature in features}
    for place, edit in enumerate(edits):
        where = f"scorecard, edit {place}"
        for name in ("who", "why"):
            if not str(getattr(edit, name)).strip():
                findings.add("ICM007", where, f"{name!r} is empty", "author and reason of every edit", f"say {name}")
        if edit.column not in known:
            remedy = near_names(edit.column, known)
            findings.add("ICM008", where, f"column {edit.column!r}", "columns of the table", remedy)
            continue
        lacking = _lacking(edit, known[edit.column].kind)
        if lacking:
            findings.add("ICM006", where, f"action {edit.action!r} on {edit.column!r}", lacking, "correct the edit")
        if edit.action == "trend" and known[edit.column].direction:
            found = f"a trend for {edit.column!r}, whose direction is declared"
            findings.add("ICM130", where, found, "a trend only where no direction is declared", "change one of the two")


def trends_of(edits: Iterable[BinEdit]) -> dict[str, Trend]:
    """Give the trend by column that the edits set; the last one holds."""
    return {edit.column: edit.trend for edit in edits if edit.action == "trend" and edit.trend is not None}


def apply_edits(
    bins: ColumnBins, column: pd.Series, events: np.ndarray, edits: Sequence[BinEdit]
) -> tuple[ColumnBins, list[dict[str, str]]]:
    """Replay the edits of one column in their order.

    Parameters
    ----------
    bins : ColumnBins
        Bins as they were cut.
    column, events
        Training rows.
    edits : sequence of BinEdit
        Edits of this column; others are passed over.

    Returns
    -------
    bins : ColumnBins
        Edited and counted anew.
    log : list of dict
        One entry per edit with ``LOG_COLUMNS``; ``effect`` says what it did.
    """
    log = []
    for edit in edits:
        if edit.column != bins.feature.code:
            continue
        before = len(bins.kinds)
        if edit.action != "trend":
            bins = bins.recut(column, events, **_changed(bins, edit))
        effect = _effect(edit, len(bins.kinds) - before)
        log.append({name: str(getattr(edit, name)) for name in LOG_COLUMNS[:-1]} | {"effect": effect})
    return bins, log


def _lacking(edit: BinEdit, kind: str) -> str:
    if edit.action not in ("merge", "split", "trend"):
        return "merge, split or trend"
    if edit.action == "trend":
        is_known = edit.trend in TRENDS and kind == "numeric"
        return "" if is_known else "a numeric column and one of " + ", ".join(TRENDS)
    if kind == "categorical":
        return "" if edit.levels else "the levels that are meant"
    wanted = [edit.low] if edit.action == "split" else [edit.low, edit.high]
    is_given = all(value is not None and np.isfinite(value) for value in wanted)
    return "" if is_given else "a finite 'low', and for a merge a finite 'high'"


def _changed(bins: ColumnBins, edit: BinEdit) -> dict[str, Any]:
    if bins.feature.kind == "categorical":
        return {"groups": _regrouped(bins.groups, edit)}
    if edit.action == "split":
        return {"cuts": sorted({*bins.cuts, float(edit.low)})}
    return {"cuts": [cut for cut in bins.cuts if not edit.low <= cut <= edit.high]}


def _regrouped(groups: Sequence[tuple[str, ...]], edit: BinEdit) -> list[tuple[str, ...]]:
    named = set(edit.levels)
    if edit.action == "merge":
        meant = [group for group in groups if named & set(group)]
        joined = tuple(itertools.chain.from_iterable(meant))
        rest = [group for group in groups if group not in meant]
        return [*rest, joined] if joined else list(groups)
    kept = [tuple(level for level in group if level not in named) for group in groups]
    own = tuple(level for group in groups for level in group if level in named)
    return [group for group in [*kept, own] if group]


def _effect(edit: BinEdit, change: int) -> str:
    if edit.action == "trend":
        return "the bins were cut under this trend"
    if change == 0:
        return "nothing to do: the bins already were so"
    noun = "bin" if abs(change) == 1 else "bins"
    return f"{abs(change)} {noun} {'more' if change > 0 else 'fewer'}"
