"""Stability (稳定性): population stability index with limits that know the sample size, and drift over dates.

The rule of thumb .10 / .25 forgets that PSI grows in small samples by chance alone: without any shift its mean is
(B − 1)(1/n + 1/m). Here a shift is claimed only above the critical value for the sizes at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from inscredit_models.evaluation.calibration_tests import why_no_claim
from inscredit_models.evaluation.frozen_bins import BINS, FrozenBins, freeze_bins
from inscredit_models.evaluation.intervals import holm
from inscredit_models.findings import Findings

FLOOR = 1e-4
"""Least share of a bin in the logarithm; bins raised to it are counted in the result."""
NOTICEABLE, LARGE = 0.10, 0.25
LEVEL = 0.05
DRIFT_COLUMNS = (
    "name",
    "as_of",
    "n",
    "m",
    "bins",
    "psi",
    "expected",
    "critical",
    "p_value",
    "p_adjusted",
    "floored",
    "missing_before",
    "missing_now",
    "verdict",
    "cause",
)


@dataclass(frozen=True)
class StabilityIndex:
    """PSI of one column between two samples, with what chance alone would give.

    Parameters
    ----------
    psi : float
        Σ (a − e) ln(a / e) over the bins.
    n, m : float
        Sizes of the reference and of the present sample (subjects, where rows repeat).
    bins : int
        Bins with a value in at least one of the samples.
    floored : int
        Bins whose share was raised to `FLOOR`.
    """

    psi: float
    n: float
    m: float
    bins: int
    floored: int

    @property
    def expected(self) -> float:
        """Mean of PSI without any shift: (B − 1)(1/n + 1/m)."""
        return (self.bins - 1) * (1 / self.n + 1 / self.m)

    @property
    def p_value(self) -> float:
        """Chance of a PSI at least this large without any shift (χ² with B − 1 degrees of freedom)."""
        if self.bins < 2:
            return 1.0
        return float(chi2.sf(self.psi / (1 / self.n + 1 / self.m), self.bins - 1))

    def critical(self, level: float = LEVEL) -> float:
        """Give the PSI that is exceeded without any shift with this probability.

        References
        ----------
        Yurdakul, B. and Naranjo, J. (2020), Statistical properties of the population stability index, J. Risk Model
        Validation 14(4), 89–100.
        """
        if self.bins < 2:
            return 0.0
        return float(chi2.ppf(1 - level, self.bins - 1)) * (1 / self.n + 1 / self.m)

    def verdict(self, p_value: float | None = None) -> str:
        """Say stable, slight, shifted or inconclusive.

        ``shifted``: certain and ≥ .10. ``slight``: certain but below .10. ``inconclusive``: ≥ .10, yet no more than
        chance would give in samples of this size. ``stable``: neither.

        Parameters
        ----------
        p_value : float, optional
            An adjusted p value, where several columns or dates are looked at.
        """
        is_certain = (self.p_value if p_value is None else p_value) < LEVEL
        if self.psi >= NOTICEABLE:
            return "shifted" if is_certain else "inconclusive"
        return "slight" if is_certain else "stable"


def stability_index(
    reference: np.ndarray, present: np.ndarray, *, n: float | None = None, m: float | None = None
) -> StabilityIndex:
    """Compute PSI from counts by bin.

    Parameters
    ----------
    reference, present : ndarray of shape (B,)
        Counts (or shares, with ``n`` and ``m``) in the same bins, frozen on the reference.
    n, m : float, optional
        Sizes of the samples; by default the sums of the counts.

    Raises
    ------
    Refused
        ICM012 for unequal numbers of bins, ICM006 for negative counts or an empty sample.

    Examples
    --------
    >>> round(stability_index(np.array([10, 20, 40, 20, 10]), np.array([8, 18, 38, 22, 14])).psi, 10)
    0.0229610403
    """
    reference, present = np.asarray(reference, dtype=float), np.asarray(present, dtype=float)
    findings = Findings()
    if reference.shape != present.shape:
        found = f"{reference.size} and {present.size} bins"
        findings.add("ICM012", "counts", found, "the same bins", "count both samples in the frozen bins")
    for name, counts in (("reference", reference), ("present", present)):
        if (counts < 0).any() or not counts.sum() > 0:
            findings.add("ICM006", f"counts, {name}", "negative or no counts", "counts from 0, not all 0", "count anew")
    findings.refuse()
    used = (reference > 0) | (present > 0)
    shares = np.array([counts[used] / counts.sum() for counts in (reference, present)])
    floored = int((shares < FLOOR).any(axis=0).sum())
    before, now = np.maximum(shares, FLOOR)
    psi = float(((now - before) * np.log(now / before)).sum())
    sizes = (reference.sum() if n is None else n, present.sum() if m is None else m)
    return StabilityIndex(psi, float(sizes[0]), float(sizes[1]), int(used.sum()), floored)


def drift(
    values: pd.DataFrame,
    as_of: np.ndarray,
    *,
    reference_to: object,
    subject_id: np.ndarray | None = None,
    bins: int = BINS,
) -> pd.DataFrame:
    """Follow columns (indicators, scores) over dates against their reference.

    Parameters
    ----------
    values : pandas.DataFrame of shape (n, k)
        One column per indicator or score.
    as_of : ndarray of datetime64 of shape (n,)
        Day of each row.
    reference_to : date
        Rows up to this day are the reference: the bins are frozen on them.
    subject_id : ndarray of shape (n,), optional
        Where subjects repeat, sizes are numbers of subjects, so that repeated rows claim no certainty.
    bins : int
        Quantile bins of a numeric column.

    Returns
    -------
    pandas.DataFrame
        Columns `DRIFT_COLUMNS`, one row per column and later date. ``p_adjusted`` is Holm's over all of them, and the
        verdict is read from it. A sample of fewer than 30 subjects is ``not_evaluable``.

    Raises
    ------
    Refused
        ICM023 where there is no row up to or no row after ``reference_to``; ICM026, ICM027 as in `freeze_bins`.
    """
    days = np.asarray(as_of, dtype="datetime64[D]")
    is_reference = days <= np.datetime64(reference_to, "D")
    findings = Findings()
    for part, rows in (("up to", is_reference), ("after", ~is_reference)):
        if not rows.any():
            span = f"{days.min()} to {days.max()}" if len(days) else "no dates"
            findings.add("ICM023", "reference_to", f"no row {part} {reference_to}", span, "choose another day")
    findings.refuse()
    subjects = np.arange(len(days)) if subject_id is None else np.asarray(subject_id)
    made = []
    for name, column in values.items():
        frozen = freeze_bins(column[is_reference], bins=bins)
        for day in np.unique(days[~is_reference]):
            made.append((str(name), day, *_compare(frozen, column, is_reference, days == day, subjects)))
    return _judged(made)


def _compare(
    frozen: FrozenBins, column: pd.Series, before: np.ndarray, now: np.ndarray, subjects: np.ndarray
) -> tuple[StabilityIndex, float, float, str]:
    """The index of one column at one date, missing shares, and why there is no claim."""
    sizes = [len(np.unique(subjects[rows])) for rows in (before, now)]
    counts = [frozen.count(column[rows]) for rows in (before, now)]
    index = stability_index(counts[0], counts[1], n=sizes[0], m=sizes[1])
    gone = [float(count[-1] / count.sum()) for count in counts]
    return index, gone[0], gone[1], why_no_claim(min(sizes))


def _judged(made: list[tuple]) -> pd.DataFrame:
    """The drift frame with adjusted p values and verdicts; small samples stand outside the family."""
    raw = np.array([index.p_value for _, _, index, *_ in made])
    is_family = np.array([not cause for *_, cause in made], dtype=bool)
    adjusted = np.full(len(made), np.nan)
    adjusted[is_family] = holm(raw[is_family])
    rows = []
    for (name, day, index, before, now, cause), p_value, p_adjusted in zip(made, raw, adjusted, strict=True):
        verdict = "not_evaluable" if cause else index.verdict(p_adjusted)
        sizes = (int(index.n), int(index.m), index.bins)
        limits = (index.psi, index.expected, index.critical(), p_value, p_adjusted, index.floored)
        rows.append((name, day, *sizes, *limits, before, now, verdict, cause))
    frame = pd.DataFrame(rows, columns=list(DRIFT_COLUMNS))
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]).astype("datetime64[us]"))
