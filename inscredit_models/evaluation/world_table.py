"""The validation table of the practitioner world (模拟世界校验表): how far each method sees what was planted.

Protocol: trained at three dates on half of the subjects, tested on the other half at three later dates (out of time and
out of subject), on what is recorded; the oracle is judged against what is true. The observation process is that of the
variant ``prototype_12``: no collection gaps, objections or backfill, 5 % of the records withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import auc
from inscredit_models.findings import Findings
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.simulate import simulate

VARIANT = "prototype_12"
TRAINED = (dt.date(2020, 12, 31), dt.date(2021, 12, 31), dt.date(2022, 12, 31))
TESTED = (dt.date(2023, 12, 31), dt.date(2024, 6, 30), dt.date(2024, 12, 31))
PATTERNS = ("violation_*_count_36m", "complaint_*", "persistency_*", "award_*", "tenure_*", "volume_*", "quality_*")
FITTED = ("scorecard", "lightgbm")

TABLE: tuple[tuple[str, str, str, float, float], ...] = (
    ("true", "真实年事件率", "true base rate of 12 months", 0.0192, 0.0021),
    ("recorded", "收录年事件率", "recorded base rate of 12 months", 0.0121, 0.0012),
    ("oracle", "先知（对真实结果）", "oracle, against the true outcome", 0.825, 0.009),
    ("expert", "专家指数", "expert index", 0.701, 0.012),
    ("scorecard", "评分卡", "scorecard", 0.740, 0.012),
    ("lightgbm", "提升模型", "boosting", 0.747, 0.009),
    ("shuffled", "打乱标签", "scorecard on shuffled labels", 0.500, 0.047),
)
"""Rows of the table: code, names, printed mean and standard deviation of five seeds at 150,000 persons."""


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
        + 0.10 * counted("award_count_36m", 2)
        + 0.10 * np.clip(frame["tenure_days"].fillna(0) / 1826, 0, 1)
    )


def measure_world(path: Path, subjects: int, seed: int, *, workers: int = 1) -> dict[str, float]:
    """Simulate a world into a folder and give base rates, and AUC of everybody at the later dates.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store to be made; must not exist.
    subjects, seed, workers
        As in `simulate`.

    Returns
    -------
    dict of str to float
        By the codes of ``TABLE``. The oracle is judged against the true outcome, all others against the recorded one.
    """
    simulate(path, subjects=subjects, seed=seed, variant=VARIANT, workers=workers, progress=False)
    frame, features = _rows(RecordStore.open(path), path)
    half = frame["subject_id"].str[-1].astype(int) % 2 == 0
    train = half & frame["as_of"].isin([pd.Timestamp(day) for day in TRAINED])
    is_late = frame["as_of"].isin([pd.Timestamp(day) for day in TESTED])
    test, late = frame[~half & is_late], frame[is_late]
    recorded, columns = test["recorded"].to_numpy(), [feature.code for feature in features]
    found = {"true": float(late["occurred"].mean()), "recorded": float(late["recorded"].mean())}
    found["oracle"] = auc(test["occurred"].to_numpy(), test["eta_now"].to_numpy())
    found["expert"] = auc(recorded, -expert_score(test))
    labels = frame.loc[train, "recorded"].to_numpy().astype(int)
    for name in FITTED:
        model = build_model(name, features=features, seed=1).fit(frame.loc[train, columns], labels)
        found[name] = auc(recorded, model.risk(test[columns]))
    shuffled = np.random.default_rng(seed).permutation(labels)
    model = build_model("scorecard", features=features, seed=1).fit(frame.loc[train, columns], shuffled)
    found["shuffled"] = auc(recorded, model.risk(test[columns]))
    return found


def _rows(store: RecordStore, path: Path) -> tuple[pd.DataFrame, tuple[Feature, ...]]:
    """Give indicators, recorded and true outcome and oracle of all dates, and the indicators as features."""
    registry, findings = load_registry(), Findings()
    chosen = registry.select("practitioner", PATTERNS, findings, "world table")
    population = registry.population("registered_3m_active", findings, "world table")
    findings.refuse()
    frame = compute_panel(store, chosen, (*TRAINED, *TESTED), population=population).frame
    for name in ("outcome_true", "oracle_practitioner"):
        planted = pd.read_parquet(path / "truth" / f"{name}.parquet")
        planted["as_of"] = pd.to_datetime(planted["as_of"])
        frame = frame.merge(planted, on=["subject_id", "as_of"])
    late = frame["reason_unseen"] == "not_yet_known"  # the table has no last day: what is reported is known some time
    features = tuple(Feature(item.code, direction=item.sign) for item in chosen)
    return frame.assign(recorded=frame["reported"] | late).reset_index(drop=True), features


def world_table(
    folder: Path, subjects: int, seeds: Sequence[int], *, workers: int = 1, tell: Callable[[str], None] = print
) -> pd.DataFrame:
    """Measure the world of each seed and hold the means against the printed ones.

    Returns
    -------
    pandas.DataFrame
        One row per row of ``TABLE``: ``code``, ``zh``, ``en``, one column per seed, ``mean``, ``sd`` (missing for one
        seed), ``printed``, ``printed_sd``, ``allowed`` (how far the mean of these seeds may be off) and ``agrees``.
        Agreement is judged only at the table's own size of 150,000 persons; below it is missing.
    """
    found = {}
    for seed in seeds:
        found[str(seed)] = measure_world(folder / f"world_{seed}", subjects, seed, workers=workers)
        tell(f"seed {seed}: " + ", ".join(f"{name} {value:.4f}" for name, value in found[str(seed)].items()))
    table = pd.DataFrame([{"code": code, "zh": zh, "en": en} for code, zh, en, _, _ in TABLE])
    values = pd.DataFrame(found).reindex(table["code"]).reset_index(drop=True)
    table = pd.concat([table, values], axis=1).assign(mean=values.mean(axis=1), sd=values.std(axis=1))
    table["printed"], table["printed_sd"] = [row[3] for row in TABLE], [row[4] for row in TABLE]
    rate = table["code"].isin(["true", "recorded"])
    spread = 2 * table["printed_sd"] / np.sqrt(len(found)) + 0.01
    table["allowed"] = np.where(rate, 0.10 * table["printed"], spread)
    near = (table["mean"] - table["printed"]).abs() <= table["allowed"]
    table["agrees"] = pd.array(near if subjects >= 150_000 else [None] * len(table), dtype="boolean")
    return table
