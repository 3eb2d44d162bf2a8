"""Bureaus in the validation table (监管机构校验): which weights find the planted order of eight reported indicators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.planted_order import rank_correlation, top_overlap
from inscredit_models.models.composite.weights.principal import principal_weights
from inscredit_models.models.index_weights import entropy_weights
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world

YEAR = 2025


def measure_bureaus(folder: Path, variant: str, subjects: int, seed: int, workers: int = 1) -> dict[str, float]:
    """Measure indices of the last year against the planted order; nothing is written.

    Returns
    -------
    dict of str to float
        Rank correlation with the truth of an index on z scores with ``equal`` weights, ``entropy`` weights, the first
        ``component``, the ``best`` linear one (fitted to the truth on the same bureaus: a ceiling), the mean of
        ``single`` indicators; ``top`` is the share of the first sixth that equal weights also put there.
    """
    world = make_world(seed, subject="regulator", variant=variant)
    tables = check_subject("regulator").make_chunk(world, 0, subjects)
    values, truth = bureau_indicators(tables)
    z = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-12)
    low, high = values.min(axis=0), values.max(axis=0)
    unit = (values - low) / np.maximum(high - low, 1e-12)
    equal = z.mean(axis=1)
    best = np.linalg.lstsq(np.column_stack([np.ones(len(z)), z]), truth, rcond=None)[0][1:]
    return {
        "equal": rank_correlation(equal, truth),
        "entropy": rank_correlation(z @ entropy_weights(unit, shift=1e-3), truth),
        "component": rank_correlation(z @ principal_weights(z).weights, truth),
        "best": rank_correlation(z @ best, truth),
        "single": float(np.mean([rank_correlation(column, truth) for column in z.T])),
        "top": top_overlap(equal, truth),
    }


def bureau_indicators(tables: ChunkTables) -> tuple[np.ndarray, np.ndarray]:
    """Give eight indicators of the last year, higher is better, (n, 8), and the planted credit (n,)."""

    def last(record: str) -> pd.DataFrame:
        rows = tables.parts[record].to_pandas()
        rows = rows[pd.to_datetime(rows["event_date"]).dt.year == YEAR]
        return (
            rows.assign(score=rows.get("score", pd.Series(0, rows.index)).astype(float))
            .groupby("subject_id")
            .sum(numeric_only=True)
        )

    hotline, handled, review = (last(f"{name}_quarter") for name in ("hotline", "complaint_handling", "penalty_review"))
    about, kept, shown = last("bureau_complaint_quarter"), last("commitment_year"), last("transparency_year")
    names = hotline.index
    frame = pd.DataFrame(
        {
            "answered": hotline["calls_answered"] / hotline["calls"],
            "satisfied": hotline["satisfied"] / hotline["rated"],
            "closed": handled["closed"] / handled["received"],
            "timely": handled["closed_in_time"] / handled["closed"],
            "upheld": -review["overturned"] / np.maximum(review["challenged"], 1),
            "transparency": shown["score"].reindex(names),
            "kept": (kept["kept"] / kept["made"]).reindex(names),
            "complaints": -about["complaints"] / hotline["calls"],
        }
    )
    latent = tables.truth["latent_regulator"].to_pandas()
    truth = latent[latent["period"].astype("str") == f"{YEAR}Q4"].set_index("subject_id")["credit_true"]
    return frame.fillna(frame.mean()).to_numpy(dtype=float), truth.reindex(names).to_numpy(dtype=float)
