"""The panel at scale with polars, as one writes it by hand: lazy from the files on, one query a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

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


def by_polars(store: Path, out: Path) -> None:
    """Write the panel with polars: lazy from the files on, one query a date."""
    tables = {record: _told(store, record).collect() for record in RECORDS}
    parts = [_date(tables, day) for day in DATES]
    pl.concat(parts).write_parquet(out, compression="zstd")


def _told(store: Path, record: str) -> Any:
    table = pl.scan_parquet(store / "records" / record / "*.parquet").select([*SHARED, *FIELDS[record]])
    money = [name for name in FIELDS[record] if name in ("fine", "premium")]
    table = table.with_columns(pl.col(money).cast(pl.Float64)) if money else table
    changed = table.filter(pl.col("sequence") != 1).select("record_id").unique()
    some = table.join(changed, on="record_id", how="semi").sort("record_id", "sequence")
    far, status = pl.lit(FAR), pl.col("status")
    stands = {
        word: pl.when(status.is_in(["asserted", word])).then(status).forward_fill().over("record_id") == word
        for word in ("withdrawn", "repaired")
    }
    some = some.with_columns(
        pl.when(stands["withdrawn"]).then(pl.lit("withdrawn"))
        .when(stands["repaired"]).then(pl.lit("repaired")).otherwise(status).alias("status"),
        pl.col("known_date").shift(-1).over("record_id").fill_null(far).alias("known_until"),
    )  # fmt: skip
    once = table.join(changed, on="record_id", how="anti").with_columns(far.alias("known_until"))
    whole = pl.concat([once, some])
    if record == "portfolio":
        whole = whole.sort(ORDER)  # the latest is then the last
    return whole.drop("record_id", "sequence")


def _date(tables: dict[str, Any], day: dt.date) -> Any:
    since = {months: pl.col("event_date") > add_months(day, -months) for months in (12, 24, 36, 60)}
    seen = {record: table.lazy().filter(_seen(record, day)) for record, table in tables.items()}
    joined = pl.concat([table.select("subject_id") for table in seen.values()]).unique()
    for record, table in seen.items():
        inside = table.filter(pl.col("event_date") <= day)
        inside = inside.filter(since[LONGEST[record]]) if LONGEST[record] else inside
        made = inside.group_by("subject_id").agg(**_aggregates(record, since))
        joined = joined.join(made, on="subject_id", how="left")
    values = _finish(day)
    columns = [values[name].cast(pl.Float64).alias(name) for name in INDICATORS]
    stamp = pl.lit(day).cast(pl.Datetime("us")).alias("as_of")
    return joined.sort("subject_id").select("subject_id", stamp, *columns).collect()


def _seen(record: str, day: dt.date) -> Any:
    seen = (pl.col("known_date") <= day) & (pl.col("known_until") > day) & (pl.col("status") != "withdrawn")
    if record in ADVERSE:
        cutoff = retention_cutoff(day, RETENTION_YEARS)
        seen &= (pl.col("status") != "repaired") & (pl.col("act_ended").is_null() | (pl.col("act_ended") >= cutoff))
    return seen


def _aggregates(record: str, since: dict[int, Any]) -> dict[str, Any]:
    """Give what is aggregated of a record type, by name."""
    col, event = pl.col, pl.col("event_date")
    if record == "violation":
        counts = {name: ((col("severity") == name) & since[36]).sum() for name in ("serious", "general", "minor")}
        recent = col("act_class").filter(since[36])
        return counts | {
            "classes": recent.drop_nulls().n_unique(), "year": since[12].sum(), "two_years": since[24].sum(),
            "regulator": ((col("decider") == "regulator") & since[60]).sum(), "last": event.max(),
            "fines": col("fine").filter(since[36]).sum(), "largest": col("fine").filter(since[36]).max(),
        }  # fmt: skip
    if record == "complaint":
        punished = col("result") == "punished"
        return {
            "complaints": pl.len(), "punished": punished.sum(), "sales": (punished & (col("kind") == "sales")).sum(),
            "closed": (~col("result").is_in(["received", "withdrawn"])).sum(),
        }  # fmt: skip
    if record == "award":
        counts = ~col("sales_weight_over_half")
        high = counts & col("level").is_in(["reg_or_gov", "national_assoc"])
        return {"awards": (counts & since[36]).sum(), "high": high.sum()}
    if record == "registration":
        came = event.filter(col("action").is_in(["enter", "move"])).max()
        moves = ((col("action") == "move") & since[60]).sum()
        return {"entered": event.filter(col("action") == "enter").min(), "came": came, "moves": moves}
    if record == "training":
        counts = col("hours") > 0
        return {"hours": col("hours").mean(), "passed": (counts & col("passed")).sum(), "trainings": counts.sum()}
    names = ("persistency_due", "persistency_kept", "callbacks", "callbacks_passed", "early_surrenders")
    sold, day = col("policies_sold"), (event - dt.date(2000, 1, 1)).dt.total_days()
    latest = sold.filter(since[12]).last()
    return {name: col(name).sum() for name in names} | {
        "sold": sold.sum(), "sold_now": sold.filter(since[12]).sum(), "sold_before": sold.filter(~since[12]).sum(),
        "n": pl.len(), "day": day.sum(), "day_day": (day * day).sum(), "day_sold": (day * sold).sum(),
        "premium": col("premium").filter(since[12]).mean(), "spread": col("premium").std() / col("premium").mean(),
        "latest": latest,
    }  # fmt: skip


def _finish(day: dt.date) -> dict[str, Any]:
    col = pl.col

    def zero(name: str) -> Any:
        return col(name).fill_null(0)

    def ratio(above: str, below: str) -> Any:
        return pl.when(col(below) != 0).then(zero(above) / col(below))

    n = col("n").cast(pl.Int64)
    run, rise = n * col("day_day") - col("day") ** 2, n * col("day_sold") - col("day") * col("sold")
    plain = {
        "violation_serious_count_36m": "serious", "violation_general_count_36m": "general",
        "violation_minor_count_36m": "minor", "violation_act_class_distinct_36m": "classes",
        "fine_total_36m": "fines", "complaint_punished_count_24m": "punished", "raw_complaint_count_24m": "complaints",
        "award_count_36m": "awards", "award_high_level_count_60m": "high", "volume_policies_total_12m": "sold_now",
        "tenure_move_count_60m": "moves",
    }  # fmt: skip
    return {name: zero(source) for name, source in plain.items()} | {
        "violation_regulator_flag_60m": zero("regulator") > 0, "complaint_sales_punished_flag_24m": zero("sales") > 0,
        "violation_count_change_12m": 2 * zero("year").cast(pl.Int64) - zero("two_years"),
        "fine_largest_36m": col("largest"), "since_violation_days": (day - col("last")).dt.total_days(),
        "complaint_punished_per_10k_policies_24m": ratio("punished", "sold") * 10000,
        "raw_complaint_punished_share_24m": ratio("punished", "closed"),
        "persistency_13m_ratio_24m": ratio("persistency_kept", "persistency_due"),
        "quality_callback_ratio_24m": ratio("callbacks_passed", "callbacks"),
        "quality_early_surrender_ratio_24m": ratio("early_surrenders", "sold"),
        "volume_premium_average_12m": col("premium"), "volume_policies_latest_12m": col("latest"),
        "volume_policies_trend_24m": pl.when(run > 0).then(rise / run * 365.25),
        "volume_premium_dispersion_24m": col("spread"),
        "volume_policies_change_12m": ratio("sold_now", "sold_before") - 1,
        "tenure_days": (day - col("entered")).dt.total_days(),
        "tenure_current_insurer_days": (day - col("came")).dt.total_days(),
        "training_hours_average_36m": col("hours"), "training_passed_share_36m": ratio("passed", "trainings"),
    }  # fmt: skip
