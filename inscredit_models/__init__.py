"""The bench on which insurance credit-evaluation indicators and models are compared (保险信用评价核心指标体系).

The verbs of a notebook: ``run(experiment)`` carries out an experiment file, ``bench(table, target=…)`` puts any
labelled table before the same models. Both give a `StudyResult` with ``.frame()`` and ``.plot()``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inscredit_models.findings import Finding, Refused
    from inscredit_models.result import StudyResult
    from inscredit_models.study import bench, run

__version__ = "0.1.0"
__all__ = ["Finding", "Refused", "StudyResult", "bench", "run"]

_HOME = {
    "Finding": "inscredit_models.findings",
    "Refused": "inscredit_models.findings",
    "StudyResult": "inscredit_models.result",
    "bench": "inscredit_models.study",
    "run": "inscredit_models.study",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
