"""Traffic lights for grades (红绿灯法): green, yellow or red by how unlikely so many defaults are."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.rating_system.pd_tests import correlated_p_value
from inscredit_models.findings import Findings

CORRELATION = 0.05
LEVELS = (0.95, 0.999)
"""Levels of Tasche (2003): yellow above the first, red above the second."""


def traffic_lights(
    n: np.ndarray,
    events: np.ndarray,
    pd: np.ndarray,
    *,
    correlation: float = CORRELATION,
    levels: tuple[float, float] = LEVELS,
) -> list[str]:
    """Give the light of each grade: ``green``, ``yellow``, ``red``; empty where nobody is in the grade.

    Parameters
    ----------
    n, events, pd : ndarray of shape (grades,)
        Subjects, defaults and stated probability.
    correlation : float
        Asset correlation of the factor that moves all subjects.
    levels : (float, float)
        A grade turns yellow, and red, where fewer than so large a share of years would have so many defaults.

    Notes
    -----
    The distribution is the exact one of n subjects under one factor, by quadrature, instead of an approximation.

    References
    ----------
    Tasche, D. (2003), A traffic lights approach to PD validation, arXiv cond-mat/0305038; Basel Committee on Banking
    Supervision (2005), Working Paper 14.

    Examples
    --------
    >>> traffic_lights(np.array([500, 500, 500, 0]), np.array([5, 20, 60, 0]), np.full(4, 0.01))
    ['green', 'yellow', 'red', '']
    """
    findings = Findings()
    if not 0 < levels[0] < levels[1] < 1:
        findings.add("ICM079", "levels", f"{levels[0]:g}, {levels[1]:g}", "0 < yellow < red < 1", "correct the levels")
    findings.refuse()
    p = correlated_p_value(n, events, pd, correlation)
    lights = np.select([np.isnan(p), p <= 1 - levels[1], p <= 1 - levels[0]], ["", "red", "yellow"], "green")
    return [str(light) for light in lights]
