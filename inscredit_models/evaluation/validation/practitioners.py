"""Practitioners in the validation table (从业人员校验).

Protocol: trained at three dates on half of the persons, tested on the other half at three later dates (out of time and
out of subject), on what is recorded by the last day of the records; the oracle is judged against what is true. The
observation process is that of the variant ``prototype_12``: no collection gaps, objections or backfill, 5 % of the
records withdrawn. As in the trial runs every award counts, those for sales too.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.planted_order import last_period, rank_correlation
from inscredit_models.evaluation.truth_files import truth_file
from inscredit_models.evaluation.validation.fitted import fitted_auc, split_halves
from inscredit_models.findings import Findings
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.world import make_world

TRAINED = (dt.date(2020, 12, 31), dt.date(2021, 12, 31), dt.date(2022, 12, 31))
TESTED = (dt.date(2023, 12, 31), dt.date(2024, 6, 30), dt.date(2024, 12, 31))
PATTERNS = ("violation_*_count_36m", "complaint_*", "persistency_*", "award_*", "tenure_*", "volume_*", "quality_*")
FITTED = {"scorecard": "scorecard", "boosting": "lightgbm"}
AWARDS, EVERY_AWARD = "award_count_36m", "award_every_count_36m"
"""The indicator of awards that by rule may count, and the one of the table, which counts those for sales too."""


def expert_score(frame: pd.DataFrame) -> np.ndarray:
    """Give the points of the table's expert, higher is better: nothing is fitted."""

    def counted(code: str, most: int) -> np.ndarray:
        return np.minimum(frame[code].fillna(0), most) / most

    persistency = frame["persistency_13m_ratio_24m"].groupby(frame["as_of"]).rank(pct=True).fillna(0.5)
    return np.asarray(
        0.22 * (1 - counted("violation_serious_count_36m", 2))
        + 0.18 * (1 - counted("violation_general_count_36m", 3))
        + 0.05 * (1 - counted("violation_minor_count_36m", 4))
        + 0.20 * (1 - counted("complaint_punished_count_24m", 2))
        + 0.15 * persistency
        + 0.10 * counted(EVERY_AWARD, 2)
        + 0.10 * np.clip(frame["tenure_days"].fillna(0) / 1826, 0, 1)
    )


def measure_practitioners(folder: Path, variant: str, subjects: int, seed: int, workers: int = 1) -> dict[str, float]:
    """Simulate a world into a folder that does not exist yet and measure it.

    Returns
    -------
    dict of str to float
        Base rates (``true``, ``recorded``) and the recorded part of them at the ten largest insurers and at the others;
        AUC of everybody at the later dates: the ``oracle`` (what is so at the date) and ``rate_next`` (the intensity of
        the months that follow) against the true outcome, all others against the recorded one; rank correlation of the
        expert index and the scorecard with planted integrity.
    """
    simulate(folder, subjects=subjects, seed=seed, variant=variant, workers=workers, progress=False)
    frame, features = _rows(RecordStore.open(folder), folder, workers)
    half, is_late = split_halves(frame["subject_id"]), frame["as_of"].isin([pd.Timestamp(day) for day in TESTED])
    train = frame[half & frame["as_of"].isin([pd.Timestamp(day) for day in TRAINED])]
    late, test = frame[is_late], frame[~half & is_late]
    truth, recorded = test["occurred"].to_numpy(), test["recorded"].to_numpy()
    found = {"true": float(late["occurred"].mean()), "recorded": float(late["recorded"].mean())}
    large = make_world(seed, variant=variant).backbone.largest(10)[
        late["insurer"].str.removeprefix("Insurer ").astype(int).to_numpy() - 1
    ]
    for name, rows in (("large_recorded", late[large]), ("other_recorded", late[~large])):
        found[name] = float(rows["recorded"].mean() / rows["occurred"].mean())
    found["oracle"], found["rate_next"] = auc(truth, test["eta_now"].to_numpy()), auc(truth, test["rate_next"])
    found["oracle_recorded"] = auc(recorded, test["eta_now"].to_numpy())
    score = expert_score(test)
    found["expert"] = auc(recorded, -score)
    models = {name: build_model(code, features=features, seed=1) for name, code in FITTED.items()}
    fits, risks = fitted_auc(train, test, models, label="recorded", shuffled="scorecard", seed=seed)
    integrity = _integrity(folder, test)
    known = np.isfinite(integrity)
    for name, index in (("expert", score), ("scorecard", -risks["scorecard"])):
        found[f"{name}_integrity"] = rank_correlation(index[known], integrity[known])
    return found | fits


def _rows(store: RecordStore, path: Path, workers: int) -> tuple[pd.DataFrame, tuple[Feature, ...]]:
    """Give indicators, insurer, recorded and true outcome and oracle of all dates, and the indicators as features."""
    registry, findings = load_registry(), Findings()
    lawful = registry.select("practitioner", PATTERNS, findings, "validation table")
    population = registry.population("registered_3m_active", findings, "validation table")
    findings.refuse()
    chosen = [every_award(item) if item.code == AWARDS else item for item in lawful]
    frame = compute_panel(store, chosen, (*TRAINED, *TESTED), population=population, threads=workers).frame
    for name in ("outcome_true", "oracle_practitioner"):
        planted = pd.read_parquet(truth_file(path, f"{name}.parquet"))
        planted["as_of"] = pd.to_datetime(planted["as_of"])
        frame = frame.merge(planted, on=["subject_id", "as_of"])
    with store.connect() as connection:
        entered = connection.sql("SELECT DISTINCT ON (subject_id) subject_id, source_insurer AS insurer "
                                 "FROM registration ORDER BY subject_id, event_date DESC").df()  # fmt: skip
    frame = frame.merge(entered, on="subject_id")
    features = tuple(Feature(item.code, direction=item.sign) for item in chosen)
    return frame.rename(columns={"reported": "recorded"}), features


def every_award(lawful: Indicator) -> Indicator:
    """Give the indicator of awards without the rule that those weighted mostly on sales do not count."""
    compute = lawful.compute.model_copy(update={"where": ()})
    return lawful.model_copy(update={"code": EVERY_AWARD, "compute": compute})


def _integrity(path: Path, rows: pd.DataFrame) -> np.ndarray:
    """Give the planted integrity of each row in the last half-year that is over at its date; NaN for who had left."""
    planted = pd.read_parquet(
        truth_file(path, "latent_practitioner.parquet"), columns=["subject_id", "period", "integrity"]
    )
    wanted = pd.DataFrame(
        {"subject_id": rows["subject_id"], "period": rows["as_of"].map(lambda day: last_period(day.date(), "H"))}
    )
    return wanted.merge(planted, how="left", on=["subject_id", "period"])["integrity"].to_numpy(dtype=float)
