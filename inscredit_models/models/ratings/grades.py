"""Grades with their counts (等级与违约数): the order is stated by the user and never read off the defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from inscredit_models.findings import Findings

Order = Literal["best_first", "worst_first"]
ORDERS: tuple[Order, ...] = ("best_first", "worst_first")
FORBIDDEN_ORDERS = ("defaults", "default_rate", "observed", "realised")


@dataclass(frozen=True)
class GradeTable:
    """Subjects and defaults of each grade over one period, **best grade first**, however they were handed over.

    Parameters
    ----------
    names : tuple of str
        Symbols of the grades.
    n, events : ndarray of shape (grades,)
        Subjects at the start, and those of them that defaulted.
    pd : ndarray of shape (grades,) or None
        Stated probability of default; it rises from grade to grade.
    """

    names: tuple[str, ...]
    n: np.ndarray
    events: np.ndarray
    pd: np.ndarray | None = None

    @property
    def rates(self) -> np.ndarray:
        """Observed default rates; NaN where a grade is empty."""
        return np.divide(self.events, self.n, out=np.full(len(self.n), np.nan), where=self.n > 0)

    @property
    def shares(self) -> np.ndarray:
        """Share of all subjects in each grade."""
        return self.n / self.n.sum()


def check_order(order: object, where: str, findings: Findings) -> None:
    """Check that the order of the grades is stated.

    Refuses (ICM255) what is missing or unknown, and (ICM256) an order that is read off the defaults themselves: then
    pooling a grade with all worse ones would count the very accidents that the bounds are to guard against.
    """
    text = str(order).replace("-", "_")
    allowed, remedy = "best_first or worst_first", "say in which order the rating itself puts the grades"
    if text in FORBIDDEN_ORDERS:
        findings.add("ICM256", where, f"order {order!r}", allowed, remedy)
    elif text not in ORDERS:
        found = "no order" if order is None else f"order {order!r}"
        findings.add("ICM255", where, found, allowed, remedy)


def grade_table(
    names: Sequence[str],
    n: Sequence[float] | np.ndarray,
    events: Sequence[float] | np.ndarray,
    *,
    order: str | None,
    pd: Sequence[float] | np.ndarray | None = None,
    where: str = "grades",
) -> GradeTable:
    """Put counts of grades in order.

    Parameters
    ----------
    names, n, events
        One entry a grade, in the stated order.
    order : {"best_first", "worst_first"}
        The order of the entries. There is no default.
    pd : sequence of float, optional
        Stated probabilities of default.
    where : str
        Name of the table in findings.

    Raises
    ------
    Refused
        ICM255, ICM256 for the order; ICM024 a grade twice; ICM079 counts that are none, or more defaults than subjects;
        ICM006 fewer than two grades or unequal lengths, or nobody in any grade; ICM257 probabilities that do not rise
        towards the worse grades.

    Examples
    --------
    >>> grade_table(["C", "B", "A"], [300, 400, 100], [1, 2, 0], order="worst_first").names
    ('A', 'B', 'C')
    """
    findings = Findings()
    check_order(order, f"{where}, order", findings)
    names = tuple(str(name) for name in names)
    given = [np.asarray(n, dtype=float), np.asarray(events, dtype=float)]
    given += [] if pd is None else [np.asarray(pd, dtype=float)]
    if len(names) < 2 or any(part.shape != (len(names),) for part in given):
        found = f"{len(names)} grades, columns of {', '.join(str(part.size) for part in given)}"
        findings.add("ICM006", where, found, "two or more grades, one number each", "complete the table")
        findings.refuse()
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.add("ICM024", where, f"grade {name!r} twice", "each grade once", "merge or rename")
    _check_counts(names, given[0], given[1], where, findings)
    if order is not None and str(order).replace("-", "_") == "worst_first":
        names, given = names[::-1], [part[::-1] for part in given]
    if pd is not None:
        _check_probabilities(names, given[2], where, findings)
    findings.refuse()
    counts = [np.round(part).astype(np.int64) for part in given[:2]]
    return GradeTable(names, counts[0], counts[1], given[2].copy() if pd is not None else None)


def _check_counts(names: tuple[str, ...], n: np.ndarray, events: np.ndarray, where: str, findings: Findings) -> None:
    for name, size, count in zip(names, n, events, strict=True):
        whole = np.isfinite(size) and np.isfinite(count) and size == np.floor(size) and count == np.floor(count)
        if not whole or not 0 <= count <= size:
            found = f"n = {size:g}, events = {count:g}"
            allowed = "whole numbers, 0 ≤ events ≤ n"
            findings.add("ICM079", f"{where}, grade {name}", found, allowed, "correct the counts")
    if np.nansum(n) == 0:
        findings.add("ICM006", where, "nobody in any grade", "subjects", "check the table")


def _check_probabilities(names: tuple[str, ...], pd: np.ndarray, where: str, findings: Findings) -> None:
    if not (np.isfinite(pd) & (pd > 0) & (pd < 1)).all():
        found = "a probability of default that is missing, 0, 1 or beyond"
        findings.add("ICM079", f"{where}, pd", found, "0 < pd < 1 for each grade", "complete the probabilities")
        return
    falls = [f"{names[place]} → {names[place + 1]}" for place in np.flatnonzero(np.diff(pd) <= 0)]
    if falls:
        allowed = "a higher probability for each worse grade"
        remedy = "is the order the other way round? otherwise merge these grades"
        findings.add(
            "ICM257", f"{where}, pd", f"pd does not rise from better to worse: {', '.join(falls)}", allowed, remedy
        )
