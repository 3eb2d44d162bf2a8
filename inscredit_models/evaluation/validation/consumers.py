"""Consumers in the validation table (消费者校验): fraud, its proof, and who foresees proven fraud.

Protocol: trained at one date on half of the persons (of 20,000 the table trains on about 80 proven cases, which one
year of 10,000 persons has), tested on the other half at two later dates; as known then, over all the time that was
recorded by then (the table names windows for practitioners only). In the variant
``prototype_12`` days late and overdue say punctuality and stress plainly, as the trial runs read them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.truth_files import truth_file
from inscredit_models.evaluation.validation.fitted import fitted_auc, split_halves
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.world import make_world

TRAINED = (dt.date(2022, 12, 31),)
TESTED = (dt.date(2023, 12, 31), dt.date(2024, 12, 31))
FITTED = {"scorecard": "scorecard", "boosting": "lightgbm"}
EARLY_DAYS = 45

FIGURES: dict[str, tuple[str, str, int]] = {
    "proven": ("fraud_case", "count(*) FILTER (result IN ('penalised', 'judged'))", -1),
    "suspected": ("fraud_case", "count(*)", -1),
    "claims": ("claim", "count(*)", -1),
    "early": ("claim", f"count(*) FILTER (policy_age_days < {EARLY_DAYS})", -1),
    "night": ("claim", "avg(night::INT)", -1),
    "delay": ("claim", "avg(ln(1 + report_delay_days))", -1),
    "amount": ("claim", "avg(ln(amount))", -1),
    "policies": ("policy", "count(*)", -1),
    "late": ("premium_payment", "arg_max(days_late, event_date)", -1),
    "overdue": ("premium_overdue", "arg_max(days_overdue, event_date)", -1),
    "corrected": ("disclosure_correction", "count(*)", -1),
    "suits": ("consumer_litigation", "count(*)", -1),
}
"""Figures of a person as known at a date: record type, aggregate, direction; lateness and debt are the latest."""


def expert_points(frame: pd.DataFrame) -> np.ndarray:
    """Give the points of the table's expert, higher is worse: nothing is fitted; days count by their rank."""

    def counted(name: str, most: int) -> pd.Series:
        return np.minimum(frame[name].fillna(0), most) / most

    def placed(name: str) -> pd.Series:
        return frame[name].fillna(0).groupby(frame["as_of"]).rank(pct=True)

    return np.asarray(
        0.30 * counted("proven", 1)
        + 0.15 * counted("suspected", 2)
        + 0.10 * counted("early", 2)
        + 0.10 * placed("late")
        + 0.15 * placed("overdue")
    )


def measure_consumers(folder: Path, variant: str, subjects: int, seed: int, workers: int = 1) -> dict[str, float]:
    """Simulate a world into a folder that does not exist yet and measure it.

    Returns
    -------
    dict of str to float
        Claims a person-year, shares of fraud and proof among claims, how often proof finds fraud (``proof_rate``) and
        is right (``proof_right``), rings' share of fraud, mean motor claim; ``true`` and ``proven`` outcomes of a year;
        AUC of the oracle against both, of expert, fitted models and shuffled labels against proven fraud, and of the
        fitted ones against true fraud.
    """
    simulate(folder, subject="consumer", subjects=subjects, seed=seed, variant=variant, workers=workers, progress=False)
    store = RecordStore.open(folder)
    claims = pd.read_parquet(truth_file(folder, "claims_true.parquet"))
    with store.connect() as connection:
        found = _claim_facts(connection, claims, subjects * make_world(seed, subject="consumer").horizon.years)
        rows = [_rows(connection, folder, claims, day) for day in (*TRAINED, *TESTED)]
    frame = pd.concat(rows, ignore_index=True)
    half, late = split_halves(frame["subject_id"]), frame["as_of"].isin([pd.Timestamp(day) for day in TESTED])
    train, test = frame[half & ~late], frame[~half & late]
    truth, proven = test["occurred"].to_numpy(), test["is_proven"].to_numpy()
    found |= {"true": float(frame.loc[late, "occurred"].mean()), "proven": float(frame.loc[late, "is_proven"].mean())}
    oracle = test["eta_now"].to_numpy()
    found |= {"oracle": auc(truth, oracle), "oracle_proven": auc(proven, oracle)}
    found["expert"] = auc(proven, expert_points(test))
    features = tuple(Feature(name, direction=sign) for name, (_, _, sign) in FIGURES.items())
    models = {name: build_model(code, features=features, seed=1) for name, code in FITTED.items()}
    fits, risks = fitted_auc(train, test, models, label="is_proven", shuffled="scorecard", seed=seed)
    return found | fits | {f"{name}_true": auc(truth, risk) for name, risk in risks.items()}


def _claim_facts(connection: duckdb.DuckDBPyConnection, claims: pd.DataFrame, person_years: int) -> dict[str, float]:
    fraud, proven = claims["is_fraud"], claims["is_proven"]
    amounts = connection.sql(
        "SELECT DISTINCT ON (record_id) record_id, line, amount::DOUBLE AS amount FROM claim "
        "ORDER BY record_id, sequence"
    ).df()
    seen = claims.merge(amounts, on="record_id")
    return {
        "claims": len(claims) / person_years,
        "fraud": float(fraud.mean()),
        "proven_claims": float(proven.mean()),
        "proven_suspected": float(proven.sum() / claims["is_suspected"].sum()),
        "proof_rate": float(proven[fraud].mean()),
        "proof_right": float(fraud[proven].mean()),
        "fraud_amount": float(seen.loc[seen["is_fraud"], "amount"].sum() / seen["amount"].sum()),
        "ring_fraud": float(claims.loc[fraud, "in_ring"].mean()),
        "motor_mean": float(seen.loc[seen["line"] == "motor", "amount"].mean()),
    }


def _rows(connection: duckdb.DuckDBPyConnection, folder: Path, claims: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Give figures as known on a day, true and proven fraud of the year that follows, and the oracle."""
    truth = pd.read_parquet(truth_file(folder, "outcome_true.parquet"), filters=[("as_of", "==", day)])
    planted = pd.read_parquet(truth_file(folder, "oracle_consumer.parquet"), filters=[("as_of", "==", day)])
    frame = truth[["subject_id", "occurred"]].merge(planted[["subject_id", "eta_now"]], on="subject_id")
    happened = pd.to_datetime(claims["event_date"])
    start, end = pd.Timestamp(day), pd.Timestamp(day) + pd.DateOffset(years=1)
    ahead = claims[claims["is_proven"] & (happened > start) & (happened <= end)]
    frame = frame.assign(as_of=start, is_proven=frame["subject_id"].isin(set(ahead["subject_id"])))
    for record in dict.fromkeys(record for record, _, _ in FIGURES.values()):
        wanted = {name: text for name, (source, text, _) in FIGURES.items() if source == record}
        columns = ", ".join(f"{text} AS {name}" for name, text in wanted.items())
        part = connection.sql(
            f"SELECT subject_id, {columns} FROM {record} WHERE known_date <= DATE '{day}' "
            f"AND known_until > DATE '{day}' AND status <> 'withdrawn' GROUP BY subject_id"
        ).df()
        frame = frame.merge(part, how="left", on="subject_id")
        counts = [name for name, text in wanted.items() if text.startswith(("count", "arg_max"))]
        frame[counts] = frame[counts].fillna(0)
    return frame.astype({name: float for name in FIGURES})
