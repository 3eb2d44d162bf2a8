"""Naming rows in findings: the first ones by number, the rest counted, never a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from inscredit_models.findings import Finding, Findings

FIRST_ROW = 2
"""Number of the first data row, as a spreadsheet shows it under its header."""

NAMED_ROWS = 20


def name_rows(bad: np.ndarray, numbers: np.ndarray | None = None) -> str:
    """Name the rows that a mask marks.

    Parameters
    ----------
    bad : numpy.ndarray of bool, shape (n_rows,)
        True where the row is wrong.
    numbers : numpy.ndarray of int, optional
        Number of each row in its file; without it rows are counted from 2, as under a header.

    Examples
    --------
    >>> name_rows(np.array([False, True, True]))
    'rows 3, 4'
    >>> name_rows(np.array([True, False]))
    'row 2'
    """
    return name_numbers(np.flatnonzero(bad) + FIRST_ROW if numbers is None else numbers[bad])


def name_numbers(numbers: Sequence[int] | np.ndarray) -> str:
    """Name rows by their numbers: the first 20, the rest counted.

    Examples
    --------
    >>> name_numbers([7]), name_numbers(range(2, 30))[-13:]
    ('row 7', '21 and 8 more')
    """
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


@dataclass(frozen=True, slots=True)
class Mark:
    """One rule broken in one column: which rows of the table are marked.

    Parameters
    ----------
    code : str
        Code of the rule.
    column, found, allowed, remedy : str
        Name of the column and texts of the finding.
    rows : numpy.ndarray of int
        Positions of the rows in the table, from 0, rising.
    """

    code: str
    column: str
    found: str
    allowed: str
    remedy: str
    rows: np.ndarray


@dataclass(slots=True)
class RowFindings(Findings):
    """A collector that also remembers which rows each finding marks, so that they can be put aside.

    Parameters
    ----------
    numbers : numpy.ndarray of int, optional
        Number of each row in its file; without it rows are counted from 2, as under a header.
    """

    numbers: np.ndarray | None = None
    marks: list[Mark] = field(default_factory=list)
    of_rows: list[Finding] = field(default_factory=list)

    def of_the_whole(self) -> tuple[Finding, ...]:
        """Give the errors that are about the table as a whole, such as its header."""
        return tuple(item for item in self if item.severity == "error" and item not in self.of_rows)


def report_rows(
    bad: np.ndarray, column: str, code: str, found: str, allowed: str, remedy: str, *, where: str, findings: Findings
) -> None:
    """Add one finding for the rows that a mask marks, if it marks any.

    Parameters
    ----------
    bad : numpy.ndarray of bool, shape (n_rows,)
        True where the row is wrong.
    column, code, found, allowed, remedy : str
        Column, rule and texts of the finding; ``found`` is half a sentence after the number of cells.
    where : str
        File of the table.
    findings : Findings
        Collector; a `RowFindings` keeps the rows too.
    """
    if not bad.any():
        return
    numbers = findings.numbers if isinstance(findings, RowFindings) else None
    place = f"{where}, column {column!r}, {name_rows(bad, numbers)}"
    finding = Finding(code, place, count_cells(bad, found), allowed, remedy)
    findings.extend([finding])
    if isinstance(findings, RowFindings):
        findings.marks.append(Mark(code, column, found, allowed, remedy, np.flatnonzero(bad)))
        findings.of_rows.append(finding)
