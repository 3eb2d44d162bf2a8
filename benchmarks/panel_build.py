"""Panel build: seven as-known-at indicators at 16 dates, against the same by hand in DuckDB SQL, pandas and polars."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measuring import Row, compare_seconds
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.calendar import add_months, retention_cutoff
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.kept import kept_world

INDICATORS = (
    "violation_serious_count_36m",
    "violation_general_count_36m",
    "violation_minor_count_36m",
    "fine_total_36m",
    "complaint_punished_count_24m",
    "raw_complaint_count_24m",
    "volume_policies_total_12m",
)
RETENTION_YEARS = 5
ADVERSE = ("violation", "complaint")
RECORDS = (*ADVERSE, "portfolio")
DATES = tuple(add_months(dt.date(2021, 3, 31), 3 * number) for number in range(16))


def by_us(store: RecordStore) -> pd.DataFrame:
    """Compute the panel from declarations."""
    declared = {item.code: item for item in load_registry().indicators}
    return compute_panel(store, [declared[code] for code in INDICATORS], DATES).frame


def by_sql(store: RecordStore) -> pd.DataFrame:
    """Compute the panel with SQL written by hand, one query a date and record type."""
    connection = store.connect(threads=1)
    parts = []
    for day in DATES:
        frames = [connection.execute(_query(record, day)).df().set_index("subject_id") for record in RECORDS]
        parts.append(_joined(frames, day))
    return pd.concat(parts, ignore_index=True)


def _query(record: str, day: dt.date) -> str:
    known = f"known_date <= date '{day}' and date '{day}' < known_until and status <> 'withdrawn'"
    cutoff = retention_cutoff(day, RETENTION_YEARS)
    adverse = f" and status <> 'repaired' and (act_ended is null or act_ended >= date '{cutoff}')"
    start = {name: add_months(day, -months) for name, months in _MONTHS.items()}
    select = {
        "violation": "count(*) filter (severity = 'serious') as violation_serious_count_36m,"
        " count(*) filter (severity = 'general') as violation_general_count_36m,"
        " count(*) filter (severity = 'minor') as violation_minor_count_36m,"
        " cast(sum(fine) as double) as fine_total_36m",
        "complaint": "count(*) filter (result = 'punished') as complaint_punished_count_24m,"
        " count(*) as raw_complaint_count_24m",
        "portfolio": "cast(sum(policies_sold) as double) as volume_policies_total_12m",
    }[record]
    window = f" and event_date > date '{start[record]}' and event_date <= date '{day}'"
    guard = known + (adverse if record in ADVERSE else "")
    return f"select subject_id, {select} from {record} where {guard}{window} group by subject_id"


_MONTHS = {"violation": 36, "complaint": 24, "portfolio": 12}


def _joined(frames: list[pd.DataFrame], day: dt.date) -> pd.DataFrame:
    joined = pd.concat(frames, axis=1).rename_axis("subject_id").reset_index()
    return joined.assign(as_of=pd.Timestamp(day))[["subject_id", "as_of", *INDICATORS]]


def by_pandas(store: RecordStore) -> pd.DataFrame:
    """Compute the panel with pandas, from frames read once."""
    tables = {record: _read(store, record) for record in RECORDS}
    parts = []
    for day in DATES:
        visible = {record: _visible(tables[record], record, pd.Timestamp(day), day) for record in RECORDS}
        violation, complaint = visible["violation"], visible["complaint"]
        by_severity = violation.groupby(["subject_id", "severity"]).size().unstack(fill_value=0)
        counted = pd.DataFrame(
            {f"violation_{name}_count_36m": by_severity.get(name) for name in ("serious", "general", "minor")}
        )
        fines = violation.groupby("subject_id")["fine"].sum().rename("fine_total_36m")
        results = complaint.assign(is_punished=complaint["result"] == "punished").groupby("subject_id")["is_punished"]
        told = pd.DataFrame({"complaint_punished_count_24m": results.sum(), "raw_complaint_count_24m": results.size()})
        sold = visible["portfolio"].groupby("subject_id")["policies_sold"].sum().rename("volume_policies_total_12m")
        parts.append(_joined([counted, fines.to_frame(), told, sold.to_frame()], day))
    return pd.concat(parts, ignore_index=True)


_FIELDS = {
    "violation": ("severity", "cast(fine as double) as fine", "act_ended"),
    "complaint": ("result", "act_ended"),
    "portfolio": ("policies_sold",),
}


def _read(store: RecordStore, record: str) -> pd.DataFrame:
    columns = ", ".join(("subject_id", "event_date", "known_date", "status", *_FIELDS[record]))
    until = "least(known_until, date '2200-01-01') as known_until"
    return store.connect(threads=1).execute(f"select {columns}, {until} from {record}").df()


def _visible(table: pd.DataFrame, record: str, moment: pd.Timestamp, day: dt.date) -> pd.DataFrame:
    start = pd.Timestamp(add_months(day, -_MONTHS[record]))
    seen = (table["known_date"] <= moment) & (moment < table["known_until"]) & (table["status"] != "withdrawn")
    seen &= (table["event_date"] > start) & (table["event_date"] <= moment)
    if record in ADVERSE:
        cutoff = pd.Timestamp(retention_cutoff(day, RETENTION_YEARS))
        seen &= (table["status"] != "repaired") & (table["act_ended"].isna() | (table["act_ended"] >= cutoff))
    return table[seen]


def by_polars(store: RecordStore) -> pd.DataFrame:
    """Compute the panel with polars, from frames read once."""
    import polars as pl

    tables = {record: pl.from_pandas(_read(store, record)) for record in RECORDS}
    parts = []
    for day in DATES:
        seen = {record: _seen_by_polars(tables[record], record, day) for record in RECORDS}
        severities = ("serious", "general", "minor")
        violation = seen["violation"].agg(
            *((pl.col("severity") == name).sum().alias(f"violation_{name}_count_36m") for name in severities),
            pl.col("fine").sum().alias("fine_total_36m"),
        )
        complaint = seen["complaint"].agg(
            (pl.col("result") == "punished").sum().alias("complaint_punished_count_24m"),
            pl.len().alias("raw_complaint_count_24m"),
        )
        portfolio = seen["portfolio"].agg(pl.col("policies_sold").sum().alias("volume_policies_total_12m"))
        joined = violation.join(complaint, on="subject_id", how="full", coalesce=True)
        joined = joined.join(portfolio, on="subject_id", how="full", coalesce=True)
        parts.append(joined.collect().with_columns(pl.lit(day).cast(pl.Datetime("us")).alias("as_of")))
    frame = pl.concat(parts).to_pandas()
    return frame[["subject_id", "as_of", *INDICATORS]]


def _seen_by_polars(table, record: str, day: dt.date):  # type: ignore[no-untyped-def]  # polars is an extra
    import polars as pl

    start = add_months(day, -_MONTHS[record])
    seen = (pl.col("known_date") <= day) & (pl.col("known_until") > day) & (pl.col("status") != "withdrawn")
    seen &= (pl.col("event_date") > start) & (pl.col("event_date") <= day)
    if record in ADVERSE:
        cutoff = retention_cutoff(day, RETENTION_YEARS)
        seen &= (pl.col("status") != "repaired") & (pl.col("act_ended").is_null() | (pl.col("act_ended") >= cutoff))
    return table.lazy().filter(seen).group_by("subject_id")


def check_equal(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Raise where a yardstick gives other values than we do; a subject without a record has none."""
    keys = ["subject_id", "as_of"]
    by_hand = ours[keys].merge(theirs.assign(as_of=theirs["as_of"].astype("datetime64[us]")), on=keys, how="left")
    if theirs.merge(ours[keys], on=keys, how="inner").shape[0] != len(theirs):
        raise ValueError("the yardstick has rows that we do not have")
    for code in INDICATORS:
        np.testing.assert_allclose(
            by_hand[code].fillna(0).to_numpy(dtype=float), ours[code].fillna(0).to_numpy(), rtol=1e-9, err_msg=code
        )


def measure(folder: Path, *, subjects: int, rounds: int) -> list[Row]:
    """Measure all yardsticks on a simulated store, after checking that they give the same values."""
    store = kept_world(folder, subject="practitioner", subjects=subjects, seed=1, variant="default", progress=False)
    ways = {"DuckDB SQL by hand": by_sql, "pandas by hand": by_pandas, "polars by hand": by_polars}
    ours = by_us(store)
    for way in ways.values():
        check_equal(ours, way(store))
    note = (
        "one thread for DuckDB; same values; ours also finds who is visible at all, from all record types, and digests"
    )
    size = f"{subjects} practitioners, 16 dates, 7 indicators"
    theirs = {name: (lambda way=way: way(store)) for name, way in ways.items()}
    return compare_seconds("panel build", size, lambda: by_us(store), theirs, note, rounds=rounds)
