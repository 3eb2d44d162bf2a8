"""Columns made into numbers (编码): for linear models, and as codes for boosting. What is estimated is plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature


@dataclass(frozen=True)
class NumericCode:
    """A numeric column: median where missing, then (value − mean) / scale; an indicator where training had gaps."""

    median: float
    mean: float
    scale: float
    has_indicator: bool

    @property
    def width(self) -> int:
        """Number of encoded columns."""
        return 1 + self.has_indicator


@dataclass(frozen=True)
class LevelCode:
    """A categorical column: one 0/1 column per frequent level, then one for "other", then one for "missing".

    A level that is rare in training, or was not seen in it, is "other"; where training had no rare level there is no
    such column, and an unseen level has zero everywhere. The same holds for "missing".
    """

    frequent: tuple[str, ...]
    has_other: bool
    has_missing: bool

    @property
    def width(self) -> int:
        """Number of encoded columns."""
        return len(self.frequent) + self.has_other + self.has_missing


@dataclass(frozen=True)
class LinearEncoder:
    """A fitted encoder for linear models.

    Parameters
    ----------
    features : tuple of Feature
        Columns of the frame, in order.
    codes : dict of str to NumericCode or LevelCode
        What was estimated for each column.
    """

    features: tuple[Feature, ...]
    codes: dict[str, NumericCode | LevelCode]

    @classmethod
    def from_training(cls, frame: pd.DataFrame, features: Sequence[Feature], *, rare_below: int) -> Self:
        """Estimate medians, scales and levels from training rows; levels under ``rare_below`` rows are pooled.

        Examples
        --------
        >>> frame = pd.DataFrame({"x": [1.0, 3.0, float("nan")]})
        >>> LinearEncoder.from_training(frame, (Feature("x"),), rare_below=1).transform(frame).round(3).tolist()
        [[-1.225, 0.0], [1.225, 0.0], [0.0, 1.0]]
        """
        estimate = {"numeric": _numeric_code, "categorical": lambda column: _level_code(column, rare_below)}
        return cls(tuple(features), {f.code: estimate[f.kind](frame[f.code]) for f in features})

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Give the encoded columns, shape (n, n_encoded); never missing."""
        blocks = [_encode(frame[f.code], self.codes[f.code]) for f in self.features]
        return np.column_stack(blocks) if blocks else np.empty((len(frame), 0))

    def owners(self) -> list[str]:
        """Name the feature that each encoded column belongs to."""
        return [f.code for f in self.features for _ in range(self.codes[f.code].width)]

    def to_plain(self) -> dict[str, Any]:
        """Give the estimates as plain JSON values."""
        return {code: asdict(estimate) for code, estimate in self.codes.items()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any], features: Sequence[Feature]) -> Self:
        """Rebuild the encoder from `to_plain`."""
        codes = {f.code: _read_code(f, plain[f.code]) for f in features}
        return cls(tuple(features), codes)


def encode_for_boosting(
    frame: pd.DataFrame, features: Sequence[Feature], levels: Mapping[str, Sequence[str]]
) -> np.ndarray:
    """Give one float column per feature for boosting, shape (n, n_features).

    Numeric columns stay as they are, missing as NaN. A categorical column gives the position of its level in
    ``levels``; missing and unseen levels are levels of their own after those: "missing", then "other".

    Examples
    --------
    >>> frame = pd.DataFrame({"region": ["south", "moon", None]})
    >>> encode_for_boosting(frame, (Feature("region", "categorical"),), {"region": ("north", "south")}).ravel().tolist()
    [1.0, 3.0, 2.0]
    """
    columns = []
    for feature in features:
        column = frame[feature.code]
        if feature.kind == "numeric":
            columns.append(column.to_numpy(dtype=float))
            continue
        known = levels[feature.code]
        places = {level: place for place, level in enumerate(known)}
        codes = column.map(places).to_numpy(dtype=float, na_value=np.nan)
        codes = np.where(np.isnan(codes), len(known) + 1.0, codes)
        columns.append(np.where(column.isna().to_numpy(), float(len(known)), codes))
    return np.column_stack(columns)


def _numeric_code(column: pd.Series) -> NumericCode:
    values = column.to_numpy(dtype=float)
    gaps = np.isnan(values)
    median = float(np.median(values[~gaps])) if not gaps.all() else 0.0
    filled = np.where(gaps, median, values)
    mean, scale = float(filled.mean()), float(filled.std())
    # A constant column may show a deviation of a few last bits: it carries nothing, and must not be blown up.
    is_constant = filled.min() == filled.max()
    return NumericCode(median, mean, 1.0 if is_constant or scale == 0 else scale, bool(gaps.any()))


def _level_code(column: pd.Series, rare_below: int) -> LevelCode:
    counts = column.value_counts()
    frequent = sorted(level for level, count in counts.items() if count >= rare_below)
    return LevelCode(tuple(frequent), len(frequent) < len(counts), bool(column.isna().any()))


def _encode(column: pd.Series, code: NumericCode | LevelCode) -> np.ndarray:
    gaps = column.isna().to_numpy()
    if isinstance(code, NumericCode):
        values = np.where(gaps, code.median, column.to_numpy(dtype=float))
        scaled = (values - code.mean) / code.scale
        return np.column_stack([scaled, gaps]) if code.has_indicator else scaled[:, np.newaxis]
    places = {level: place for place, level in enumerate(code.frequent)}
    place = column.map(places).to_numpy(dtype=float, na_value=np.nan)
    place = np.where(np.isnan(place) & ~gaps, len(code.frequent) if code.has_other else np.nan, place)
    place = np.where(gaps, code.width - 1 if code.has_missing else np.nan, place)
    return (place[:, np.newaxis] == np.arange(code.width)).astype(float)


def _read_code(feature: Feature, plain: Mapping[str, Any]) -> NumericCode | LevelCode:
    if feature.kind == "numeric":
        return NumericCode(**plain)
    return LevelCode(tuple(plain["frequent"]), plain["has_other"], plain["has_missing"])
