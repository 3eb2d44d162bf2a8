"""The panel at scale with pandas, as one writes it by hand: frames read once, then each date.

Every aggregate of a record type is a column first (a value where it counts, else nothing), so that one grouping a date
and record type is enough.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scale_table import (
    ADVERSE,
    DATES,
    FAR,
    FIELDS,
    INDICATORS,
    LONGEST,
    ORDER,
    RECORDS,
    RETENTION_YEARS,
    SHARED,
)
from inscredit_models.records.calendar import add_months, retention_cutoff


def by_pandas(store: Path, out: Path) -> None:
    """Write the panel with pandas."""
    tables = {record: _known(store, record) for record in RECORDS}
    parts = [_date(tables, day) for day in DATES]
    pd.concat(parts, ignore_index=True).to_parquet(out, index=False, compression="zstd")


def _known(store: Path, record: str) -> pd.DataFrame:
    """Read a record type and give every statement the day until which it is known."""
    table = pd.read_parquet(store / "records" / record, columns=[*SHARED, *FIELDS[record]])
    changed = table["record_id"].isin(table.loc[table["sequence"] != 1, "record_id"])
    for name in ("event_date", "known_date", *(["act_ended"] if record in ADVERSE else [])):
        table[name] = pd.to_datetime(table[name])
    for name in FIELDS[record]:
        if name in ("fine", "premium"):
            table[name] = table[name].astype(float)
    table["known_until"] = pd.Timestamp(FAR)
    some = table[changed].sort_values(["record_id", "sequence"])
    by_record = some.groupby("record_id", sort=False)
    until = by_record["known_date"].shift(-1).fillna(pd.Timestamp(FAR))
    for word in ("withdrawn", "repaired"):
        told = some["status"].where(some["status"].isin(["asserted", word]))
        stands = told.groupby(some["record_id"], sort=False).ffill() == word
        some["status"] = some["status"].mask(stands & (some["status"] != "withdrawn"), word)
    table.loc[some.index, "known_until"] = until
    table.loc[some.index, "status"] = some["status"]
    return table.drop(columns=[] if record == "portfolio" else ["record_id", "sequence"])


def _date(tables: dict[str, pd.DataFrame], day: dt.date) -> pd.DataFrame:
    now = pd.Timestamp(day)
    start = {months: pd.Timestamp(add_months(day, -months)) for months in (12, 24, 36, 60)}
    seen = {record: _visible(table, record, now, day) for record, table in tables.items()}
    everyone = np.unique(np.concatenate([table["subject_id"].to_numpy(object) for table in seen.values()]))
    made: dict[str, pd.DataFrame] = {}
    for record, table in seen.items():
        inside = table["event_date"] <= now
        if LONGEST[record]:
            inside &= table["event_date"] > start[LONGEST[record]]
        rows = table[inside]
        made[record] = _GROUPED[record](rows, start, rows.groupby("subject_id")).reindex(everyone)
    values = _finish(made, now, np.float64)
    frame = pd.DataFrame({name: values[name].to_numpy(dtype=float) for name in INDICATORS})
    frame.insert(0, "as_of", now)
    frame.insert(0, "subject_id", everyone)
    return frame


def _visible(table: pd.DataFrame, record: str, now: pd.Timestamp, day: dt.date) -> pd.DataFrame:
    seen = (table["known_date"] <= now) & (table["known_until"] > now) & (table["status"] != "withdrawn")
    if record in ADVERSE:
        cutoff = pd.Timestamp(retention_cutoff(day, RETENTION_YEARS))
        seen &= (table["status"] != "repaired") & (table["act_ended"].isna() | (table["act_ended"] >= cutoff))
    return table[seen]


def _sums(rows: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=rows.index).groupby(rows["subject_id"]).sum()


def _violations(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    event, recent = rows["event_date"], rows["event_date"] > start[36]
    counts = {name: (rows["severity"] == name) & recent for name in ("serious", "general", "minor")}
    counts |= {"regulator": (rows["decider"] == "regulator") & (event > start[60]), "year": event > start[12]}
    counts |= {"two_years": event > start[24], "fines": rows["fine"].where(recent)}
    late = rows[recent].groupby("subject_id")
    return _sums(rows, counts).assign(
        classes=late["act_class"].nunique(), largest=late["fine"].max(), last=grouped["event_date"].max()
    )


def _complaints(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    punished = rows["result"] == "punished"
    closed = ~rows["result"].isin(["received", "withdrawn"])
    sales = punished & (rows["kind"] == "sales")
    return _sums(rows, {"punished": punished, "sales": sales, "closed": closed}).assign(complaints=grouped.size())


def _awards(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    counts = rows["sales_weight_over_half"] == False  # noqa: E712  # a column with missing values
    high = rows["level"].isin(["reg_or_gov", "national_assoc"])
    return _sums(rows, {"awards": counts & (rows["event_date"] > start[36]), "high": counts & high})


def _registrations(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    event, subject = rows["event_date"], rows["subject_id"]
    moves = _sums(rows, {"moves": (rows["action"] == "move") & (event > start[60])})
    entered = event.where(rows["action"] == "enter").groupby(subject).min()
    return moves.assign(
        entered=entered, came=event.where(rows["action"].isin(["enter", "move"])).groupby(subject).max()
    )


def _trainings(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    counts = rows["hours"] > 0
    passed = counts & (rows["passed"] == True)  # noqa: E712  # a column with missing values
    return _sums(rows, {"passed": passed, "trainings": counts}).assign(hours=grouped["hours"].mean())


def _portfolios(rows: pd.DataFrame, start: dict[int, pd.Timestamp], grouped: Any) -> pd.DataFrame:
    year = rows["event_date"] > start[12]
    sold, day = rows["policies_sold"], (rows["event_date"] - pd.Timestamp("2000-01-01")).dt.days
    names = ("persistency_due", "persistency_kept", "callbacks", "callbacks_passed", "early_surrenders")
    columns = {name: rows[name] for name in names}
    columns |= {"sold": sold, "sold_now": sold.where(year), "sold_before": sold.where(~year)}
    columns |= {"n": 1, "day": day, "day_day": day * day, "day_sold": day * sold}
    latest = rows[year].sort_values(ORDER).drop_duplicates("subject_id", keep="last").set_index("subject_id")
    return _sums(rows, columns).assign(
        premium=rows["premium"].where(year).groupby(rows["subject_id"]).mean(),
        spread=grouped["premium"].std() / grouped["premium"].mean(),
        latest=latest["policies_sold"],
    )


_GROUPED = {
    "violation": _violations, "complaint": _complaints, "award": _awards,
    "registration": _registrations, "training": _trainings, "portfolio": _portfolios,
}  # fmt: skip


def _finish(made: dict[str, pd.DataFrame], now: pd.Timestamp, kind: type) -> dict[str, pd.Series]:
    """Give the indicators from the aggregates of a date."""
    v, c, a = made["violation"], made["complaint"], made["award"]
    r, t, p = made["registration"], made["training"], made["portfolio"]

    def zero(column: pd.Series) -> pd.Series:
        return column.astype(kind).fillna(0)

    def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
        below = below.astype(kind)
        return zero(above) / below.where(below != 0)

    run = p["n"] * p["day_day"] - p["day"] ** 2
    rise = p["n"] * p["day_sold"] - p["day"] * p["sold"]
    return {
        "violation_serious_count_36m": zero(v["serious"]), "violation_general_count_36m": zero(v["general"]),
        "violation_minor_count_36m": zero(v["minor"]), "violation_act_class_distinct_36m": zero(v["classes"]),
        "violation_regulator_flag_60m": zero(v["regulator"]).clip(upper=1),
        "violation_count_change_12m": 2 * zero(v["year"]) - zero(v["two_years"]), "fine_total_36m": zero(v["fines"]),
        "fine_largest_36m": v["largest"], "since_violation_days": (now - v["last"]).dt.days,
        "complaint_punished_count_24m": zero(c["punished"]), "raw_complaint_count_24m": zero(c["complaints"]),
        "complaint_punished_per_10k_policies_24m": ratio(c["punished"], p["sold"]) * 10000,
        "complaint_sales_punished_flag_24m": zero(c["sales"]).clip(upper=1),
        "raw_complaint_punished_share_24m": ratio(c["punished"], c["closed"]),
        "award_count_36m": zero(a["awards"]), "award_high_level_count_60m": zero(a["high"]),
        "persistency_13m_ratio_24m": ratio(p["persistency_kept"], p["persistency_due"]),
        "quality_callback_ratio_24m": ratio(p["callbacks_passed"], p["callbacks"]),
        "quality_early_surrender_ratio_24m": ratio(p["early_surrenders"], p["sold"]),
        "volume_policies_total_12m": zero(p["sold_now"]), "volume_premium_average_12m": p["premium"],
        "volume_policies_latest_12m": p["latest"], "volume_policies_trend_24m": rise / run.where(run > 0) * 365.25,
        "volume_premium_dispersion_24m": p["spread"],
        "volume_policies_change_12m": ratio(p["sold_now"], p["sold_before"]) - 1,
        "tenure_days": (now - r["entered"]).dt.days, "tenure_current_insurer_days": (now - r["came"]).dt.days,
        "tenure_move_count_60m": zero(r["moves"]), "training_hours_average_36m": t["hours"],
        "training_passed_share_36m": ratio(t["passed"], t["trainings"]),
    }  # fmt: skip
