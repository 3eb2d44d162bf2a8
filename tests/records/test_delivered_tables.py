"""Tables handed over in a program: the same rows accepted, the same put aside, the same findings as from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.records.delivered_tables import read_tables_handed_over
from inscredit_models.records.delivery import examine_delivery
from inscredit_models.records.spark_engine import spark_session, why_no_spark
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in
from tests.records.good_delivery import good_rows, write_csv
from tests.records.small_store import statements

OPTIONS = IntakeOptions("practitioner", "credit_agency", origin="simulated")
needs_spark = pytest.mark.skipif(why_no_spark() is not None, reason=f"Spark: {why_no_spark()}")


def rows_with_defects() -> dict[str, list[dict[str, str]]]:
    """Forty violations: one of an unknown code, one without a date, one doubled; taxes without consent."""
    rows = good_rows()
    violations = [dict(row) for row in rows["violation"][:40]]
    violations[3]["severity"], violations[5]["event_date"] = "dire", ""
    return {"violation": [*violations, violations[8]], "tax": rows["tax"][:20], "consent": rows["consent"][:10]}


def check_same_as_csv(tables: dict[str, Any], folder: Path) -> None:
    """Demand that tables give what CSV files of the same cells give."""
    rows = rows_with_defects()
    expected = take_in(write_csv(folder / "d", rows), folder / "files", OPTIONS)
    found = take_in(tables, folder / "tables", OPTIONS)
    assert {file.removeprefix("table "): counts for file, counts in found.rows.items()} == {
        file.removesuffix(".csv"): counts for file, counts in expected.rows.items()
    }
    assert found.rows["table violation"] == (41, 38, 3)
    assert put_aside(found, "table violation") == put_aside(expected, "violation.csv")
    told = [[(finding.code, finding.found) for finding in report.findings] for report in (found, expected)]
    assert told[0] == told[1]
    first, second = (RecordStore.open(folder / name) for name in ("files", "tables"))
    assert first.digest == second.digest
    for code in first.record_codes():
        assert statements(first, code) == statements(second, code)


def put_aside(report: Any, file: str) -> set[tuple[int, str]]:
    lines = report.quarantine.to_pylist()
    return {(line["row"], line["rule"]) for line in lines if line["file"] == file}


def test_arrow_pandas_and_duckdb_tables_give_what_files_give(tmp_path: Path) -> None:
    rows = rows_with_defects()
    arrow = {name: pa.Table.from_pylist(items) for name, items in rows.items()}
    check_same_as_csv(arrow, tmp_path / "arrow")
    check_same_as_csv({name: table.to_pandas() for name, table in arrow.items()}, tmp_path / "pandas")
    with duckdb.connect() as connection:
        check_same_as_csv({name: connection.from_arrow(table) for name, table in arrow.items()}, tmp_path / "duckdb")


@pytest.mark.spark
@needs_spark
def test_spark_tables_give_what_files_give(tmp_path: Path) -> None:
    session = spark_session()
    frames = {
        name: session.createDataFrame(pa.Table.from_pylist(items)).coalesce(1)
        for name, items in rows_with_defects().items()
    }
    frames["tax"].createOrReplaceTempView("tax_of_the_bureau")
    check_same_as_csv(frames | {"tax": session.table("tax_of_the_bureau")}, tmp_path)


def test_an_unknown_name_no_table_and_what_is_no_table_are_findings(tmp_path: Path) -> None:
    findings = Findings()
    assert read_tables_handed_over({}, findings) == ()
    assert read_tables_handed_over({"tax": [1, 2]}, findings) == ()
    assert [finding.code for finding in findings] == ["ICM002", "ICM005"]
    report = examine_delivery({"taxes": pd.DataFrame({"record_id": ["1"]})}, subject="practitioner")
    assert report.refused and report.rows == {"table taxes": (1, 0, 1)}
    with pytest.raises(Refused):
        take_in({"tax": pd.DataFrame({"record_id": ["1"]})}, tmp_path / "s", OPTIONS)
    assert not (tmp_path / "s").exists()


def test_a_relation_that_cannot_be_carried_out_is_named_without_its_content() -> None:
    class Broken:
        def toArrow(self) -> pa.Table:  # the name of Spark
            raise RuntimeError("secret value")

    findings = Findings()
    read_tables_handed_over({"tax": Broken()}, findings)
    assert [finding.code for finding in findings] == ["ICM005"] and "secret" not in str(findings.items[0])
