"""Plain numbers are read; every other way of writing is named with its rows and read by nobody."""

from __future__ import annotations

import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.company_panel.cells import read_numbers
from inscredit_models.records.company_panel.declaration import Bounds, PanelColumn

RATIO = PanelColumn(code="ratio", zh="比率", en="Ratio", unit="fraction", plausible=Bounds(**{"from": 0, "to": 20}))


def _read(cells: list[str | None], scale: float = 1.0) -> tuple[list[float] | None, Findings]:
    findings = Findings()
    values = read_numbers(pd.Series(cells, name="ratio", dtype="str"), RATIO, scale, "t.csv", findings)
    return None if values is None else values.tolist(), findings


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("1,234.5", "ICM094", "thousands separators"),
        ("1 234", "ICM094", "thousands separators"),
        ("１．５", "ICM094", "full-width"),
        ("135%", "ICM093", "percent"),
        ("2023-01-05", "ICM094", "dates"),
        ("#DIV/0!", "ICM094", "Excel errors"),
        ("n/a", "ICM094", "text"),
        ("٣", "ICM094", "text"),
        ("nan", "ICM094", "text"),
    ],
)
def test_other_ways_of_writing_are_named_with_their_row(cell: str, code: str, words: str) -> None:
    values, findings = _read(["1.5", None, cell])
    (finding,) = findings
    assert values is None and finding.code == code and words in finding.found and finding.where.endswith("rows 4")


def test_percent_where_a_fraction_is_declared_is_refused_unless_mapped() -> None:
    values, findings = _read(["135.9", "210", "98.4"])
    assert values is None and [finding.code for finding in findings] == ["ICM093"]
    values, findings = _read(["135.9", "210"], scale=0.01)
    assert values == pytest.approx([1.359, 2.10]) and not len(findings)


def test_a_few_large_fractions_are_no_percent() -> None:
    values, findings = _read(["25", "1.2", "1.3"])
    assert values == [25, 1.2, 1.3] and not len(findings)
