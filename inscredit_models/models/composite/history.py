"""Years that stay as they were (历史不改写): what may be estimated from which rows of a panel."""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.units import Units

_FROM_DATA = ("min_max", "z_score", "percentile", "distance_to_target", "fraction_of_best")


def reference_rows(framework: Framework, units: Units) -> np.ndarray:
    """Give the rows that set bounds, treatments and data weights: all, or those up to ``reference_until``."""
    until = framework.normalise.reference_until
    if framework.time is None or until is None:
        return np.ones(len(units.times), dtype=bool)
    return units.times <= until


def check_history(framework: Framework, units: Units, findings: Findings) -> None:
    """Refuse what would let a new year change the scores of an old one (ICM105).

    With more than one time, bounds, treatments and weights from data need ``reference_until``; EM looks at all rows
    and is refused. Ranks, Borda points and methods that compare units are taken within one time.
    """
    if framework.time is None or len(np.unique(units.times)) < 2:
        return
    where = f"{framework.code}, normalise"
    until = framework.normalise.reference_until
    if until is not None:
        if len(np.unique(units.names[units.times <= until])) < 2:
            found = f"fewer than 2 units up to {until:g}"
            findings.add("ICM006", f"{where}, reference_until", found, "rows to estimate from", "choose a later time")
    else:
        for what in _estimated(framework):
            remedy = "set reference_until under [normalise], or use goalposts, no treatment and given weights"
            findings.add("ICM105", where, what, "numbers that later years cannot move", remedy)
    if framework.impute.method == "em":
        found = "EM over several times looks at later ones"
        findings.add("ICM105", f"{framework.code}, impute", found, "panel, or means of one time", "choose one of these")


def _estimated(framework: Framework) -> list[str]:
    method = framework.normalise.method
    found = []
    if method in _FROM_DATA:
        open_ended = any(_is_open(method, leaf.worst, leaf.best, leaf.target) for leaf in framework.leaves)
        found += [f"{method} with bounds from all years"] if open_ended else []
    if framework.treat.method != "none":
        found.append("treatment of outliers from all years")
    if framework.weigh.method not in ("given", "equal"):
        found.append(f"{framework.weigh.method} weights from all years")
    return found


def _is_open(method: str, worst: float | None, best: float | None, target: float | None) -> bool:
    if method == "distance_to_target":
        return worst is None or target is None
    return method != "min_max" or worst is None or best is None
