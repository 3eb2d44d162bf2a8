"""The bench on which insurance credit-evaluation indicators and models are compared (保险信用评价核心指标体系).

The verbs of a notebook: ``run(experiment)`` carries out an experiment file, ``bench(table, target=…)`` puts any
labelled table before the same models. Both give a `StudyResult` with ``.frame()`` and ``.plot()``.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inscredit_models.findings import Finding, Refused
    from inscredit_models.records.change_file import change
    from inscredit_models.result import StudyResult
    from inscredit_models.studies.coverage_study import coverage
    from inscredit_models.studies.index_question import question
    from inscredit_models.studies.index_study import index
    from inscredit_models.studies.many_runs import compare
    from inscredit_models.studies.rating.study import rating
    from inscredit_models.studies.subject_file import credit_file
    from inscredit_models.study import bench, run

__version__ = "0.1.0"
__all__ = [
    "Finding",
    "Refused",
    "StudyResult",
    "bench",
    "change",
    "compare",
    "coverage",
    "credit_file",
    "index",
    "question",
    "rating",
    "run",
]

_HOME = {
    "Finding": "inscredit_models.findings",
    "Refused": "inscredit_models.findings",
    "StudyResult": "inscredit_models.result",
    "bench": "inscredit_models.study",
    "change": "inscredit_models.records.change_file",
    "compare": "inscredit_models.studies.many_runs",
    "coverage": "inscredit_models.studies.coverage_study",
    "credit_file": "inscredit_models.studies.subject_file",
    "index": "inscredit_models.studies.index_study",
    "question": "inscredit_models.studies.index_question",
    "rating": "inscredit_models.studies.rating.study",
    "run": "inscredit_models.study",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Face(ModuleType):
    """The package as its users see it: ``run`` is the verb, although a folder has that name too (decision 0004)."""

    @property
    def run(self) -> Any:
        """The verb of `inscredit_models.study`."""
        return __getattr__("run")

    @run.setter
    def run(self, folder: ModuleType) -> None:
        """Ignore the folder: the import system offers it here, and finds it by its full name all the same."""


sys.modules[__name__].__class__ = _Face
