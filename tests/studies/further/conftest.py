"""One small table put on the bench with everything asked for, carried out once per session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inscredit_models.result import StudyResult
from inscredit_models.study import bench

EVERYTHING: dict[str, Any] = {
    "calibration": {"methods": ["platt", "isotonic", "beta", "venn_abers", "anchor"], "folds": 2},
    "stability": {"seeds": 2, "resamples": 2},
    "decisions": {"cost_ratio": 4.0, "top": [0.1, 0.3]},
    "explanation": {"backgrounds": 2, "seeds": 2},
    "checks": {"no_signal": ["shuffled", "noise"], "folds": 2},
}


def make_table(rows: int = 400, seed: int = 3) -> pd.DataFrame:
    """A table of two dates, three regions and a rare city."""
    drawn = np.random.default_rng(seed)
    x, z = drawn.normal(size=rows), drawn.normal(size=rows)
    city = drawn.choice(["a", "b", "c"], rows)
    city[-3:] = "seen only late"
    return pd.DataFrame(
        {
            "x": x,
            "z": z,
            "city": pd.Series(city, dtype="str"),
            "area": pd.Series(drawn.choice(["north", "south", "west"], rows), dtype="str"),
            "size": drawn.integers(1, 200, rows).astype(float),
            "year": np.repeat([2018.0, 2019.0], rows // 2),
            "bad": (drawn.random(rows) < 1 / (1 + np.exp(1 - 1.2 * x))).astype(float),
        }
    )


def put_on_bench(out: Path, **options: Any) -> StudyResult:
    """Put the table on the bench."""
    common = {"target": "bad", "models": ["prevalence", "logistic", "scorecard"], "out": out, "track": False,
              "progress": False, "threads": 1}  # fmt: skip
    return bench(options.pop("table", make_table()), **(common | options))


@pytest.fixture(scope="session")
def dated(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """Out of time, with everything asked for."""
    return put_on_bench(
        tmp_path_factory.mktemp("dated"),
        time="year",
        test_from=2019,
        further=EVERYTHING | {"group": [{"code": "size", "column": "size", "cuts": [50.0, 120.0]}]},
        groups=["size", "city"],
        by={"region": "area"},
        further_metrics=["gini", "ece", "expected_cost", "capture"],
    )


@pytest.fixture(scope="session")
def folded(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """In repeated folds, with calibration only."""
    rule = {"calibration": {"methods": ["platt"], "folds": 2}, "stability": {"drift": True}}
    return put_on_bench(tmp_path_factory.mktemp("folded"), folds=3, repeats=2, further=rule, aside=["area", "year"])
