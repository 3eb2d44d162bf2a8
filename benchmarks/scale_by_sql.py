"""The panel at scale with SQL by hand on DuckDB: each record type read once, then one query a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks.scale_table import DATES, INDICATORS, RETENTION_YEARS, THREADS
from inscredit_models.records.calendar import add_months, retention_cutoff

FIELDS = {
    "violation": "act_ended, severity, decider, act_class, fine",
    "complaint": "act_ended, kind, result",
    "award": "level, sales_weight_over_half as over_half",
    "registration": "action",
    "training": "hours, passed",
    "portfolio": "record_id, sequence, policies_sold, premium, persistency_due, persistency_kept, callbacks,"
    " callbacks_passed, early_surrenders",
}


def load_sql(record: str, store: Path) -> str:
    """Give the query of a record type with known_until and the standing of a withdrawal or repair."""
    source = f"read_parquet('{store}/records/{record}/*.parquet')"
    columns = f"subject_id, status, event_date, known_date, {FIELDS[record]}"
    standing = " ".join(
        f"when last_value(case when status in ('asserted', '{status}') then status end ignore nulls) over w"
        f" = '{status}' then '{status}'"
        for status in ("withdrawn", "repaired")
    )
    changed = f"(select record_id from {source} where sequence <> 1)"
    told = columns.replace("status,", f"case {standing} else status end as status,", 1)
    return (
        f"select {columns}, date '9999-12-31' as known_until from {source} where record_id not in {changed}"
        f" union all select {told}, coalesce(lead(known_date) over w, date '9999-12-31') from"
        f" (select * from {source} where record_id in {changed})"
        " window w as (partition by record_id order by sequence)"
    )


def by_sql(store: Path, out: Path) -> None:
    """Write the panel with SQL by hand: each record type read once, then one query a date."""
    connection = duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False})
    for record in FIELDS:
        connection.execute(f"create table {record} as {load_sql(record, store)}")
    writer = None
    for day in DATES:
        table = connection.sql(_query(day)).to_arrow_table()
        writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
    writer.close()


def _query(day: dt.date) -> str:
    now = f"date '{day}'"
    back = {months: f"event_date > date '{add_months(day, -months)}'" for months in (12, 24, 36, 60)}
    seen = f"known_date <= {now} and known_until > {now} and status <> 'withdrawn'"
    kept = f"act_ended is null or act_ended >= date '{retention_cutoff(day, RETENTION_YEARS)}'"
    adverse = f"{seen} and status <> 'repaired' and ({kept})"
    rule = {name: adverse if name in ("violation", "complaint") else seen for name in FIELDS}
    serious = ", ".join(
        f"count(*) filter (severity = '{name}' and {back[36]}) as {name}" for name in ("serious", "general", "minor")
    )
    latest = "{'e': event_date, 'k': known_date, 's': sequence, 'r': record_id}"
    days = "cast(event_date - date '2000-01-01' as bigint)"
    parts = {
        "v": f"select subject_id, {serious}, count(distinct act_class) filter ({back[36]}) as classes,"
        f" count(*) filter (decider = 'regulator' and {back[60]}) as regulator,"
        f" count(*) filter ({back[12]}) as year, count(*) filter ({back[24]}) as two_years,"
        f" sum(fine) filter ({back[36]}) as fines, max(fine) filter ({back[36]}) as largest, max(event_date) as last"
        f" from violation where {rule['violation']} and event_date <= {now} group by subject_id",
        "c": "select subject_id, count(*) as n, count(*) filter (result = 'punished') as punished,"
        " count(*) filter (result = 'punished' and kind = 'sales') as sales,"
        " count(*) filter (result not in ('received', 'withdrawn')) as closed"
        f" from complaint where {rule['complaint']} and event_date <= {now} and {back[24]} group by subject_id",
        "a": f"select subject_id, count(*) filter ({back[36]}) as n,"
        " count(*) filter (level in ('reg_or_gov', 'national_assoc')) as high from award"
        f" where {rule['award']} and not over_half and event_date <= {now} and {back[60]} group by subject_id",
        "r": "select subject_id, min(event_date) filter (action = 'enter') as entered,"
        " max(event_date) filter (action in ('enter', 'move')) as came,"
        f" count(*) filter (action = 'move' and {back[60]}) as moves from registration"
        f" where {rule['registration']} and event_date <= {now} group by subject_id",
        "t": "select subject_id, avg(hours) as hours, count(*) filter (passed and hours > 0) as passed,"
        f" count(*) filter (hours > 0) as n from training"
        f" where {rule['training']} and event_date <= {now} and {back[36]} group by subject_id",
        "p": f"select subject_id, sum(policies_sold) as sold, sum(policies_sold) filter ({back[12]}) as sold_now,"
        f" sum(policies_sold) filter (not {back[12]}) as sold_before, sum(persistency_kept) as kept,"
        " sum(persistency_due) as due, sum(callbacks_passed) as called, sum(callbacks) as calls,"
        f" sum(early_surrenders) as surrendered, avg(premium) filter ({back[12]}) as premium,"
        f" arg_max(policies_sold, {latest}) filter ({back[12]}) as latest,"
        f" regr_slope(policies_sold, {days}) * 365.25 as trend,"
        " stddev_samp(premium) / nullif(avg(premium), 0) as spread from portfolio"
        f" where {rule['portfolio']} and event_date <= {now} and {back[24]} group by subject_id",
    }
    everyone = " union ".join(f"select subject_id from {name} where {rule[name]}" for name in FIELDS)
    joins = " ".join(f"left join {name} using (subject_id)" for name in parts)
    common = ", ".join(f"{name} as ({text})" for name, text in parts.items())
    return f"with {common} select subject_id, {now} as as_of, {_columns(now)} from ({everyone}) {joins} order by 1"


def _columns(now: str) -> str:
    zero = {
        "violation_serious_count_36m": "serious", "violation_general_count_36m": "general",
        "violation_minor_count_36m": "minor", "violation_act_class_distinct_36m": "classes",
        "violation_regulator_flag_60m": "cast(regulator > 0 as integer)",
        "violation_count_change_12m": "2 * year - two_years",
        "fine_total_36m": "fines", "complaint_punished_count_24m": "punished",
        "complaint_sales_punished_flag_24m": "cast(sales > 0 as integer)", "raw_complaint_count_24m": "c.n",
        "award_count_36m": "a.n", "award_high_level_count_60m": "high", "volume_policies_total_12m": "sold_now",
        "tenure_move_count_60m": "moves",
    }  # fmt: skip
    plain = {
        "fine_largest_36m": "largest", "since_violation_days": f"{now} - last",
        "complaint_punished_per_10k_policies_24m": "coalesce(punished, 0) * 10000 / nullif(sold, 0)",
        "raw_complaint_punished_share_24m": "punished / nullif(closed, 0)",
        "persistency_13m_ratio_24m": "coalesce(kept, 0) / nullif(due, 0)",
        "quality_callback_ratio_24m": "coalesce(called, 0) / nullif(calls, 0)",
        "quality_early_surrender_ratio_24m": "coalesce(surrendered, 0) / nullif(sold, 0)",
        "volume_premium_average_12m": "premium", "volume_policies_latest_12m": "latest",
        "volume_policies_trend_24m": "trend", "volume_premium_dispersion_24m": "spread",
        "volume_policies_change_12m": "coalesce(sold_now, 0) / nullif(sold_before, 0) - 1",
        "tenure_days": f"{now} - entered", "tenure_current_insurer_days": f"{now} - came",
        "training_hours_average_36m": "hours", "training_passed_share_36m": "t.passed / nullif(t.n, 0)",
    }  # fmt: skip
    made = {name: f"coalesce({text}, 0)" for name, text in zero.items()} | plain
    return ", ".join(f"cast({made[name]} as double) as {name}" for name in INDICATORS)
