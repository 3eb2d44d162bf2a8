"""How a frame becomes columns (列的读取): the one door between a user's table and every model.

Inside the models a table is always the same: a frame whose numeric columns are float64 with NaN for missing and whose
categorical columns are text with NaN for missing. Text is stripped of outer white space, and empty text is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types as kinds

from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.models.features import Feature

LARGEST = 1e100
"""Numbers beyond this (either sign) are refused: their squares leave the range of a float."""

_NUMBERS = {"integer", "floating", "mixed-integer-float", "boolean", "decimal", "empty"}


class ColumnsRefused(Refused, ValueError):
    """Refused input of a model; also a ``ValueError``, which is what scikit-learn's tools expect."""


def refuse(findings: Findings) -> None:
    """Raise `ColumnsRefused` with everything found when something is an error."""
    if any(finding.severity == "error" for finding in findings):
        raise ColumnsRefused(findings)


def derive_features(frame: pd.DataFrame) -> tuple[Feature, ...]:
    """Say what each column is where nothing is declared: numbers and truth values are numeric, all else is text.

    A column of objects counts as numeric when all of its present values are numbers. No direction is derived.

    Examples
    --------
    >>> [(f.code, f.kind) for f in derive_features(pd.DataFrame({"年龄": [30, 40], "地区": ["北京", "上海"]}))]
    [('年龄', 'numeric'), ('地区', 'categorical')]
    """
    return tuple(
        Feature(str(name).strip(), "numeric" if _is_number(column) else "categorical") for name, column in frame.items()
    )


def read_frame(X: Any, features: Sequence[Feature] | None) -> tuple[pd.DataFrame, tuple[Feature, ...]]:
    """Read a table or array as columns of the declared (or derived) kinds.

    Parameters
    ----------
    X : DataFrame or array of shape (n, n_features)
        An array has its columns named by ``features``, or ``x0``, ``x1``, …
    features : sequence of Feature or None
        Declared columns, in order; None derives them from the frame.

    Returns
    -------
    frame : DataFrame
        A copy with the index 0 … n − 1.
    features : tuple of Feature
        One per column.

    Raises
    ------
    ColumnsRefused
        With all findings: a column missing (ICM010), not declared (ICM008) or twice (ICM028), text in a numeric column
        (ICM011), a value that is not finite (ICM027), a date or a
        number beyond ``LARGEST`` (ICM006).
    """
    frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(np.asarray(X))
    if not isinstance(X, pd.DataFrame):
        named = features if features is not None and len(features) == frame.shape[1] else None
        frame.columns = [f.code for f in named] if named else [f"x{i}" for i in range(frame.shape[1])]
    features = derive_features(frame) if features is None else tuple(features)
    findings = Findings()
    _check_names([str(name).strip() for name in frame.columns], [f.code for f in features], findings)
    refuse(findings)
    columns = {f.code: _read(frame.iloc[:, i], f, findings) for i, f in enumerate(features)}
    refuse(findings)
    # The columns are copies already: stacking them into one block would copy everything once more.
    return pd.DataFrame(columns, copy=False), features


def levels_of(frame: pd.DataFrame, features: Sequence[Feature]) -> dict[str, tuple[str, ...]]:
    """Give the levels (取值) that occur in each categorical column, sorted; missing is not a level."""
    return {f.code: tuple(sorted(frame[f.code].dropna().unique())) for f in features if f.kind == "categorical"}


def count_unseen(frame: pd.DataFrame, levels: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Count, for each categorical column, the values that are no known level (missing ones do not count).

    Examples
    --------
    >>> count_unseen(pd.DataFrame({"region": ["north", "moon", None]}), {"region": ("north", "south")})
    {'region': 1}
    """
    return {code: int((~frame[code].isin(list(known)) & frame[code].notna()).sum()) for code, known in levels.items()}


def _check_names(found: list[str], declared: list[str], findings: Findings) -> None:
    for name in sorted({name for name in found if found.count(name) > 1}):
        findings.add("ICM028", f"column {name!r}", "twice", "each column once", "rename one of them")
    for name in declared:
        if name not in found:
            findings.add("ICM010", "table", f"no column {name!r}", "all declared columns", near_names(name, found))
    for name in found:
        if name not in declared:
            findings.add("ICM008", "table", f"column {name!r}", "declared columns only", "drop or declare it")
    if not len(findings) and found != declared:
        findings.add("ICM006", "table", "columns in another order", "the declared order", "reorder the columns")


def _is_number(column: pd.Series) -> bool:
    if kinds.is_object_dtype(column.dtype):
        return kinds.infer_dtype(column, skipna=True) in _NUMBERS
    return kinds.is_numeric_dtype(column.dtype)


def _read(column: pd.Series, feature: Feature, findings: Findings) -> np.ndarray | pd.Series:
    where = f"column {feature.code!r}"
    if kinds.is_datetime64_any_dtype(column.dtype) or kinds.is_timedelta64_dtype(column.dtype):
        findings.add("ICM006", where, "dates", "numbers or text", "turn them into days since a date that matters")
        return np.full(len(column), np.nan)
    if feature.kind == "categorical":
        return _text(column)
    if not _is_number(column) and not column.isna().all():
        count = int(pd.to_numeric(column, errors="coerce").isna().sum() - column.isna().sum())
        found = f"{count} values of text" if count else "numbers stored as text"
        findings.add("ICM011", where, found, "numbers", "correct the cells, or declare the column categorical")
        return np.full(len(column), np.nan)
    plain = column if column.dtype == np.float64 else column.astype(float)
    values = plain.to_numpy(dtype=float, na_value=np.nan) + 0.0  # a copy in which −0.0 is 0.0
    beyond = np.abs(values) > LARGEST
    if not beyond.any():
        return values
    infinite = int(np.isinf(values).sum())
    too_large = int(beyond.sum()) - infinite
    if too_large:
        found = f"{too_large} values beyond {LARGEST:g}"
        findings.add("ICM006", where, found, "numbers whose squares can be added", "choose another unit")
    if infinite:
        findings.add(
            "ICM027", where, f"{infinite} infinite values", "finite numbers", "correct them or leave them empty"
        )
    return values


def text_of(value: Any) -> str | None:
    """Read one cell as a category: outer white space goes, empty is missing, whole numbers lose their ``.0``.

    It looks at the cell alone, never at its neighbours: a row alone is read as it is in a batch.

    Examples
    --------
    >>> [text_of(value) for value in (" a ", 1.0, True, "", None, float("nan"))]
    ['a', '1', '1', None, None, None]
    """
    if isinstance(value, str):
        return value.strip() or None
    if pd.isna(value):
        return None
    if isinstance(value, bool | int | float | Decimal | np.number | np.bool_):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    return str(value).strip() or None


def _text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.StringDtype):
        stripped = column.str.strip().astype("str").reset_index(drop=True)
        return stripped.where(stripped != "")
    return pd.Series([text_of(value) for value in column], dtype="str")
