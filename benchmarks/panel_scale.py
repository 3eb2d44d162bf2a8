"""Panels at scale: 30 declared indicators at 12 dates, against the same by hand in DuckDB SQL, pandas and polars.

Every way makes the same Parquet file from the same store in a process of its own, so that time and memory are those of
the whole work. ``python -m benchmarks.panel_scale WAY STORE OUT`` is one such process.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks import frames_by_hand
from benchmarks.event_store import event_store
from benchmarks.measuring import Row, ratio_row
from inscredit_models.records.calendar import add_months, retention_cutoff
from inscredit_models.studies.panel_file import write_panel

DATES = tuple(add_months(dt.date(2022, 3, 31), 3 * number) for number in range(12))
INDICATORS = (
    "violation_serious_count_36m", "violation_general_count_36m", "violation_minor_count_36m",
    "violation_act_class_distinct_36m", "violation_regulator_flag_60m", "violation_count_change_12m",
    "fine_total_36m", "fine_largest_36m", "since_violation_days", "complaint_punished_count_24m",
    "complaint_punished_per_10k_policies_24m", "complaint_sales_punished_flag_24m", "raw_complaint_count_24m",
    "raw_complaint_punished_share_24m", "award_count_36m", "award_high_level_count_60m",
    "persistency_13m_ratio_24m", "quality_callback_ratio_24m", "quality_early_surrender_ratio_24m",
    "volume_policies_total_12m", "volume_premium_average_12m", "volume_policies_latest_12m",
    "volume_policies_trend_24m", "volume_premium_dispersion_24m", "volume_policies_change_12m", "tenure_days",
    "tenure_current_insurer_days", "tenure_move_count_60m", "training_hours_average_36m",
    "training_passed_share_36m",
)  # fmt: skip
THREADS = 2
RETENTION_YEARS = 5


def by_us(store: Path, out: Path, *, memory_gb: float | None = None) -> None:
    """Write the panel from declarations, as ``inscredit panel`` does."""
    options = {"subject": "practitioner", "as_of": DATES, "patterns": list(INDICATORS)}
    write_panel(store, out, threads=THREADS, memory_gb=memory_gb, **options)


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
    import duckdb
    import pyarrow.parquet as pq

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


def by_pandas(store: Path, out: Path) -> None:
    """Write the panel with pandas by hand."""
    frames_by_hand.by_pandas(store, out, DATES, INDICATORS)


def by_polars(store: Path, out: Path) -> None:
    """Write the panel with polars by hand."""
    frames_by_hand.by_polars(store, out, DATES, INDICATORS)


def by_us_in_2_gib(store: Path, out: Path) -> None:
    """Write the panel from declarations with a limit for the engine that leaves the process within 2 GiB."""
    by_us(store, out, memory_gb=ENGINE_GB)


WAYS = {
    "ours": by_us,
    "DuckDB SQL by hand": by_sql,
    "polars by hand": by_polars,
    "pandas by hand": by_pandas,
    "ours in 2 GiB": by_us_in_2_gib,
}
ENGINE_GB = 0.75
NOTE = "two threads; each a process of its own, from the store's Parquet parts to a Parquet file; same values"


def run_way(way: str, store: Path, out: Path) -> dict[str, float]:
    """Carry out a way in a process of its own; give its seconds, seconds of the processors, and peak memory in MiB."""
    environment = os.environ | {"POLARS_MAX_THREADS": str(THREADS)}
    command = [sys.executable, "-m", "benchmarks.panel_scale", way, str(store), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def check_equal(ours: Path, theirs: Path) -> None:
    """Raise where a yardstick gives other rows or values than we do."""
    first, second = pd.read_parquet(ours), pd.read_parquet(theirs)
    if first["subject_id"].tolist() != second["subject_id"].astype(str).tolist():
        raise ValueError("the yardstick has other rows")
    for code in INDICATORS:
        np.testing.assert_allclose(first[code], second[code], rtol=1e-9, atol=1e-9, err_msg=code)


def measure(folder: Path, *, subjects: int, rounds: int, slow_rounds: int = 1) -> list[Row]:
    """Measure all ways on a store of ten statements a subject, and our growth from a hundredth of it.

    pandas and polars run ``slow_rounds`` times, each beside ours of the same round.
    """
    store = event_store(folder, subjects=subjects).path
    small = [event_store(folder, subjects=subjects // cut).path for cut in (100, 10)]
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        files = {way: Path(scratch) / f"{number}.parquet" for number, way in enumerate(WAYS)}
        for way in list(WAYS)[1:]:
            check_equal(_made("ours", small[0], files), _made(way, small[0], files))
        for number in range(rounds):
            for way in WAYS:
                if number < slow_rounds or way in ("ours", "DuckDB SQL by hand"):
                    taken[way].append(run_way(way, store, files[way]))
                    files[way].unlink()
        growing = [run_way("ours", path, files["ours"]) for path in small]
    size = f"{10 * subjects} events, {subjects} subjects, {len(DATES)} dates, {len(INDICATORS)} indicators"
    rows = [row for way in list(WAYS)[1:4] for row in _rows(size, way, taken["ours"], taken[way])]
    return [*rows, _limit(size, taken["ours in 2 GiB"]), *_growth(size, [*growing, _median(taken["ours"])])]


def _made(way: str, store: Path, files: dict[str, Path]) -> Path:
    run_way(way, store, files[way])
    return files[way]


def _rows(size: str, way: str, ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> list[Row]:
    made = []
    for name in ("seconds", "cpu_seconds", "peak_mib"):
        pairs = [[run[name] for run in runs[: len(theirs)]] for runs in (ours, theirs)]
        row = ratio_row("panel at scale", size, way, *pairs, NOTE)
        made.append(Row(**{**row.__dict__, "measure": name}))
    return made


def _limit(size: str, runs: list[dict[str, float]]) -> Row:
    peak = median(run["peak_mib"] for run in runs)
    note = f"peak of the process with {ENGINE_GB} GiB for the engine, which puts the rest on the disk; same file"
    return Row(
        "panel in 2 GiB", size, "2048 MiB", "peak_mib", peak, 2048, peak / 2048, peak / 2048, peak / 2048, np.nan, note
    )


def _growth(size: str, runs: list[dict[str, float]]) -> list[Row]:
    """Give the exponent of growth over two steps of ten times the events, between neighbours and over both."""
    made = []
    for name in ("seconds", "cpu_seconds"):
        steps = np.diff(np.log10([run[name] for run in runs]))
        exponent = float(steps.mean())
        note = "log10 of the time for ten times the events; brackets: the two steps; goal at most 1.1"
        ends = (runs[-1][name], runs[0][name])
        made.append(
            Row(
                "growth", size, "a hundredth", f"exponent_{name}", *ends, exponent, min(steps), max(steps), np.nan, note
            )
        )
    return made


def _median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def main(way: str, store: str, out: str) -> None:
    """Carry out one way and print what it took as JSON."""
    begun = time.perf_counter()
    WAYS[way](Path(store), Path(out))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"seconds": time.perf_counter() - begun, "cpu_seconds": used.ru_utime + used.ru_stime}
    print(json.dumps(seconds | {"peak_mib": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
