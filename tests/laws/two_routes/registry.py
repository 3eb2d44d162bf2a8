"""Which statistics have a second route, and the hostile rows that both routes meet (两条路与刁钻数据)."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

STATISTIC_MODULES = (
    "evaluation.bootstrap",
    "evaluation.brier_parts",
    "evaluation.calibration",
    "evaluation.calibration_tests",
    "evaluation.clustered_rates",
    "evaluation.decisions",
    "evaluation.delong",
    "evaluation.fairness",
    "evaluation.frozen_bins",
    "evaluation.h_measure",
    "evaluation.intervals",
    "evaluation.mean_loss",
    "evaluation.metrics",
    "evaluation.obuchowski",
    "evaluation.paired_tests",
    "evaluation.placements",
    "evaluation.profit",
    "evaluation.ranks",
    "evaluation.refits",
    "evaluation.resampled",
    "evaluation.roc",
    "evaluation.stability",
    "evaluation.steps",
    "explain.additive",
    "explain.agreement",
    "explain.exact_shapley",
    "explain.shapley",
    "models.calibrators",
    "models.calibrators_venn_abers",
    "models.rate_interval",
)
"""Modules whose every public function, and every public method of its classes, gives a statistic or is excused."""

Check = Callable[..., None]
ROUTES: dict[str, list[tuple[Check, Mapping[str, tuple]]]] = {}
"""By statistic: the checks against a second route, and the inputs they are run on."""


def equal(found: Any, wanted: Any, within: float = 1e-9) -> None:
    """Demand equal numbers, relative or absolute."""
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=within, atol=within)


def second_route(name: str, on: Mapping[str, tuple]) -> Callable[[Check], Check]:
    """Register a check of one statistic against a second route, on named inputs."""

    def register(check: Check) -> Check:
        ROUTES.setdefault(name, []).append((check, on))
        return check

    return register


def public_statistics() -> set[str]:
    """Name what the modules offer: functions, and methods and properties of classes that they define."""
    found = set()
    for module_name in STATISTIC_MODULES:
        module = importlib.import_module(f"inscredit_models.{module_name}")
        short = module_name.partition(".")[2]
        for name, item in vars(module).items():
            if name.startswith("_") or getattr(item, "__module__", "") != module.__name__:
                continue
            if inspect.isclass(item):
                found |= {f"{short}.{name}.{method}" for method in _computed(item)}
            else:
                found.add(f"{short}.{name}")
    return found


def _computed(item: type) -> set[str]:
    return {
        name
        for name, each in vars(item).items()
        if not name.startswith("_") and (isinstance(each, property | classmethod) or inspect.isfunction(each))
    }


def _rows(y: Any, p: Any, clusters: Any = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y = np.asarray(y, dtype=int)
    return y, np.asarray(p, dtype=float), np.arange(len(y)) if clusters is None else np.asarray(clusters)


def _drawn(seed: int, rows: int, decimals: int, clusters: np.ndarray | None = None) -> tuple:
    drawn = np.random.default_rng(seed)
    p = drawn.beta(1, 2, rows).round(decimals)
    y = (drawn.random(rows) < p).astype(int)
    y[:4] = [0, 1, 0, 1]
    return _rows(y, p, clusters)


HOSTILE: dict[str, tuple] = {
    "ties everywhere": _drawn(1, 40, 1, np.arange(40) % 13),
    "no ties, rows alone": _drawn(2, 60, 12),
    "one large cluster": _drawn(3, 60, 2, np.r_[np.zeros(30, int), np.arange(1, 31)]),
    "two events": _rows([0, 1] + [0] * 9 + [1], np.linspace(0.9, 0.01, 12), [0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    "two non-events": _rows([1, 0] + [1] * 9 + [0], np.linspace(0.9, 0.01, 12)),
    "four rows, three clusters": _rows([0, 1, 0, 1], [0.3, 0.3, 0.1, 0.8], [0, 1, 2, 0]),
    "all alike": _rows([0, 1, 0, 1, 0], [0.25] * 5),
    "certain and right": _rows([0, 0, 1, 1, 0], [0.0, 0.0, 1.0, 1.0, 0.0]),
    "certain and wrong": _rows([1, 1, 0, 0, 1], [0.0, 0.0, 1.0, 1.0, 0.0]),
    "a last digit apart": _rows([0, 1, 0, 1, 1, 0], 0.5 + 1e-12 * np.array([0, 3, 1, 1, 2, 5])),
}
"""Outcome, probability and cluster of each row."""

SMOOTH = {name: HOSTILE[name] for name in ("no ties, rows alone",)}
"""Rows on which the statistic moves smoothly with the weight of a row."""

DRAWN = {name: HOSTILE[name] for name in ("ties everywhere", "one large cluster", "four rows, three clusters")}
"""Rows with clusters, for what is drawn by cluster."""

DIFFERENCES: dict[str, tuple] = {
    "ordinary": (np.array([0.02, -0.01, 0.03, 0.015, 0.0, 0.01, 0.02, -0.005, 0.01, 0.03]),),
    "ties and zeros": (np.array([0.0, 0.0, 0.0, 0.1, -0.1, 0.1, 0.2, -0.2, 0.1, 0.0]),),
    "all alike": (np.full(10, 0.01),),
    "all nothing": (np.zeros(10),),
    "one outlier": (np.array([1e-9] * 9 + [1.0]),),
}
"""Ten differences of two models over folds or tables."""

P_VALUES: dict[str, tuple] = {
    "ordinary": (np.array([0.04, 0.01, 0.03, 0.2]),),
    "ties": (np.array([0.02, 0.02, 0.02]),),
    "ends": (np.array([0.0, 1.0, 0.5, 1e-300]),),
    "alone": (np.array([0.03]),),
}
COUNTS: dict[str, tuple] = {
    "five bins": (np.array([10.0, 20, 40, 20, 10]), np.array([8.0, 18, 38, 22, 14])),
    "an empty bin": (np.array([5.0, 0, 3]), np.array([0.0, 4, 4])),
    "a bin nobody has": (np.array([5.0, 0, 3]), np.array([1.0, 0, 4])),
    "one bin": (np.array([7.0]), np.array([3.0])),
    "one row": (np.array([1.0, 0]), np.array([0.0, 1])),
}
"""Reference and present counts by bin."""
