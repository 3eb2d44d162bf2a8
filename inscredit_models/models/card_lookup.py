"""Fast scoring by a card (评分卡查分): the same whole numbers as the scoring system, for a batch and for one record."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.columns import LARGEST, refuse, text_of
from inscredit_models.scoring.rounding import scaled

BLOCK = 16_384
"""Rows that are scored at once: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class ColumnLookup:
    """Points of one column in whole units of the last place, by the position of the bin."""

    bins: ColumnBins
    units: np.ndarray
    cuts: list[float]
    listed: list[int]
    exact: dict[Any, int]

    def units_of(self, value: Any) -> int:
        """Give the units of one value that is not missing."""
        found = self.exact.get(value)
        if found is not None:
            return found
        if self.bins.feature.kind == "categorical":
            return self.listed[-2]
        return self.listed[bisect_right(self.cuts, value)]


@dataclass(frozen=True)
class CardLookup:
    """Tables of a whole card.

    Parameters
    ----------
    columns : tuple of ColumnLookup
        Columns of the card.
    unit : int
        Units of one point: 10 to the power of the card's places.
    readable : dict of str to {"numeric", "categorical"}
        Kinds of all columns that a record may have, whether the card uses them or not.
    """

    columns: tuple[ColumnLookup, ...]
    unit: int
    readable: dict[str, str]

    def scores(self, frame: pd.DataFrame) -> np.ndarray:
        """Give the score of each row, shape (n,): sums of whole numbers, so their order cannot matter."""
        total = np.zeros(len(frame), dtype=np.int64)
        values = [frame[column.bins.feature.code] for column in self.columns]
        for start in range(0, len(frame), BLOCK):
            rows = slice(start, start + BLOCK)
            for column, cells in zip(self.columns, values, strict=True):
                total[rows] += column.units[column.bins.assign(cells.iloc[rows])]
        return total / self.unit

    def score(self, record: Mapping[str, Any]) -> float:
        """Give the score of one record by column; an absent or empty value is missing.

        Raises
        ------
        ColumnsRefused
            An unknown column (ICM008), text where a number belongs (ICM011), a number that is not finite (ICM027) or
            too large (ICM006).
        """
        if not record.keys() <= self.readable.keys():
            self._refuse_unknown(record)
        total = 0
        for column in self.columns:
            feature = column.bins.feature
            value = record.get(feature.code)
            if feature.kind == "numeric":
                value = value if type(value) is float else _number(value, feature.code)
                is_missing = value != value
                if not is_missing and not -LARGEST <= value <= LARGEST:
                    _refuse_number(value, feature.code)
            else:
                value = text_of(value)
                is_missing = value is None
            total += column.listed[-1] if is_missing else column.units_of(value)
        return total / self.unit

    def _refuse_unknown(self, record: Mapping[str, Any]) -> None:
        findings = Findings()
        for name in record:
            if name not in self.readable:
                remedy = near_names(str(name), self.readable)
                findings.add("ICM008", "record", f"column {name!r}", "columns of the card's table", remedy)
        refuse(findings)


def build_lookup(
    bins: Sequence[ColumnBins], points: Mapping[str, tuple[Decimal, ...]], places: int, readable: Mapping[str, str]
) -> CardLookup:
    """Make the tables of a card from its bins and their points."""
    columns = []
    for column in bins:
        listed = [scaled(value, places) for value in points[column.feature.code]]
        exact: dict[Any, int] = {level: listed[i] for i, group in enumerate(column.groups) for level in group}
        exact |= {value: listed[len(column.cuts) + 1 + i] for i, value in enumerate(column.special)}
        columns.append(ColumnLookup(column, np.array(listed, dtype=np.int64), list(column.cuts), listed, exact))
    return CardLookup(tuple(columns), 10**places, dict(readable))


def _number(value: Any, code: str) -> float:
    if value is None or value is pd.NA or value is pd.NaT:
        return math.nan
    if isinstance(value, str | bytes):
        findings = Findings()
        findings.add("ICM011", f"record, column {code!r}", "text", "a number", "correct the value")
        refuse(findings)
    return float(value)


def _refuse_number(value: float, code: str) -> None:
    findings = Findings()
    where = f"record, column {code!r}"
    if math.isinf(value):
        findings.add("ICM027", where, "an infinite value", "finite numbers", "correct it or leave it empty")
    else:
        findings.add("ICM006", where, f"a value beyond {LARGEST:g}", "smaller numbers", "choose another unit")
    refuse(findings)
