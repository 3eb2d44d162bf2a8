"""Small seeded tables for the tests of the models."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature

FEATURES = (
    Feature("近36个月投诉", "numeric", -1, "近36个月投诉", "Complaints, 36 months"),
    Feature("persistency share", "numeric", 1, "继续率", "Persistency"),
    Feature("tenure_years", "numeric", 0),
    Feature("地区[1]:", "categorical", 0, "地区", "Region"),
)


def make_table(rows: int = 300, seed: int = 7) -> tuple[pd.DataFrame, np.ndarray]:
    """Give a table with a Chinese name, a name that LightGBM refuses, gaps, a rare level, and about 30 % events."""
    random = np.random.default_rng(seed)
    complaints = random.poisson(1.0, rows).astype(float)
    persistency = random.beta(8, 2, rows).round(4)
    tenure = random.gamma(2.0, 3.0, rows).round(1)
    region = random.choice(["北京", "上海", "四川", "西藏"], rows, p=[0.4, 0.35, 0.24, 0.01])
    log_odds = -1.2 + 0.8 * complaints - 4 * (persistency - 0.8) + 0.7 * (region == "四川")
    events = (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)
    persistency[random.random(rows) < 0.1] = np.nan
    region = np.where(random.random(rows) < 0.05, None, region)
    columns = [complaints, persistency, tenure, pd.Series(region, dtype="str")]
    return pd.DataFrame({f.code: column for f, column in zip(FEATURES, columns, strict=True)}), events
