"""How well grades tell defaulters from others (等级区分能力): AUC, accuracy ratio and drift, from counts alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from inscredit_models.evaluation.intervals import logit_interval
from inscredit_models.findings import Findings
from inscredit_models.models.ratings.grades import GradeTable


class GradeAuc(NamedTuple):
    """AUC with DeLong's standard error, and its 95 % interval; NaN with fewer than two defaults or survivors."""

    auc: float
    error: float
    low: float
    high: float

    @property
    def accuracy_ratio(self) -> tuple[float, float, float]:
        """2 · AUC − 1 with its interval."""
        return 2 * self.auc - 1, 2 * self.low - 1, 2 * self.high - 1


class Drift(NamedTuple):
    """S = (AUC then − AUC now) ÷ standard error now, and its one-sided p value: small where it has fallen."""

    statistic: float
    p_value: float


def grade_auc(table: GradeTable) -> GradeAuc:
    """Give the chance that a defaulter was graded worse than a survivor, a tie counting half.

    References
    ----------
    DeLong, E. R., DeLong, D. M. & Clarke-Pearson, D. L. (1988), Biometrics 44, 837–845: subjects are independent.

    Examples
    --------
    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> found = grade_auc(grade_table("AB", [50, 50], [5, 15], order="best_first"))
    >>> round(found.auc, 6), round(found.accuracy_ratio[0], 6)
    (0.65625, 0.3125)
    """
    defaults, survivors = table.events.astype(float), (table.n - table.events).astype(float)
    m, n = defaults.sum(), survivors.sum()
    if min(m, n) < 2:
        return GradeAuc(*(float("nan"),) * 4)
    of_defaults = (np.cumsum(survivors) - survivors / 2) / n
    of_survivors = (defaults[::-1].cumsum()[::-1] - defaults / 2) / m
    auc = float((defaults * of_defaults).sum() / m)
    variance = (defaults * (of_defaults - auc) ** 2).sum() / (m - 1) / m
    variance += (survivors * (of_survivors - auc) ** 2).sum() / (n - 1) / n
    error = float(np.sqrt(variance))
    return GradeAuc(auc, error, *logit_interval(auc, error, float(min(m, n))))


def cumulative_profile(table: GradeTable) -> tuple[np.ndarray, np.ndarray]:
    """Give the cumulative accuracy profile (CAP): shares of subjects and of defaults, worst grade first, from (0, 0).

    Examples
    --------
    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> shares, caught = cumulative_profile(grade_table("AB", [50, 50], [5, 15], order="best_first"))
    >>> shares.tolist(), caught.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.75, 1.0])
    """
    ends = [np.append(0.0, part[::-1].cumsum() / part.sum()) for part in (table.n, table.events)]
    return ends[0], ends[1]


def discrimination_drift(initial: float, current: float, error: float) -> Drift:
    """Test whether the AUC is lower than it was at the initial validation.

    Parameters
    ----------
    initial, current : float
        AUC then (taken as known) and now.
    error : float
        Standard error of the AUC now.

    References
    ----------
    European Central Bank (2019), Instructions for reporting the validation results of internal models, section on
    discriminatory power.

    Examples
    --------
    >>> found = discrimination_drift(0.80, 0.76, 0.02)
    >>> round(found.statistic, 2), round(found.p_value, 7)
    (2.0, 0.0227501)
    """
    findings = Findings()
    if not error > 0:
        findings.add("ICM079", "standard error", f"{error:g}", "above 0", "count more defaults")
    findings.refuse()
    statistic = (initial - current) / error
    return Drift(statistic, float(norm.sf(statistic)))
