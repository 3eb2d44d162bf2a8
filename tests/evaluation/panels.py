"""Small simulated panels and predictions frames that the tests of this folder share."""

import numpy as np
import pandas as pd

from inscredit_models.models.dataset import Dataset


def simulate_panel(rng, subjects, *, dates=8):
    """Subjects at several dates; risk and outcome both follow the subject, so its rows are far from independent."""
    proneness, style = rng.normal(size=subjects), rng.normal(size=subjects)
    clusters = np.tile(np.arange(subjects), dates)
    risk = (proneness + style)[clusters] + 0.3 * rng.normal(size=len(clusters))
    p_true = 1 / (1 + np.exp(-(-2 + 1.5 * proneness[clusters])))
    y = (rng.random(len(clusters)) < p_true).astype(np.int8)
    return y, risk, clusters


def make_dataset(y, clusters=None):
    """A dataset with one column that nobody reads."""
    subject_id = None if clusters is None else np.array([f"p{cluster:04d}" for cluster in clusters])
    return Dataset(pd.DataFrame({"x": np.zeros(len(y))}), np.asarray(y, dtype=np.int8), (), subject_id=subject_id)


def make_predictions(model, y, risk, *, split="out_of_time", repeat=0, fold=0, row=None, p_event=None):
    """A predictions frame of one model."""
    risk = np.asarray(risk, dtype=float)
    return pd.DataFrame(
        {
            "model": model,
            "split": split,
            "repeat": repeat,
            "fold": fold,
            "row": np.arange(len(y)) if row is None else row,
            "y": np.asarray(y, dtype=np.int8),
            "p_event": 1 / (1 + np.exp(-risk)) if p_event is None else p_event,
            "risk": risk,
        }
    )
