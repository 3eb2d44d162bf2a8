"""Small frameworks and tables that several tests of composite indices use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.framework_load import framework_of

ROWS = [
    {"code": "total"},
    {"code": "conduct", "parent": "total", "weight": "2"},
    {"code": "strength", "parent": "total", "weight": "1"},
    {"code": "complaints", "parent": "conduct", "direction": "-1", "weight": "1"},
    {"code": "training", "parent": "conduct", "direction": "1", "weight": "1"},
    {"code": "capital", "parent": "strength", "direction": "1", "weight": "3"},
    {"code": "assets", "parent": "strength", "direction": "1", "weight": "1"},
]


def small(rows: list[dict[str, str]] | None = None, **head: Any) -> Framework:
    """Build the small framework of two parts with two indicators each, with sections of a head."""
    findings = Findings()
    framework = framework_of({"code": "small", **head}, rows or ROWS, "small.csv", findings)
    findings.refuse()
    assert framework is not None
    return framework


def with_cells(code: str, **cells: str) -> list[dict[str, str]]:
    """Give the rows with other cells in one of them."""
    return [row | cells if row["code"] == code else row for row in ROWS]


def table(rows: int = 12, *, seed: int = 0, missing: float = 0.0) -> pd.DataFrame:
    """Draw a table for the small framework."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "name": [f"unit {number}" for number in range(rows)],
            "region": rng.choice(["north", "south"], rows),
            "complaints": rng.gamma(2.0, 5.0, rows),
            "training": rng.uniform(10, 60, rows),
            "capital": rng.normal(180, 30, rows),
            "assets": rng.lognormal(3.0, 0.5, rows),
            "policies": rng.uniform(1, 9, rows),
        }
    )
    for name in ("complaints", "training", "capital", "assets"):
        frame.loc[rng.random(rows) < missing, name] = np.nan
    return frame
