"""The door for statements: columns, types, all findings at once."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.statements import (
    STATEMENT_COLUMNS,
    check_statements,
    mandatory_columns,
    statement_schema,
)

CATALOGUE = load_catalogue()
VIOLATION = CATALOGUE.record_type("violation")


def frame(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "record_id": [f"v{number}" for number in range(rows)],
            "sequence": "1",
            "status": "asserted",
            "subject_id": "s",
            "event_date": "2024-01-31",
            "known_date": "2024-02-29",
            "operator_class": "credit_agency",
            "severity": "serious",
            "fine": "100.50",
        }
    )


def check(data: pd.DataFrame) -> tuple[pa.Table | None, list[str]]:
    findings = Findings()
    table = check_statements(data, VIOLATION, CATALOGUE, "violation.csv", findings)
    return table, [finding.code for finding in findings]


@pytest.mark.parametrize("record", CATALOGUE.record_types, ids=lambda record: record.code)
def test_every_record_type_has_the_shared_columns_then_its_fields(record: object) -> None:
    names = statement_schema(record).names
    assert tuple(names[: len(STATEMENT_COLUMNS)]) == STATEMENT_COLUMNS
    assert names[len(STATEMENT_COLUMNS) :] == [field.name for field in record.fields]


def test_good_text_rows_become_a_typed_table_with_absent_optional_columns_empty() -> None:
    table, codes = check(frame())
    assert codes == []
    assert table.schema == statement_schema(VIOLATION)
    assert table.column("reason").null_count == 3
    assert str(table.column("fine")[0].as_py()) == "100.50"


def test_all_findings_come_at_once() -> None:
    bad = frame().drop(columns="operator_class").assign(colour="red")
    bad["fine"] = ["1", "dear", "3"]
    bad["known_date"] = ["2024-02-29", "2024-13-01", "2024-01-01"]
    bad["severity"] = ["serious", "grave", ""]
    table, codes = check(bad)
    assert table is None
    assert sorted(codes) == ["ICM007", "ICM008", "ICM010", "ICM011", "ICM015", "ICM016", "ICM017"]


def test_the_content_of_cells_never_appears_in_a_finding() -> None:
    findings = Findings()
    bad = frame(1).assign(severity="WangWu", fine="WangWu", event_date="WangWu")
    check_statements(bad, VIOLATION, CATALOGUE, "violation.csv", findings)
    assert len(findings) == 3
    assert "WangWu" not in "".join(map(str, findings))


def test_a_column_twice_is_refused() -> None:
    data = frame()
    data.columns = ["record_id", *data.columns[1:-1], "severity"]
    assert "ICM028" in check_names(data)


def check_names(data: pd.DataFrame) -> list[str]:
    findings = Findings()
    table = pa.table([pa.array(data.iloc[:, place]) for place in range(data.shape[1])], names=list(data.columns))
    check_statements(table, VIOLATION, CATALOGUE, "violation.csv", findings)
    return [finding.code for finding in findings]


def test_mandatory_columns_are_the_shared_ones_and_the_types_own() -> None:
    assert mandatory_columns(VIOLATION)[-2:] == ("operator_class", "severity")


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_checked_within_seconds() -> None:
    data = frame(100_000)
    data["fine"] = (np.arange(len(data)) / 100).astype(str)
    start = time.process_time()
    assert check(data)[1] == []
    assert time.process_time() - start < 5
