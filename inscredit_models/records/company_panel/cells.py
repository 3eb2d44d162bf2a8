"""Number cells of a published table (数字单元格): plain numbers are read, every other way of writing is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.records.company_panel.declaration import PanelColumn

SHOWN = 20
"""So many rows are named for one column and way of writing; the rest are counted."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WAYS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("full-width digits or signs (全角)", re.compile(r".*[０-９．，％－＋].*"), "write ASCII digits"),
    ("percent signs", re.compile(r"[^%]*%\s*"), "write the fraction, or map the bare number with scale = 0.01"),
    ("thousands separators", re.compile(r"[+-]?\d{1,3}([,' ]\d{3})+(\.\d+)?"), "export numbers without separators"),
    ("Excel errors", re.compile(r"#[A-Z/0!?]+"), "correct the formula, or leave the cell empty"),
    ("dates", re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*"), "the spreadsheet made a date of a number: export again"),
)


def read_numbers(
    cells: pd.Series, column: PanelColumn, scale: float, where: str, findings: Findings
) -> np.ndarray | None:
    """Read a column of text cells (missing where empty) as numbers times the scale.

    Everything that is no plain number becomes a finding with its rows (ICM094, or ICM093 for percent); then ``None``.

    Examples
    --------
    >>> found = Findings()
    >>> ratio = PanelColumn(code="ratio", zh="比率", en="Ratio", unit="fraction")
    >>> read_numbers(pd.Series(["1.5", None]), ratio, 1.0, "t.csv", found).tolist()
    [1.5, nan]
    >>> read_numbers(pd.Series(["1,234", "１２", "98%"]), ratio, 1.0, "t.csv", found)
    >>> [finding.code for finding in found]
    ['ICM094', 'ICM093', 'ICM094']
    """
    before = len(findings)
    place = f"{where}, column {cells.name or column.code!r}"
    present = cells.dropna()
    odd = present[~present.str.fullmatch(_PLAIN).to_numpy(bool)]
    for words, pattern, remedy in _WAYS:
        hit = odd.str.fullmatch(pattern).to_numpy(bool)
        if hit.any():
            code = "ICM093" if words == "percent signs" else "ICM094"
            _name(code, place, odd.index[hit], words, column, remedy, findings)
        odd = odd[~hit]
    if len(odd):
        _name("ICM094", place, odd.index, "text", column, "correct them, or declare the marker as missing", findings)
    if len(findings) > before:
        return None
    values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan) * scale
    _refuse_percent(values, column, place, findings)
    return values if len(findings) == before else None


def _name(
    code: str, place: str, index: Sequence[int], words: str, column: PanelColumn, remedy: str, findings: Findings
) -> None:
    rows = [int(position) + 2 for position in index]
    shown = ", ".join(str(row) for row in rows[:SHOWN]) + (" …" if len(rows) > SHOWN else "")
    findings.add(
        code, f"{place}, rows {shown}", f"{len(rows)} cells with {words}", f"plain numbers ({column.unit})", remedy
    )


def _refuse_percent(values: np.ndarray, column: PanelColumn, place: str, findings: Findings) -> None:
    """Refuse a column most of whose values lie outside the plausible ones while a hundredth lies inside."""
    if column.plausible is None:
        return
    low, high = column.plausible.from_, column.plausible.to
    present = values[~np.isnan(values)]
    hundredth = present / 100
    is_percent = ((present < low) | (present > high)) & (hundredth >= low) & (hundredth <= high)
    if len(present) and is_percent.mean() > 0.5:
        findings.add(
            "ICM093",
            place,
            f"{int(is_percent.sum())} of {len(present)} values look like percent (median {np.median(present):g})",
            f"{column.unit} between {low:g} and {high:g}",
            "map the column with scale = 0.01 if it is percent",
        )
