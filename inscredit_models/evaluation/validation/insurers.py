"""Insurers in the validation table (保险企业校验): who becomes weak within a year.

Protocol: trained on the quarters 2016 to 2020, tested from 2022 on, all insurers in both; as in the trial runs, figures
of a quarter are taken at its end (a study sees them some forty days later).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.validation.fitted import fitted_auc
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.features import Feature
from inscredit_models.models.logistic import Logistic
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world

POINTS: dict[str, float] = {
    "comprehensive": 0.22,
    "core": 0.12,
    "core_change": 0.08,
    "complaints": -0.10,
    "penalties": -0.12,
    "bad_assets": -0.12,
    "governance": 0.16,
    "profit": 0.08,
}
"""Points of the table's expert per standard deviation, higher is better."""
BOOSTING = {"rounds": 80, "leaves": 4}
"""Printed of the boosting of insurers; what is not printed stays as everywhere."""
BREAK, TRAINED, TESTED = "2022Q1", ("2016Q1", "2020Q4"), "2022Q1"
APART = ("2022Q4", "2023Q4", "2024Q4")
"""Dates whose following years do not overlap."""


def measure_insurers(folder: Path, variant: str, subjects: int, seed: int, workers: int = 1) -> dict[str, float]:
    """Measure a world of insurers; nothing is written.

    Returns
    -------
    dict of str to float
        ``entry``: share of all insurers that become weak within a year, mean of the year ends; ``weak_before`` and
        ``weak_after`` the break of 2022: share of weak ones; ``events`` in three years that do not overlap; medians of
        the solvency ratios and the share below the line in 2019; AUC of ``oracle``, ``expert``, fitted models and
        shuffled labels from 2022 on.
    """
    world = make_world(seed, subject="enterprise", variant=variant)
    tables = check_subject("enterprise").make_chunk(world, 0, subjects)
    latent = _by_period(tables.truth["latent_enterprise"].to_pandas())
    outcome = tables.truth["outcome_true"].to_pandas()
    outcome = _by_period(outcome.assign(period=_quarter(outcome["as_of"])))
    rows = insurer_rows(tables).join(outcome["occurred"], how="inner").join(latent["credit_true"]).reset_index()
    ends = outcome["occurred"][outcome.index.get_level_values("period").str.endswith("Q4")].groupby(level="period")
    weak, period = latent["weak"], latent.index.get_level_values("period")
    found = {
        "entry": float(ends.sum().mean() / subjects),
        "weak_before": float(weak[period < BREAK].mean()),
        "weak_after": float(weak[period >= BREAK].mean()),
        "events": float(outcome["occurred"][outcome.index.isin(APART, level="period")].sum()),
    }
    ratios = tables.parts["solvency"].to_pandas()
    found |= _ratios(ratios.assign(period=_quarter(ratios["event_date"])))
    train, test = rows[rows["period"].between(*TRAINED)], rows[rows["period"] >= TESTED]
    late = test["occurred"].to_numpy(dtype=bool)
    found["oracle"] = auc(late, -test["credit_true"].to_numpy())
    found["expert"] = auc(late, -(test[list(POINTS)].fillna(0).to_numpy() @ np.array(list(POINTS.values()))))
    features = tuple(Feature(name, direction=1 if points > 0 else -1) for name, points in POINTS.items())
    models = {"logistic": Logistic(features), "boosting": Boosting(features, seed=1, **BOOSTING)}
    fits, _ = fitted_auc(train, test, models, label="occurred", shuffled="logistic", seed=seed)
    return found | fits


def insurer_rows(tables: ChunkTables) -> pd.DataFrame:
    """Give the figures of each insurer and quarter as z scores of the quarter, by ``POINTS``; gaps carry forward."""
    money = _by_quarter(tables, "solvency").drop(columns=["record_id", "status"], errors="ignore")
    assets, capital = money["actual_capital"], money["minimum_capital"]
    frame = pd.DataFrame(
        {
            "comprehensive": np.log(assets / capital),
            "core": np.log(money["core_capital"] / capital),
            "bad_assets": money["bad_assets"] / money["invested_assets"],
            "profit": 4 * money["net_profit"] / money["net_assets"],
        }
    )
    premium = _by_quarter(tables, "quarterly_report")["premium"]
    every = pd.MultiIndex.from_product(frame.index.levels, names=["subject_id", "period"])
    frame = frame.reindex(every).groupby(level=0).ffill()
    frame["core_change"] = frame["core"] - frame["core"].groupby(level=0).shift(4)
    complaints = _by_quarter(tables, "complaint_quarter")["complaints"].reindex(every)
    frame["complaints"] = np.log1p(complaints) - np.log(premium.reindex(every).groupby(level=0).ffill())
    fined = tables.parts["enterprise_penalty"].to_pandas()
    fined = fined[fined["sequence"] == 1].assign(period=lambda rows: _quarter(rows["event_date"]))
    count = fined.groupby(["subject_id", "period"]).size().reindex(every, fill_value=0)
    frame["penalties"] = count.groupby(level=0).transform(lambda row: row.rolling(4, min_periods=1).sum())
    scores = _by_quarter(tables, "governance_score")["regulator_score"].reindex(every)
    frame["governance"] = scores.groupby(level=0).ffill()
    by_quarter = frame[list(POINTS)].groupby(level="period")
    return (frame[list(POINTS)] - by_quarter.transform("mean")) / by_quarter.transform("std").replace(0, np.nan)


def _by_quarter(tables: ChunkTables, record: str) -> pd.DataFrame:
    """Give the numbers of a report, one row an insurer and quarter."""
    rows = tables.parts[record].to_pandas()
    rows = rows[rows["sequence"] == 1].assign(period=lambda rows: _quarter(rows["event_date"]))
    held = rows.columns.difference(["subject_id", "period"])
    numbers = {
        name: pd.to_numeric(rows[name], errors="coerce") for name in held if name not in ("event_date", "known_date")
    }
    return _by_period(rows[["subject_id", "period"]].assign(**numbers))


def _by_period(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(period=frame["period"].astype("str")).set_index(["subject_id", "period"]).sort_index()


def _quarter(days: pd.Series) -> pd.Series:
    """Name the quarter of each day as the truth does."""
    return pd.to_datetime(days).dt.to_period("Q").astype("str")


def _ratios(rows: pd.DataFrame) -> dict[str, float]:
    """Give medians of comprehensive and core ratio before and after the break, and the share below 100 % in 2019."""
    comprehensive = rows["actual_capital"].astype(float) / rows["minimum_capital"].astype(float)
    core = rows["core_capital"].astype(float) / rows["minimum_capital"].astype(float)
    late = rows["period"] >= BREAK
    return {
        "comprehensive_before": float(comprehensive[~late].median()),
        "core_before": float(core[~late].median()),
        "comprehensive_after": float(comprehensive[late].median()),
        "core_after": float(core[late].median()),
        "below_line_2019": float((comprehensive[rows["period"] == "2019Q4"] < 1).mean()),
    }
