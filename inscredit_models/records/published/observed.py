"""What published figures support (可观测指标): the values of an indicator period by period, with n and censoring."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.records.published.insurers import Insurers, resolve_names
from inscredit_models.records.published.questions import PublishedIndicator
from inscredit_models.records.published.table import PublishedTable

VALUE_COLUMNS = (
    "indicator",
    "period",
    "subject",
    "subject_id",
    "sector",
    "value",
    "grade",
    "order",
    "censoring",
    "published",
    "period_end",
)
COVERAGE_COLUMNS = (
    "indicator",
    "period",
    "regime",
    "statistic",
    "censoring",
    "n",
    "matched",
    "undated",
    "not_printed",
    "low",
    "median",
    "high",
)


def identify(
    table: PublishedTable, insurers: Insurers, readings: Mapping[tuple[str, str], str], findings: Findings
) -> pd.Series:
    """Give the stable id of each row of a table, missing where the row is about no insurer that is known.

    Parameters
    ----------
    table, insurers, readings
        The table, who is who, and what a person decided that further names mean.
    findings : Findings
        Collector: ICM083 and ICM154 names without a match.
    """
    found = resolve_names(table, insurers, findings, readings)
    ids = found.set_index(["name", "sector", "period_end"])["insurer_id"]
    keys = pd.MultiIndex.from_frame(table.frame[["subject", "sector", "period_end"]])
    is_insurer = table.frame["subject_kind"] == "insurer"
    return pd.Series(ids.reindex(keys).to_numpy(), index=table.frame.index, dtype="str").where(is_insurer)


def observe(table: PublishedTable, asked: PublishedIndicator, ids: pd.Series, findings: Findings) -> pd.DataFrame:
    """Give the values of one indicator.

    Parameters
    ----------
    table : PublishedTable
        The table.
    asked : PublishedIndicator
        The indicator.
    ids : pandas.Series
        The stable id of each row, from `identify`; values without one stay.
    findings : Findings
        Collector: ICM161 two unlike figures of one insurer in one period (both lose their id, so that none is chosen).

    Returns
    -------
    pandas.DataFrame
        Columns ``VALUE_COLUMNS``, then ``regime``, ``statistic``, ``basis``. ``subject`` is the printed name; ``order``
        is 1 for the best grade of the head.
    """
    frame = table.frame
    chosen = frame[(frame["measure"] == asked.measure) & (frame["subject_kind"] == asked.subject_kind)]
    if asked.sector is not None:
        chosen = chosen[chosen["sector"] == asked.sector]
    if asked.statistic is not None:
        chosen = chosen[chosen["statistic"] == asked.statistic]
    measure = table.head.measure(asked.measure)
    grades = measure.grades if measure is not None else ()
    order = chosen["grade"].map({grade: place for place, grade in enumerate(grades, start=1)}).astype("Float64")
    places = order.to_numpy(dtype=float, na_value=float("nan"))
    values = chosen.assign(indicator=asked.code, subject_id=ids[chosen.index], order=places)
    _drop_contradictions(values, asked, table.name, findings)
    return values[[*VALUE_COLUMNS, "regime", "statistic", "basis"]].reset_index(drop=True)


def _drop_contradictions(values: pd.DataFrame, asked: PublishedIndicator, where: str, findings: Findings) -> None:
    keys = ["period", "sector", "subject_id", "regime", "statistic"]
    known = values[values["subject_id"].notna()]
    cells = known.groupby(keys, dropna=False)[["value", "grade"]].nunique().max(axis=1)
    for period, _, identity, *_ in cells[cells > 1].index:
        rows = (values["period"] == period) & (values["subject_id"] == identity)
        found = f"{int(rows.sum())} unlike figures of {identity} in {period}"
        remedy = "none of them is used; say which one holds, and remove the other from the table"
        findings.add("ICM161", f"{where}, {asked.measure}", found, "one figure an insurer and period", remedy)
        values.loc[rows, "subject_id"] = pd.NA


def cover(values: pd.DataFrame) -> pd.DataFrame:
    """Count what stands behind each indicator and period.

    Returns
    -------
    pandas.DataFrame
        Columns ``COVERAGE_COLUMNS``: one row per indicator, period, definition and kind of list. ``n`` figures,
        ``matched`` with a stable id, ``undated`` without a publication date, ``not_printed`` that were worked back,
        inferred or are bounds; range of the values where they are numbers.
    """
    keys = ["indicator", "period", "regime", "statistic", "censoring"]
    rows = [
        dict(zip(keys, key, strict=True))
        | {
            "n": len(part),
            "matched": int(part["subject_id"].notna().sum()),
            "undated": int(part["published"].isna().sum()),
            "not_printed": int((part["basis"] != "printed").sum()),
            "low": part["value"].min(),
            "median": part["value"].median(),
            "high": part["value"].max(),
        }
        for key, part in _in_time(values).groupby(keys, sort=False, dropna=False)
    ]
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS))


def _in_time(values: pd.DataFrame) -> pd.DataFrame:
    """Order the values of each indicator by the end of the period; the order of the indicators stays."""
    order = values["indicator"].map({code: place for place, code in enumerate(dict.fromkeys(values["indicator"]))})
    return values.assign(order_of=order).sort_values(["order_of", "period_end"], kind="stable")
