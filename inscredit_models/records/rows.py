"""Naming rows in findings: the first ones by number, the rest counted, never a value."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

FIRST_ROW = 2
"""Number of the first data row, as a spreadsheet shows it under its header."""

NAMED_ROWS = 20


def name_rows(bad: np.ndarray) -> str:
    """Name the rows that a mask marks.

    Parameters
    ----------
    bad : numpy.ndarray of bool, shape (n_rows,)
        True where the row is wrong.

    Examples
    --------
    >>> name_rows(np.array([False, True, True]))
    'rows 3, 4'
    >>> name_rows(np.array([True, False]))
    'row 2'
    """
    numbers = np.flatnonzero(bad) + FIRST_ROW
    named = ", ".join(str(number) for number in numbers[:NAMED_ROWS])
    rest = f" and {len(numbers) - NAMED_ROWS} more" if len(numbers) > NAMED_ROWS else ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {named}{rest}"


def count_cells(bad: np.ndarray, what: str) -> str:
    """Say how many cells are wrong, as half a sentence.

    Examples
    --------
    >>> count_cells(np.array([True, False, True]), "without a value")
    '2 cells without a value'
    """
    number = int(np.count_nonzero(bad))
    return f"{number} {'cell' if number == 1 else 'cells'} {what}"


def as_mask(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Give Arrow booleans as a numpy mask; null is False."""
    return (
        values.fill_null(False).to_numpy(zero_copy_only=False)
        if isinstance(values, pa.Array)
        else (values.fill_null(False).to_numpy())
    )
