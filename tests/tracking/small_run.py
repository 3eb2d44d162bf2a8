"""A small study with real stored models, written into a store of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model
from inscredit_models.models.stored import save_model
from inscredit_models.tracking.items import Figure, Metric, ModelItem, Param, Run, Table, Tag

FEATURES = (Feature("年龄"), Feature("地区", "categorical"), Feature("amount"))
MODELS = ("scorecard", "lightgbm")
EXPERIMENT = "从业人员 practitioner conduct"
DIGEST = "0f" * 32
FIGURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def raw_rows(n: int = 300) -> pd.DataFrame:
    """Rows as a user has them: whole numbers with gaps, text with gaps, a Chinese header."""
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "年龄": rng.integers(20, 60, n).astype(float),
            "地区": pd.Series(rng.choice(["北京", "上海", "深圳"], n), dtype="str"),
            "amount": rng.normal(size=n),
        }
    )
    rows.loc[3, "年龄"] = np.nan
    rows.loc[5, "地区"] = None
    return rows


def small_run(folder: Path, models: tuple[str, ...] = MODELS) -> Run:
    """Train, store and describe the models of a small study."""
    rows = raw_rows()
    events = (np.random.default_rng(1).random(len(rows)) < 1 / (1 + np.exp(1 - rows["amount"]))).to_numpy().astype(int)
    children = []
    for code in models:
        model = build_model(code, features=FEATURES, seed=0, threads=1).fit(rows, events)
        save_model(model, folder / code, code)
        items = (
            Param("model", code),
            Metric("auc", 0.71),
            Metric("ks", float("nan")),
            Tag("verdict", "inconclusive 不确定"),
            ModelItem(folder / code, rows.head(5), code),
        )
        children.append(Run(code, items))
    items = (
        Param("seed", "7"),
        Metric("models", float(len(models))),
        Tag("result_digest", DIGEST),
        Table("league.csv", pd.DataFrame({"model": list(models), "estimate": [0.71] * len(models)})),
        Figure("figures/roc.svg", FIGURE),
    )
    return Run("020_practitioner_conduct", items, tuple(children))
