"""Printed figures worked out again from others (重算): each compared row, whether it agrees, and what differs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from inscredit_models.records.published.questions import Recomputation
from inscredit_models.records.published.table import PublishedTable

COLUMNS = ("code", "period", "subject", "sector", "printed", "computed", "difference", "agrees")
_KEYS = ["period", "subject", "sector", "source"]


def recompute(table: PublishedTable, asked: Recomputation) -> pd.DataFrame:
    """Work out printed figures from other printed ones of the same table.

    Only printed figures are used, never those worked back from others; nothing is filled in where a part is missing.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, one row per printed figure for which all parts are there, in the order of the table.
        ``agrees``: the difference is rounding (half a unit of the last printed decimal).
    """
    frame = table.frame[table.frame["basis"].isin(["printed", "inferred"])].copy()
    frame["sector"] = frame["sector"].fillna("")
    compared = _KINDS[asked.kind](frame, asked).dropna(subset=["printed", "computed"])
    compared = compared.assign(slack=compared.get("slack", 0.0))
    difference = compared["printed"] - compared["computed"]
    tolerance = 0.5 * 10.0**-asked.decimals + compared["slack"].fillna(0.0) + 1e-9
    return compared.assign(code=asked.code, difference=difference, agrees=difference.abs() <= tolerance)[
        list(COLUMNS)
    ].reset_index(drop=True)


def _number(frame: pd.DataFrame, measure: str, statistic: str | None = None) -> pd.Series:
    part = frame[(frame["measure"] == measure) & frame["grade"].isna()]
    if statistic is not None:
        part = part[part["statistic"] == statistic]
    return part.drop_duplicates(_KEYS).set_index(_KEYS)["value"]


def _beside(printed: pd.Series, computed: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"printed": printed, "computed": computed.reindex(printed.index)}).reset_index()


def _ratio(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    printed, (top, bottom) = _number(frame, asked.printed), (_number(frame, part) for part in asked.parts)
    quotient = asked.scale * top / bottom.where(bottom != 0)
    half = asked.parts_rounded_to / 2
    least, most = asked.scale * (top - half) / (bottom + half), asked.scale * (top + half) / (bottom - half)
    slack = pd.concat([quotient - least, most - quotient], axis=1).max(axis=1)
    beside = _beside(printed, quotient.round(asked.decimals))
    return beside.assign(slack=slack.reindex(printed.index).to_numpy())


def _weighted(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    parts = [
        weight * _number(frame, part, asked.statistic) for part, weight in zip(asked.parts, asked.weights, strict=True)
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return _beside(_number(frame, asked.printed, asked.statistic), total.round(asked.decimals))


def _share(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    """Compute shares in the total that explains most printed shares at once: the total itself is not printed."""
    parts = []
    counts, printed = _number(frame, asked.parts[0]), _number(frame, asked.printed)
    both = pd.DataFrame({"count": counts.reindex(printed.index), "printed": printed}).dropna()
    for _, group in both.groupby(level=["period", "sector", "source"], sort=False):
        numbers = group["count"].to_numpy(), group["printed"].to_numpy()
        total = total_of_shares(*numbers, asked.decimals, step=asked.parts_rounded_to)
        part = _beside(group["printed"], (100 * group["count"] / total).round(asked.decimals))
        parts.append(part.assign(slack=50 * asked.parts_rounded_to / total))
    return pd.concat(parts, ignore_index=True) if parts else _beside(printed, printed)


def total_of_shares(counts: np.ndarray, shares: np.ndarray, decimals: int, *, step: float = 0.0) -> float:
    """Give the total in which counts have the printed shares: the middle of what most rows allow at once.

    ``step`` is the step in which the counts are printed, 0 where they are exact.

    Examples
    --------
    10 printed as 25 % allows totals from 39.2 to 40.8, 1 printed as 2 % those from 40 to 66.7: both 40 to 40.8.

    >>> round(total_of_shares(np.array([10.0, 1.0]), np.array([25.0, 2.0]), 0), 1)
    40.4
    """
    half = 0.5 * 10.0**-decimals
    is_usable = (counts > 0) & (shares > half)
    low = 100 * (counts[is_usable] - step / 2) / (shares[is_usable] + half)
    high = 100 * (counts[is_usable] + step / 2) / (shares[is_usable] - half)
    ends = np.unique(np.concatenate([low, high]))
    if len(ends) < 2:
        return float("nan")
    middles = (ends[:-1] + ends[1:]) / 2
    allowed = ((low <= middles[:, None]) & (middles[:, None] <= high)).sum(axis=1)
    return float(middles[allowed == allowed.max()].mean())


def _rank(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    ranked = frame[(frame["measure"] == asked.printed) & frame["rank"].notna() & frame["value"].notna()]
    lists = ranked.groupby(["period", "sector", "source", "regime"], sort=False)["value"]
    # Ties may be printed in any order: a rank agrees anywhere between the first and the last of its ties.
    first, last = lists.rank(ascending=False, method="min"), lists.rank(ascending=False, method="max")
    printed = ranked["rank"].astype("float64")
    return ranked.assign(printed=printed, computed=printed.clip(first, last))


def _sectors(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    part = frame[(frame["measure"] == asked.printed) & (frame["basis"] == "printed")]
    wide = part.pivot_table(index=["period", "subject", "source"], columns="sector", values="value", sort=False)
    wide = wide.reindex(columns=["all", "property", "life"]).dropna()
    return (
        (wide["property"] + wide["life"])
        .rename("computed")
        .to_frame()
        .assign(printed=wide["all"], sector="all")
        .reset_index()
    )


def _grades(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    by_grade = frame[(frame["measure"] == asked.parts[0]) & frame["grade"].notna()]
    summed = by_grade.groupby(_KEYS, sort=False)["value"].agg(["sum", "count"])
    full = summed.loc[summed["count"] == summed["count"].max(), "sum"]
    return _beside(_number(frame, asked.printed), full)


def _change(frame: pd.DataFrame, asked: Recomputation) -> pd.DataFrame:
    counts = frame[frame["measure"] == asked.parts[0]].drop_duplicates(["period", "subject", "sector"])
    counts = counts.set_index(["period", "subject", "sector"])["value"]
    printed = frame[frame["measure"] == asked.printed].assign(printed=lambda part: part["value"])
    before = [(quarter_before(period), *rest) for period, *rest in printed[["period", "subject", "sector"]].to_numpy()]
    now = pd.MultiIndex.from_frame(printed[["period", "subject", "sector"]])
    change = 100 * (counts.reindex(now).to_numpy() / counts.reindex(pd.MultiIndex.from_tuples(before)).to_numpy() - 1)
    return printed.assign(computed=np.round(change, asked.decimals))


def quarter_before(period: str) -> str:
    """Give the quarter before a quarter; any other period has none.

    Examples
    --------
    >>> quarter_before("2021Q1"), quarter_before("2021Q3"), quarter_before("2021")
    ('2020Q4', '2021Q2', '')
    """
    year, _, quarter = period.partition("Q")
    if not (year.isdigit() and quarter.isdigit()):
        return ""
    return f"{int(year) - 1}Q4" if quarter == "1" else f"{year}Q{int(quarter) - 1}"


_KINDS: dict[str, Callable[[pd.DataFrame, Recomputation], pd.DataFrame]] = {
    "ratio": _ratio,
    "weighted": _weighted,
    "share": _share,
    "rank": _rank,
    "sectors": _sectors,
    "grades": _grades,
    "change": _change,
}
