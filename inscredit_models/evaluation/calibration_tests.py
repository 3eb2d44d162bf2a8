"""Tests of calibration (校准检验): by grade, over all rows, in the large, and within groups."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from inscredit_models.evaluation.clustered_rates import clustered_rates
from inscredit_models.evaluation.intervals import plain_interval
from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.obuchowski import sum_by_cluster
from inscredit_models.findings import Findings
from inscredit_models.indicators.groups import band_place

FEWEST_IN_GROUP = 30
"""A group with fewer subjects than this carries no claim."""
GROUP_COLUMNS = ("group", "n", "subjects", "events", "mean_predicted", "observed", "difference", "low", "high", "cause")


class ChiSquare(NamedTuple):
    """A χ² statistic, its degrees of freedom and its p value."""

    statistic: float
    df: int
    p_value: float


class ZTest(NamedTuple):
    """A standard normal statistic and its two-sided p value."""

    z: float
    p_value: float


class InTheLarge(NamedTuple):
    """Share of events, mean probability, observed − predicted with its 95 % interval, observed over predicted."""

    observed: float
    predicted: float
    difference: float
    low: float
    high: float
    ratio: float


def hosmer_lemeshow(n: np.ndarray, events: np.ndarray, p_event: np.ndarray, *, fitted: bool = False) -> ChiSquare:
    """Test whether grades have as many events as their probabilities say: Σ (D − Np)² / (Np(1 − p)).

    Parameters
    ----------
    n, events, p_event : ndarray of shape (grades,)
        Rows, events and probability of each grade.
    fitted : bool
        Whether the probabilities come from these very rows: then two degrees of freedom are lost.

    Raises
    ------
    Refused
        ICM006 where a grade is empty or its probability is not between 0 and 1.

    Notes
    -----
    Rows are taken as independent. With repeated rows of a subject the p value is too small.

    Examples
    --------
    >>> hosmer_lemeshow(np.array([100, 100]), np.array([10, 20]), np.array([0.1, 0.2]))
    ChiSquare(statistic=0.0, df=2, p_value=1.0)
    """
    n, events, p = (np.asarray(part, dtype=float) for part in (n, events, p_event))
    findings = Findings()
    bad = int((~((n > 0) & (p > 0) & (p < 1) & (events >= 0) & (events <= n))).sum())
    if bad:
        allowed = "rows above 0, events up to the rows, probability between 0 and 1"
        findings.add("ICM006", "grades", f"{bad} of {len(n)} grades cannot be tested", allowed, "merge those grades")
    df = len(n) - (2 if fitted else 0)
    if df < 1:
        findings.add("ICM006", "grades", f"{len(n)} grades", "3 or more where fitted", "use more grades")
    findings.refuse()
    statistic = float(((events - n * p) ** 2 / (n * p * (1 - p))).sum())
    return ChiSquare(statistic, df, float(chi2.sf(statistic, df)))


def spiegelhalter(y: np.ndarray, p_event: np.ndarray, clusters: np.ndarray | None = None) -> ZTest:
    """Test all probabilities at once: Σ (y − p)(1 − 2p) against its spread if the probabilities are true.

    Parameters
    ----------
    y, p_event : ndarray of shape (n,)
        Outcome and probability.
    clusters : ndarray of int of shape (n,), optional
        Cluster numbers 0 … G−1; the spread is then that of the sums by cluster, not the binomial one.

    References
    ----------
    Spiegelhalter, D. J. (1986), Statistics in Medicine 5, 421–433.
    """
    p = np.asarray(p_event, dtype=float)
    parts = (np.asarray(y) - p) * (1 - 2 * p)
    if clusters is None:
        variance = float(((1 - 2 * p) ** 2 * p * (1 - p)).sum())
    else:
        variance = float((sum_by_cluster(parts[None], clusters, int(clusters.max()) + 1) ** 2).sum())
    total = float(parts.sum())
    if variance <= 0:
        return ZTest(0.0, 1.0) if total == 0 else ZTest(float(np.copysign(np.inf, total)), 0.0)
    z = total / np.sqrt(variance)
    return ZTest(float(z), float(2 * norm.sf(abs(z))))


def calibration_in_the_large(y: np.ndarray, p_event: np.ndarray, clusters: np.ndarray) -> InTheLarge:
    """Compare the share of events with the mean probability; the interval is cluster-robust."""
    p, ones = np.asarray(p_event, dtype=float), np.ones((1, len(y)))
    value, covariance = clustered_rates((np.asarray(y) - p)[None], ones, clusters)
    low, high = plain_interval(float(value[0]), float(np.sqrt(covariance[0, 0])))
    observed, predicted = float(np.mean(y)), float(p.mean())
    return InTheLarge(observed, predicted, float(value[0]), low, high, observed / predicted if predicted else np.nan)


def reliability_by_group(y: np.ndarray, p_event: np.ndarray, groups: np.ndarray, clusters: np.ndarray) -> pd.DataFrame:
    """Compare share of events and mean probability within each group.

    Parameters
    ----------
    y, p_event : ndarray of shape (n,)
        Outcome and probability.
    groups : ndarray of str of shape (n,)
        Group of each row; a missing group is a group of its own, "missing".
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1.

    Returns
    -------
    pandas.DataFrame
        Columns `GROUP_COLUMNS`, groups in the order of `by_group`. ``difference`` is observed − predicted with its
        cluster-robust 95 % interval. A group with fewer than 30 subjects or 10 events has no numbers but its counts,
        and ``cause`` says why.
    """
    rows = []
    for group, is_in in by_group(groups):
        own = np.unique(clusters[is_in], return_inverse=True)[1]
        n, subjects, events = int(is_in.sum()), int(own.max()) + 1, int(np.asarray(y)[is_in].sum())
        cause = why_no_claim(subjects, events)
        found = (np.nan,) * 5
        if not cause:
            large = calibration_in_the_large(np.asarray(y)[is_in], np.asarray(p_event)[is_in], own)
            found = (large.predicted, large.observed, large.difference, large.low, large.high)
        rows.append((group, n, subjects, events, *found, cause))
    return pd.DataFrame(rows, columns=list(GROUP_COLUMNS))


def by_group(groups: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Give each group's name and the mask of its rows: bands as they rise, others by name, "missing" ones last."""
    names = pd.Series(groups).astype("str").where(pd.notna(groups), "missing").to_numpy(dtype=str)
    return [(str(name), names == name) for name in sorted(np.unique(names), key=band_place)]


def why_no_claim(subjects: int, events: int | None = None) -> str:
    """Say in Chinese and English why a group is too small for a claim, or give an empty text.

    Examples
    --------
    >>> why_no_claim(30, 10), why_no_claim(29).partition(" / ")[2]
    ('', '29 subjects, fewer than 30')
    """
    if subjects < FEWEST_IN_GROUP:
        return f"主体仅{subjects}个，少于{FEWEST_IN_GROUP}个 / {subjects} subjects, fewer than {FEWEST_IN_GROUP}"
    if events is not None and events < FEWEST:
        return f"事件仅{events}个，少于{FEWEST}个 / {events} events, fewer than {FEWEST}"
    return ""
