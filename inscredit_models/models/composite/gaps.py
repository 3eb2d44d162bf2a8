"""Gaps of a whole table (缺失处理): which units have too few values, and how the others are filled."""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.impute import (
    availability,
    fill_by_em,
    fill_by_group,
    fill_from_earlier,
    fill_values,
    fill_with,
)
from inscredit_models.models.composite.units import Units


def left_out(framework: Framework, values: np.ndarray, findings: Findings) -> np.ndarray:
    """Say which rows have a smaller share of present values than ``min_available``; they are named (ICM102).

    Rows that lost everything, because their denominators are missing, are left out as well. Refused (ICM026) where
    fewer than two rows remain.
    """
    present = availability(values)
    out = (present < framework.impute.min_available) | (present == 0)
    if out.any():
        rows = ", ".join(str(row + 2) for row in np.flatnonzero(out)[:20])
        found = f"{int(out.sum())} units (rows {rows}), the lowest with {present.min():.0%} of its values"
        allowed = f"{framework.impute.min_available:.0%} or more, and at least one value"
        findings.add("ICM102", framework.code, found, allowed, "they get no score and set no bounds")
    if (~out).sum() < 2:
        findings.add("ICM026", framework.code, f"{int((~out).sum())} units remain", "2 or more", "lower min_available")
    return out


def too_sparse(framework: Framework, values: np.ndarray, findings: Findings) -> np.ndarray:
    """Say which leaves fewer units have than their ``min_units``; they are named (ICM200) and get weight 0.

    Parameters
    ----------
    framework : Framework
        Says the limits.
    values : ndarray of shape (n, k)
        Of the units that take part, before gaps are filled.
    findings : Findings
        Collector.

    Returns
    -------
    ndarray of bool of shape (k,)
    """
    present = (~np.isnan(values)).mean(axis=0)
    limits = np.array(
        [framework.impute.min_units if leaf.min_units is None else leaf.min_units for leaf in framework.leaves]
    )
    sparse = present < limits
    for leaf, share, limit in zip(framework.leaves, present, limits, strict=True):
        if share < limit:
            found = f"values of {share:.0%} of the units"
            where = f"{framework.code}, node {leaf.code!r}"
            findings.add("ICM200", where, found, f"{limit:.0%} or more", "weight 0, and no gap is filled; complete it")
    return sparse


def fill_gaps(framework: Framework, units: Units, values: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Fill the gaps by the method of the framework.

    Returns
    -------
    values : ndarray of shape (n, k)
        Gaps that the method cannot fill stay.
    fillers : ndarray of shape (k,) or None
        The constant that fills each column, where the method has one.
    """
    method = framework.impute.method
    if method == "none":
        return values, None
    if method == "em":
        return fill_by_em(values), None
    if method == "panel":
        return fill_from_earlier(values, units.names, units.times, reach=framework.impute.reach), None
    statistic = "mean" if method.endswith("mean") else "median"
    groups = units.groups if method.startswith("group") else np.full(len(values), "")
    if method.startswith("group") or framework.time is not None:
        # a group of one time: neither other groups nor other years are looked at
        keys = np.array([f"{group}\x1f{time!r}" for group, time in zip(groups, units.times, strict=True)])
        return fill_by_group(values, keys, statistic), None
    fillers = fill_values(values, statistic)
    return fill_with(values, fillers), fillers
