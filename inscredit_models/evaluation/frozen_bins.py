"""Bins frozen on a reference sample (冻结分箱), so that later samples are counted by the same rule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from inscredit_models.findings import Finding, Refused

BINS = 10
MISSING = "missing"
OTHER = "other"


@dataclass(frozen=True)
class FrozenBins:
    """How values are counted: intervals of a number or levels of a text, and missing as a bin of its own.

    Parameters
    ----------
    edges : ndarray or None
        Inner edges of a numeric column; a bin is (edge before, edge].
    levels : tuple of str
        Levels of a text column; anything else is "other".
    """

    edges: np.ndarray | None
    levels: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each bin, in the order of the counts."""
        if self.edges is None:
            return (*self.levels, OTHER, MISSING)
        ends = [-np.inf, *self.edges, np.inf]
        return (*(f"({low:g}, {high:g}]" for low, high in pairwise(ends)), MISSING)

    def place(self, values: pd.Series) -> np.ndarray:
        """Give the bin of each value, as an index into `names`."""
        missing = values.isna().to_numpy()
        if self.edges is None:
            lookup = {level: number for number, level in enumerate(self.levels)}
            bins = np.array([lookup.get(str(value), len(lookup)) for value in values], dtype=int)
        else:
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
            bins = np.searchsorted(self.edges, np.where(missing, np.inf, numbers), side="left")
        return np.where(missing, len(self.names) - 1, bins)

    def count(self, values: pd.Series, weights: np.ndarray | None = None) -> np.ndarray:
        """Count values by bin; weights let rows of one subject share a count of one."""
        return np.bincount(self.place(values), weights=weights, minlength=len(self.names)).astype(float)


def freeze_bins(values: pd.Series, *, bins: int = BINS) -> FrozenBins:
    """Freeze bins on a reference sample: quantiles of a numeric column, levels of a text column.

    Values that repeat may leave fewer bins than asked. The largest value is no edge, so the last bin is open.

    Raises
    ------
    Refused
        ICM026 where every value is missing, ICM027 for infinite values.

    Examples
    --------
    >>> frozen = freeze_bins(pd.Series([1.0, 2.0, 3.0, 4.0]), bins=2)
    >>> frozen.names, frozen.count(pd.Series([0.0, 9.0, np.nan])).tolist()
    (('(-inf, 2]', '(2, inf]', 'missing'), [1.0, 1.0, 1.0])
    """
    known = values.dropna()
    where = f"column {values.name!r}" if values.name is not None else "values"
    if not len(known):
        raise Refused([Finding("ICM026", where, "no value in the reference", "at least one", "leave the column out")])
    if not pd.api.types.is_numeric_dtype(values):
        return FrozenBins(None, tuple(sorted(known.astype("str").unique())))
    numbers = known.to_numpy(dtype=float)
    if not np.isfinite(numbers).all():
        found = f"{int((~np.isfinite(numbers)).sum())} infinite values"
        raise Refused([Finding("ICM027", where, found, "finite or missing", "leave the cell empty where not known")])
    edges = np.unique(np.quantile(numbers, np.arange(1, bins) / bins, method="inverted_cdf"))
    return FrozenBins(edges[edges < numbers.max()])
