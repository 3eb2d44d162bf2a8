"""A rating system before its defaults (评级体系回测): tests by grade, tests of the whole, bounds for few defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from inscredit_models.evaluation.calibration_tests import hosmer_lemeshow
from inscredit_models.evaluation.intervals import holm
from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.rating_system.concentration import concentration, concentration_rise
from inscredit_models.evaluation.rating_system.grade_discrimination import discrimination_drift, grade_auc
from inscredit_models.evaluation.rating_system.pd_tests import (
    binomial_p_value,
    correlated_p_value,
    jeffreys_p_value,
    normal_p_value,
)
from inscredit_models.evaluation.rating_system.traffic_lights import traffic_lights
from inscredit_models.models.rate_interval import jeffreys_interval
from inscredit_models.models.ratings.bayesian import bayesian_pd
from inscredit_models.models.ratings.grades import GradeTable
from inscredit_models.models.ratings.prudent import most_prudent

LEVEL = 0.05
GRADE_COLUMNS = (
    "grade",
    "n",
    "events",
    "rate",
    "low",
    "high",
    "pd",
    "jeffreys_p",
    "jeffreys_adjusted",
    "binomial_p",
    "correlated_p",
    "normal_p",
    "light",
    "verdict",
)
SYSTEM_COLUMNS = ("measure", "value", "low", "high", "df", "p_value")


@dataclass(frozen=True)
class Assumptions:
    """What the user decides: the asset correlation, and the confidence levels of the prudent bounds."""

    correlation: float = 0.12
    confidence: tuple[float, ...] = (0.5, 0.75, 0.9)


def judge_grades(table: GradeTable, assumptions: Assumptions, earlier: Sequence[GradeTable] = ()) -> pd.DataFrame:
    """Test the stated probability of each grade.

    Parameters
    ----------
    table : GradeTable
        The period on trial.
    assumptions : Assumptions
        Correlation of ``correlated_p``.
    earlier : sequence of GradeTable
        Periods before it; with two or more of them the mean over all periods is tested too (``normal_p``).

    Returns
    -------
    pandas.DataFrame
        Columns `GRADE_COLUMNS`, best grade first. ``verdict``: ``too_low`` where Jeffreys' p, adjusted for the number
        of grades (Holm), is below 0.05; ``too_high`` where the same test of the other side is; else ``not_refuted``;
        ``not_evaluable`` without subjects or without a stated probability. Subjects count as independent in all tests
        but ``correlated_p`` and the light.
    """
    frame = pd.DataFrame({"grade": table.names, "n": table.n, "events": table.events, "rate": table.rates})
    frame["low"], frame["high"] = jeffreys_interval(table.events, table.n)
    if table.pd is None:
        frame = frame.assign(pd=np.nan, **dict.fromkeys(GRADE_COLUMNS[7:12], np.nan), light="", verdict="not_evaluable")
        return frame[list(GRADE_COLUMNS)]
    counts = (table.n, table.events, table.pd)
    jeffreys = jeffreys_p_value(*counts)
    years = [*earlier, table]
    rates = np.array([year.rates for year in years])
    stated = np.array([table.pd if year.pd is None else year.pd for year in years])
    low, high = _adjusted(jeffreys), _adjusted(1 - jeffreys)
    verdict = np.select(
        [np.isnan(jeffreys), low < LEVEL, high < LEVEL], ["not_evaluable", "too_low", "too_high"], "not_refuted"
    )
    frame = frame.assign(
        pd=table.pd,
        jeffreys_p=jeffreys,
        jeffreys_adjusted=low,
        binomial_p=binomial_p_value(*counts),
        correlated_p=correlated_p_value(*counts, assumptions.correlation),
        normal_p=normal_p_value(rates, stated),
        light=traffic_lights(*counts),
        verdict=pd.Series(verdict, dtype="str"),
    )
    return frame[list(GRADE_COLUMNS)]


def judge_system(table: GradeTable, earlier: Sequence[GradeTable] = ()) -> pd.DataFrame:
    """Test the rating system as a whole.

    Parameters
    ----------
    table : GradeTable
        The period on trial.
    earlier : sequence of GradeTable
        Periods before it; the first one is the initial validation that drift and concentration are held against.

    Returns
    -------
    pandas.DataFrame
        Columns `SYSTEM_COLUMNS`; measures ``auc``, ``accuracy_ratio``, ``auc_drift``, ``hosmer_lemeshow`` (as many
        degrees of freedom as grades: the probabilities come from outside these rows), ``spiegelhalter``,
        ``herfindahl``, ``concentration_rise``. What cannot be computed has no row; with fewer than ten defaults (or
        survivors) discrimination is not judged.
    """
    rows: list[tuple[str, float, float, float, float, float]] = []
    none = float("nan")
    found = grade_auc(table)
    if _can_rank(table):
        rows.append(("auc", found.auc, found.low, found.high, none, none))
        rows.append(("accuracy_ratio", *found.accuracy_ratio, none, none))
        if earlier and _can_rank(earlier[0]) and found.error > 0:
            drift = discrimination_drift(grade_auc(earlier[0]).auc, found.auc, found.error)
            rows.append(("auc_drift", drift.statistic, none, none, none, drift.p_value))
    held = table.n > 0
    if table.pd is not None:
        chi = hosmer_lemeshow(table.n[held], table.events[held], table.pd[held])
        rows.append(("hosmer_lemeshow", chi.statistic, none, none, chi.df, chi.p_value))
        z, p = spiegelhalter_of_grades(table)
        rows.append(("spiegelhalter", z, none, none, none, p))
    rows.append(("herfindahl", concentration(table.n).herfindahl, none, none, none, none))
    if earlier:
        z, p = concentration_rise(table.n, earlier[0].n)
        rows.append(("concentration_rise", z, none, none, none, p))
    return pd.DataFrame(rows, columns=list(SYSTEM_COLUMNS))


def spiegelhalter_of_grades(table: GradeTable) -> tuple[float, float]:
    """Give Spiegelhalter's z and its two-sided p value from the counts of grades, subjects taken as independent.

    References
    ----------
    Spiegelhalter, D. J. (1986), Statistics in Medicine 5, 421–433.
    """
    p = table.pd
    total = float(((table.events - table.n * p) * (1 - 2 * p)).sum())
    variance = float((table.n * (1 - 2 * p) ** 2 * p * (1 - p)).sum())
    if variance <= 0:
        return (0.0, 1.0) if total == 0 else (float(np.copysign(np.inf, total)), 0.0)
    z = total / np.sqrt(variance)
    return float(z), float(2 * norm.sf(abs(z)))


def bound_grades(table: GradeTable, assumptions: Assumptions) -> pd.DataFrame:
    """Estimate the probabilities of grades with few or no defaults.

    Returns
    -------
    pandas.DataFrame
        One row per method and grade: columns method (``prudent``, ``prudent_correlated``, ``bayes``), confidence (NaN
        for ``bayes``), correlation, grade, pd. Of the defaults of a grade and all worse ones; see `most_prudent`.
    """
    parts = []
    for confidence in assumptions.confidence:
        for correlation in dict.fromkeys((0.0, assumptions.correlation)):
            bound = most_prudent(table, confidence, correlation=correlation)
            method = "prudent_correlated" if correlation else "prudent"
            parts.append((method, confidence, correlation, bound))
    parts.append(("bayes", float("nan"), 0.0, bayesian_pd(table)))
    return pd.concat(
        [
            pd.DataFrame(
                {"method": method, "confidence": confidence, "correlation": rho, "grade": table.names, "pd": pd_}
            )
            for method, confidence, rho, pd_ in parts
        ],
        ignore_index=True,
    )


def _can_rank(table: GradeTable) -> bool:
    return min(int(table.events.sum()), int((table.n - table.events).sum())) >= FEWEST


def _adjusted(p_values: np.ndarray) -> np.ndarray:
    """Holm's adjustment over the grades that have a p value."""
    known = ~np.isnan(p_values)
    adjusted = np.full(len(p_values), np.nan)
    adjusted[known] = holm(p_values[known])
    return adjusted
