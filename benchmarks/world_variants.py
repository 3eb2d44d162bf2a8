"""Each variant of the worlds that no trial run had seen, held against what it should change.

Run it alone: ``python -m benchmarks.world_variants``. One number a variant is measured in the default world and in the
variant, on the same seeds; the table that it prints stands in ``docs/worlds.md`` with what was expected.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import World, make_world

SEEDS = (11, 12, 13)
Measure = Callable[[World, ChunkTables], float]


def _frame(tables: ChunkTables, name: str) -> pd.DataFrame:
    return (tables.parts if name in tables.parts else tables.truth)[name].to_pandas()


def _outcomes(tables: ChunkTables, day: str = "2023-12-31") -> pd.DataFrame:
    frame = _frame(tables, "outcome_true")
    return frame[frame["as_of"] == pd.Timestamp(day).date()]


def known_in_time(world: World, tables: ChunkTables) -> float:
    """Share of reported serious events that are known within a year of the event."""
    frame = _frame(tables, "violation")
    first = frame[(frame["sequence"] == 1) & (frame["severity"] == "serious")]
    lag = pd.to_datetime(first["known_date"]) - pd.to_datetime(first["event_date"])
    return float((lag.dt.days <= 365).mean())


def flagged_before(world: World, tables: ChunkTables) -> float:
    """Share of the persons with a serious event in the next year whose case flag is set at the end of 2022."""
    frame = _frame(tables, "portfolio")
    flagged = frame[(frame["event_date"] == pd.Timestamp("2022-12-31").date()) & frame["case_flag"].eq(True)]
    happened = _outcomes(tables, "2022-12-31")
    return float(happened.loc[happened["occurred"], "subject_id"].isin(set(flagged["subject_id"])).mean())


def known_in_the_wave(world: World, tables: ChunkTables) -> float:
    """Share of violations that become known in the first half of 2021."""
    frame = _frame(tables, "violation")
    first = frame[frame["sequence"] == 1]["known_date"]
    days = pd.to_datetime(first)
    return float(days.between("2021-01-01", "2021-06-30").mean())


def not_collected(world: World, tables: ChunkTables) -> float:
    """Share of (branch, category, quarter) cells that are not collected."""
    states = check_subject(world.parameters.world).collection(world).column("state").to_pandas()
    return float((states == "not_collected").mean())


def refusers_less_honest(world: World, tables: ChunkTables) -> float:
    """Mean integrity (honesty) of those who agree less that of those who refuse."""
    name = world.parameters.world
    latent = _frame(tables, f"latent_{name}").drop_duplicates("subject_id")
    refused = latent["subject_id"].isin(set(tables.consent.column("subject_id").to_pylist()))
    trait = latent["honesty" if "honesty" in latent else "integrity"]
    return float(trait[~refused].mean() - trait[refused].mean())


def withdrawn_by_objection(world: World, tables: ChunkTables) -> float:
    """Share of violations that are withdrawn after an objection."""
    frame = _frame(tables, "violation")
    gone = frame[(frame["status"] == "withdrawn") & (frame["reason"] == "objection")]
    return gone["record_id"].nunique() / frame["record_id"].nunique()


def women_reported(world: World, tables: ChunkTables) -> float:
    """Reported share of true serious outcomes: women less men."""
    happened = _frame(tables, "outcome_true")
    happened = happened[happened["occurred"]].merge(_frame(tables, "profile")[["subject_id", "sex"]], on="subject_id")
    share = happened.groupby("sex")["reported"].mean()
    return float(share["female"] - share["male"])


def occurred(world: World, tables: ChunkTables) -> float:
    """Share of practitioners at risk with a true serious event in a year, in percent."""
    return 100 * float(_frame(tables, "outcome_true")["occurred"].mean())


def proven_are_larger(world: World, tables: ChunkTables) -> float:
    """Mean log amount of proven fraud less that of fraud that was not proven."""
    amounts = _frame(tables, "claim").drop_duplicates("record_id", keep="last")[["record_id", "amount"]]
    frame = _frame(tables, "claims_true").merge(amounts, on="record_id")
    fraud = frame[frame["is_fraud"]]
    size = np.log(fraud["amount"].astype(float))
    return float(size[fraud["is_proven"]].mean() - size[~fraud["is_proven"]].mean())


def honesty_lasts(world: World, tables: ChunkTables) -> float:
    """Correlation of honesty in the first and the last year."""
    frame = _frame(tables, "latent_consumer").pivot(index="subject_id", columns="period", values="honesty")
    return float(np.corrcoef(frame.iloc[:, 0], frame.iloc[:, -1])[0, 1])


def log_amounts(world: World, tables: ChunkTables) -> float:
    """Standard deviation of the log of amounts (premiums; claims of consumers)."""
    name, field = ("claim", "amount") if "claim" in tables.parts else ("quarterly_report", "premium")
    if name not in tables.parts:
        name, field = "portfolio", "premium"
    values = _frame(tables, name)[field].dropna().astype(float)
    return float(np.log(values[values > 0]).std())


def clustered(world: World, tables: ChunkTables) -> float:
    """Standard deviation over years of the share of insurers that become weak, in percent."""
    frame = _frame(tables, "outcome_true")
    yearly = frame.groupby(pd.to_datetime(frame["as_of"]).dt.year)["occurred"].mean()
    return 100 * float(yearly.std())


def jump_of_2017(world: World, tables: ChunkTables) -> float:
    """Complaints of 2017 over those of 2016, of insurers with all eight quarters."""
    frame = _frame(tables, "complaint_quarter")
    frame = frame.assign(year=pd.to_datetime(frame["event_date"]).dt.year)
    frame = frame[frame["year"].isin([2016, 2017])]
    frame = frame[frame.groupby("subject_id")["year"].transform("size") == 8]
    yearly = frame.groupby("year")["complaints"].sum()
    return float(yearly[2017] / yearly[2016])


def weak_are_silent(world: World, tables: ChunkTables) -> float:
    """Share of quarterly reports that the weakest fifth does not publish, less that of the others."""
    latent = _frame(tables, "latent_enterprise")
    shown = _frame(tables, "quarterly_report")[["subject_id", "event_date"]].assign(shown=1)
    days = pd.PeriodIndex(latent["period"].astype(str), freq="Q").end_time.date
    merged = latent.assign(event_date=days).merge(shown, how="left", on=["subject_id", "event_date"])
    weak = merged["credit_true"] < merged["credit_true"].quantile(0.2)
    silent = merged["shown"].isna()
    return float(silent[weak].mean() - silent[~weak].mean())


def second_subjects(world: World, tables: ChunkTables) -> float:
    """Subjects in percent that stand for a person who is there already."""
    return 100 * (len(tables.identity) / 25_000 - 1)


PASS: tuple[tuple[str, str, Measure], ...] = (
    ("practitioner", "late_records", known_in_time),
    ("practitioner", "leak", flagged_before),
    ("practitioner", "backfill_wave", known_in_the_wave),
    ("practitioner", "nil_as_missing", not_collected),
    ("practitioner", "consent_informative", refusers_less_honest),
    ("practitioner", "objection_heavy", withdrawn_by_objection),
    ("practitioner", "unfair_proxy", women_reported),
    ("practitioner", "p_published_rate", occurred),
    ("practitioner", "tail_money", log_amounts),
    ("practitioner", "duplicate_subjects", second_subjects),
    ("consumer", "f_selected_audit", proven_are_larger),
    ("consumer", "consent_informative", refusers_less_honest),
    ("consumer", "f_honesty_drift", honesty_lasts),
    ("consumer", "tail_money", log_amounts),
    ("enterprise", "e_common_shock", clustered),
    ("enterprise", "e_no_break", jump_of_2017),
    ("enterprise", "e_selective_disclosure", weak_are_silent),
    ("enterprise", "tail_money", log_amounts),
)
"""Subject type, variant, and the number that the variant should move."""


def measured(subject: str, variants: Sequence[str], measure: Measure) -> list[float]:
    """Give the mean of a measure over the seeds, one number a variant."""
    size = {"practitioner": 25_000, "consumer": 25_000}.get(subject, 180)
    means = []
    for variant in variants:
        found = []
        for seed in SEEDS:
            world = make_world(seed, subject=subject, variant=variant)
            found.append(measure(world, check_subject(subject).make_chunk(world, 0, size)))
        means.append(float(np.mean(found)))
    return means


def main(subjects: Sequence[str]) -> int:
    """Measure and print one line a variant, of all subject types or of those that are named."""
    for subject, variant, measure in PASS:
        if subjects and subject not in subjects:
            continue
        plain, changed = measured(subject, ("default", variant), measure)
        what = (measure.__doc__ or "").strip().rstrip(".")
        print(f"| {subject} | `{variant}` | {what} | {plain:.3f} | {changed:.3f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
