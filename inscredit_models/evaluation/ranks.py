"""Many models on many tables (多模型多数据集比较): ranks, Friedman's test, critical difference, Holm's steps.

One object holds the ranks and the tests; the sentence and the critical-difference figure are both read from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import chi2, f, norm, rankdata, studentized_range

from inscredit_models.evaluation.intervals import holm
from inscredit_models.findings import Findings, near_names

FEWEST_TABLES = 5
"""With fewer tables ranks cannot show anything: no claim is made."""


@dataclass(frozen=True)
class RankComparison:
    """k models ranked on N tables (or folds that stand for themselves); rank 1 is best.

    Parameters
    ----------
    models : tuple of str
        Codes.
    ranks : ndarray of shape (N, k)
        Ranks within each table, ties shared.
    level : float
        Significance level of the critical differences.
    overlap : float
        0 for independent tables. For the folds of one table, which share training rows, rows tested over rows trained
        on: Nadeau and Bengio's correction takes N folds for N / (1 + N · overlap) tables.
    """

    models: tuple[str, ...]
    ranks: np.ndarray
    level: float = 0.05
    overlap: float = 0.0

    @property
    def tables(self) -> int:
        """Number of tables (or folds) N."""
        return len(self.ranks)

    @property
    def effective_tables(self) -> float:
        """How many independent tables the ranks are worth."""
        return self.tables / (1 + self.tables * self.overlap)

    @property
    def average(self) -> np.ndarray:
        """Average rank of each model, shape (k,)."""
        return self.ranks.mean(axis=0)

    @property
    def error(self) -> float:
        """Standard error of a difference of average ranks where all models are alike: √(k(k+1)/6N)."""
        k = len(self.models)
        return float(np.sqrt(k * (k + 1) / (6 * self.effective_tables)))

    @property
    def is_evaluable(self) -> bool:
        """Whether there are enough tables and models for a claim."""
        return self.tables >= FEWEST_TABLES and len(self.models) >= 2

    def friedman(self) -> tuple[float, float]:
        """Give Friedman's χ² without correction for ties, and its p value (k − 1 degrees of freedom).

        Notes
        -----
        The formula of Demšar (2006). A routine that corrects for ties gives a larger value on the same ranks.
        """
        k, n = len(self.models), self.effective_tables
        value = 12 * n / (k * (k + 1)) * float((self.average**2).sum() - k * (k + 1) ** 2 / 4)
        return value, float(chi2.sf(value, k - 1))

    def iman_davenport(self) -> tuple[float, float]:
        """Give the less conservative F of Iman and Davenport with its p value; infinite where all tables agree."""
        k, n = len(self.models), self.tables
        value = self.friedman()[0]
        rest = n * (k - 1) - value
        if rest <= 1e-12:
            return float("inf"), 0.0
        statistic = (n - 1) * value / rest
        return float(statistic), float(f.sf(statistic, k - 1, (k - 1) * (n - 1)))

    def critical_difference(self, test: Literal["nemenyi", "bonferroni_dunn"] = "nemenyi") -> float:
        """Give the difference of average ranks that is significant: all pairs (Nemenyi) or all against one (Dunn)."""
        k = len(self.models)
        if test == "nemenyi":
            quantile = studentized_range.ppf(1 - self.level, k, np.inf) / np.sqrt(2)
        else:
            quantile = norm.ppf(1 - self.level / (2 * (k - 1)))
        return float(quantile) * self.error

    def against(self, reference: str) -> pd.DataFrame:
        """Compare each other model with a reference by average ranks.

        Returns
        -------
        pandas.DataFrame
            Columns model, difference (average rank less that of the reference: negative is better), z, p_value,
            p_adjusted (Holm).

        Raises
        ------
        Refused
            ICM008 where the reference is not among the models.
        """
        findings = Findings()
        if reference not in self.models:
            known = ", ".join(self.models)
            findings.add("ICM008", "reference", repr(reference), f"one of {known}", near_names(reference, self.models))
        findings.refuse()
        place = self.models.index(reference)
        others = [model for model in self.models if model != reference]
        difference = np.delete(self.average, place) - self.average[place]
        z = difference / self.error
        p_values = 2 * norm.sf(np.abs(z))
        columns = {"difference": difference, "z": z, "p_value": p_values, "p_adjusted": holm(p_values)}
        return pd.DataFrame({"model": pd.Series(others, dtype="str"), **columns})

    def cliques(self) -> tuple[tuple[str, ...], ...]:
        """Give the groups of models, best first, whose average ranks lie within the critical difference (maximal)."""
        order = np.argsort(self.average, kind="stable")
        ordered, reach = self.average[order], self.critical_difference()
        found: list[tuple[int, int]] = []
        for start in range(len(order)):
            end = int(np.flatnonzero(ordered - ordered[start] <= reach + 1e-12)[-1])
            if end > start and (not found or end > found[-1][1]):
                found.append((start, end))
        return tuple(tuple(self.models[order[place]] for place in range(a, b + 1)) for a, b in found)

    def sentence(self, language: str, names: dict[str, tuple[str, str]] | None = None) -> str:
        """Give the result as text in ``"zh"`` or ``"en"``."""
        return _zh(self, names or {}) if language == "zh" else _en(self, names or {})


def rank_models(
    values: pd.DataFrame, *, better: Literal["higher", "lower"], level: float = 0.05, overlap: float = 0.0
) -> RankComparison:
    """Rank models within each table.

    Parameters
    ----------
    values : pandas.DataFrame of shape (N, k)
        One row per table, one column per model; equal values share their rank.
    better : {"higher", "lower"}
        The good end of the metric.
    level, overlap : float
        As in `RankComparison`.

    Raises
    ------
    Refused
        ICM027 where a model has no finite value on some table (leave the table or the model out, by name), ICM024 for
        a model twice, ICM006 for fewer than two models.
    """
    findings = Findings()
    if values.columns.has_duplicates:
        findings.add("ICM024", "models", "a model twice", "each model once", "leave one column out")
    if values.shape[1] < 2:
        findings.add("ICM006", "models", f"{values.shape[1]} model", "two or more", "add a model")
    numbers = values.to_numpy(dtype=float)
    for column, model in enumerate(values.columns):
        missing = int((~np.isfinite(numbers[:, column])).sum())
        if missing:
            found = f"{missing} of {len(values)} tables without a finite value"
            findings.add(
                "ICM027", f"model {model}", found, "a value on each table", "leave the tables or the model out"
            )
    findings.refuse()
    signed = -numbers if better == "higher" else numbers
    return RankComparison(tuple(str(model) for model in values.columns), rankdata(signed, axis=1), level, overlap)


def _ordered(comparison: RankComparison) -> list[tuple[str, float]]:
    """Models and average ranks, best first."""
    order = np.argsort(comparison.average, kind="stable")
    return [(comparison.models[place], float(comparison.average[place])) for place in order]


def _differs(comparison: RankComparison) -> bool:
    """Whether the models are not all alike."""
    return _test(comparison)[1] < comparison.level


def _test(comparison: RankComparison) -> tuple[str, float]:
    """Name and p value of the test of all models at once: Iman and Davenport's, or Friedman's corrected for folds."""
    if comparison.overlap:
        return "Friedman", comparison.friedman()[1]
    return "Iman–Davenport", comparison.iman_davenport()[1]


def _zh(comparison: RankComparison, names: dict[str, tuple[str, str]]) -> str:
    """The sentence in Chinese."""
    if not comparison.is_evaluable:
        what = "折" if comparison.overlap else "张表"
        return f"仅{comparison.tables}{what}，少于{FEWEST_TABLES}{what[0]}，不作排名检验。"

    def name(code: str) -> str:
        return names.get(code, (code, code))[0]

    ranks = "、".join(f"{name(code)}（{rank:.2f}）" for code, rank in _ordered(comparison))
    test, p_value = _test(comparison)
    where = f"{comparison.tables}折" if comparison.overlap else f"{comparison.tables}张表"
    shared = f"各折共用训练行，只相当于{comparison.effective_tables:.1f}张独立的表。" if comparison.overlap else ""
    start = f"{where}上的平均秩（1为最好）：{ranks}。{shared}{test}检验p={p_value:.3f}："
    if not _differs(comparison):
        return start + "不能认为各模型有差异。"
    groups = _grouped(comparison, "、", name)
    return (
        start
        + f"各模型不全相同；临界差（Nemenyi）为{comparison.critical_difference():.2f}，不能区分的组：{groups or '无'}。"
    )


def _en(comparison: RankComparison, names: dict[str, tuple[str, str]]) -> str:
    """The sentence in English."""
    if not comparison.is_evaluable:
        what = "folds" if comparison.overlap else "tables"
        return f"Only {comparison.tables} {what}, fewer than {FEWEST_TABLES}: ranks are not tested."

    def name(code: str) -> str:
        return names.get(code, (code, code))[1]

    ranks = ", ".join(f"{name(code)} {rank:.2f}" for code, rank in _ordered(comparison))
    test, p_value = _test(comparison)
    what = "folds" if comparison.overlap else "tables"
    worth = f"The folds share training rows and are worth {comparison.effective_tables:.1f} independent tables. "
    start = f"Average ranks on {comparison.tables} {what} (1 is best): {ranks}. {worth if comparison.overlap else ''}"
    start += f"{test} p = {p_value:.3f}: "
    if not _differs(comparison):
        return start + "the models cannot be told apart."
    groups = _grouped(comparison, ", ", name)
    return (
        start + f"the models are not all alike; the critical difference (Nemenyi) is "
        f"{comparison.critical_difference():.2f}; groups that cannot be told apart: {groups or 'none'}."
    )


def _grouped(comparison: RankComparison, separator: str, name: Callable[[str], str]) -> str:
    """The groups in brackets."""
    return separator.join("{" + separator.join(name(code) for code in group) + "}" for group in comparison.cliques())
