"""Reading cells as their declared types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.column_types import plain_cells, read_cells

INTEGER, MONEY, DATE, TRUTH, TEXT = pa.int64(), pa.decimal128(18, 2), pa.date32(), pa.bool_(), pa.string()


def read(cells: object, target: pa.DataType, name: str = "x") -> tuple[list, list[str]]:
    findings = Findings()
    array = cells if isinstance(cells, pa.Array) else pa.array(cells)
    values = read_cells(plain_cells(pa.chunked_array([array])), name, target, "t.csv", findings)
    assert values.type == target
    return values.to_pylist(), [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("cells", "target", "values"),
    [
        ([" 7", "+8", "-9", ""], INTEGER, [7, 8, -9, None]),
        ([7.0, float("nan")], INTEGER, [7, None]),
        (
            ["1", "1.5", "+1.50", "-0.10", "2.3400"],
            MONEY,
            [Decimal(t) for t in ("1.00", "1.50", "1.50", "-0.10", "2.34")],
        ),
        ([0.57, 1.1, None, -0.1], MONEY, [Decimal("0.57"), Decimal("1.10"), None, Decimal("-0.10")]),
        ([5, None], MONEY, [Decimal("5.00"), None]),
        (["2024-02-29", " "], DATE, [dt.date(2024, 2, 29), None]),
        (["true", "False", "1", "0", None], TRUTH, [True, False, True, False, None]),
        ([1, 0], TRUTH, [True, False]),
        (["a", ""], TEXT, ["a", None]),
        ([123456789012345678], TEXT, ["123456789012345678"]),
        (pa.nulls(2), MONEY, [None, None]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), TEXT, ["a", "b", "a"]),
        (pa.array(pd.to_datetime(["2024-02-29", None])), DATE, [dt.date(2024, 2, 29), None]),
    ],
)
def test_readable_cells_become_values(cells: object, target: pa.DataType, values: list) -> None:
    assert read(cells, target) == (values, [])


@pytest.mark.parametrize(
    ("cells", "target", "code"),
    [
        (["1", "x"], INTEGER, "ICM011"),
        ([1.0, 1.5], INTEGER, "ICM011"),
        ([1, 2**40], pa.int32(), "ICM011"),
        (["1", "1.005"], MONEY, "ICM011"),
        ([1.0, 1.005], MONEY, "ICM011"),
        ([Decimal("1.00"), Decimal("1.001")], MONEY, "ICM011"),
        ([True], MONEY, "ICM011"),
        (["2024-02-29", "2023-02-29"], DATE, "ICM016"),
        (["2024-02-29", "29.02.2024"], DATE, "ICM016"),
        (["2024-02-29", "20240229"], DATE, "ICM016"),
        (pa.array(pd.to_datetime(["2024-02-29 00:00", "2024-02-29 10:00"])), DATE, "ICM016"),
        ([20240229], DATE, "ICM016"),
        (["true", "maybe"], TRUTH, "ICM006"),
    ],
)
def test_unreadable_cells_become_null_and_a_finding(cells: object, target: pa.DataType, code: str) -> None:
    values, codes = read(cells, target)
    assert codes == [code]
    assert values[-1] is None


@pytest.mark.parametrize("cells", [[1.23e17], ["1.23E+17"], ["123456789012345678.0"]])
def test_an_identifier_that_went_through_a_float_is_refused(cells: list) -> None:
    assert read(cells, TEXT, "subject_id") == ([None], ["ICM013"])


def test_findings_name_rows_and_never_a_value() -> None:
    findings = Findings()
    read_cells(pa.array(["1", "secret"]), "fine", MONEY, "v.csv", findings)
    assert findings.items[0].where == "v.csv, column 'fine', row 3"
    assert "secret" not in str(findings.items[0])


def test_what_is_no_text_is_a_finding_and_unsigned_numbers_are_read_to_their_bound() -> None:
    assert read([[1]], TEXT) == ([None], ["ICM006"])
    assert read(pa.array([b"\xff"]), TEXT) == ([None], ["ICM006"])
    assert read(pa.array([2**63, 7], pa.uint64()), INTEGER) == ([None, 7], ["ICM011"])
    assert read(pa.array([2**63, 7], pa.uint64()), MONEY) == ([None, Decimal("7.00")], ["ICM011"])


def test_a_week_date_is_no_day() -> None:
    assert read(["2024-W05-3"], DATE) == ([None], ["ICM016"])
