"""What a scoring system reads of a frame: its columns as floats or text, checked all at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api import types as kinds

from inscredit_models.findings import Findings, near_names
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.scoring.system import Categories, ScoringSystem


def read_columns(system: ScoringSystem, frame: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Read the column of every leaf.

    Parameters
    ----------
    system : ScoringSystem
        A checked system.
    frame : pandas.DataFrame of shape (n, any)
        Columns that no leaf reads are ignored.

    Returns
    -------
    dict
        By leaf code: values (float64, or text for categories) of shape (n,), and where they are present.

    Raises
    ------
    Refused
        With all findings: a column missing (ICM010) or twice (ICM028), text where numbers belong (ICM011), numbers
        where categories belong (ICM006), infinite values (ICM027).
    """
    findings = Findings()
    names = list(frame.columns)
    columns = {}
    for leaf in leaves(system):
        where = f"{system.code}, column {leaf.column!r}"
        if names.count(leaf.column) != 1:
            _report_absent(where, leaf.column, [str(name) for name in names], findings)
            continue
        column = frame[leaf.column]
        read = _text if isinstance(leaf.normalise, Categories) else _numbers
        columns[leaf.code] = read(column, where, findings)
    findings.refuse()
    return columns


def _report_absent(where: str, name: str, names: list[str], findings: Findings) -> None:
    if name in names:
        findings.add("ICM028", where, "the column twice", "each column once", "rename one of them")
    else:
        findings.add("ICM010", where, "no such column", "a column for every leaf", near_names(name, names))


def _numbers(column: pd.Series, where: str, findings: Findings) -> tuple[np.ndarray, np.ndarray]:
    present = column.notna().to_numpy()
    if kinds.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        numbers = [isinstance(value, int | float | np.number) for value in column[present]]
        if not all(numbers):
            findings.add(
                "ICM011", where, f"{len(numbers) - sum(numbers)} values of text", "numbers", "correct the cells"
            )
            return np.zeros(len(column)), present
        values = np.full(len(column), np.nan)
        values[present] = np.array(list(column[present]), dtype=float)
    infinite = int(np.isinf(values).sum())
    if infinite:
        findings.add(
            "ICM027", where, f"{infinite} infinite values", "finite numbers", "correct them or leave them empty"
        )
    return values, present


def _text(column: pd.Series, where: str, findings: Findings) -> tuple[np.ndarray, np.ndarray]:
    present = column.notna().to_numpy()
    values = np.array(column.astype(object), dtype=object)
    others = sum(not isinstance(value, str) for value in values[present])
    if others:
        findings.add(
            "ICM006", where, f"{others} values that are not text", "categories as text", "write the categories as text"
        )
    return values, present
