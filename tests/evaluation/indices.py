"""An index of four leaves and panels whose outcome follows known weights."""

import numpy as np
import pandas as pd
from scipy.special import expit

from inscredit_models.scoring.system import ScoringSystem

LEAVES = ("a", "b", "c", "d")


def four_leaf_index(weights=(0.25, 0.25, 0.25, 0.25), *, grouped=False, **leaf_rules):
    """A weighted mean of four leaves between 0 and 1, flat or in two groups; 0 to 100."""
    leaf = {"normalise": {"kind": "linear", "worst": 0, "best": 1}, "multiply": 100, **leaf_rules}
    nodes = [{"code": "index", "aggregate": "weighted_mean"}]
    if grouped:
        nodes += [
            {"code": code, "parent": "index", "weight": 0.5, "aggregate": "weighted_mean"} for code in ("one", "two")
        ]
    parents = ("one", "one", "two", "two") if grouped else ("index",) * 4
    nodes += [
        {"code": code, "parent": parent, "weight": weight, **leaf}
        for code, parent, weight in zip(LEAVES, parents, weights, strict=True)
    ]
    head = {"code": "four", "zh": "四", "en": "four", "source": "made up", "status": "expert"}
    grades = [{"symbol": "A", "from": 60}, {"symbol": "B", "from": 45}, {"symbol": "C"}]
    return ScoringSystem(**head, node=nodes, grade=grades)


def outcome_panel(weights, *, subjects=400, dates=2, strength=8.0, level=-2.0, seed=3):
    """Rows, outcomes and subjects; the log-odds of the event fall with the weighted mean of the leaves.

    Subjects keep half of their values from date to date, so that their rows are no independent ones.
    """
    rng = np.random.default_rng(seed)
    own = np.repeat(rng.random((subjects, 4)), dates, axis=0)
    values = (own + rng.random((subjects * dates, 4))) / 2
    risk = level - strength * ((values - 0.5) @ np.asarray(weights))
    y = (rng.random(len(values)) < expit(risk)).astype(np.int8)
    clusters = np.repeat([f"s{number:04d}" for number in range(subjects)], dates)
    return pd.DataFrame(values, columns=list(LEAVES)), y, clusters
