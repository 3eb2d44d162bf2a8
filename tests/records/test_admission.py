"""Admission: parts of one record type are judged together, and every row has a fate."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.admission import (
    EARLIER_COLUMNS,
    QUARANTINE_SCHEMA,
    Admission,
    admit_side_table,
    admit_statements,
)
from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.delivered import DeliveredTable
from inscredit_models.records.side_tables import side_schema
from tests.records.small_store import violation

SHARED = {"sequence": "1", "status": "asserted", "operator_class": "credit_agency"}


def delivered(file: str, rows: list[dict[str, str]], broken: tuple[int, ...] = ()) -> DeliveredTable:
    cells = pa.Table.from_pylist([SHARED | row for row in rows])
    return DeliveredTable(file, "violation", cells, np.arange(len(rows)) + 2, broken)


def admit(*tables: DeliveredTable, earlier: pa.Table | None = None) -> tuple[Admission, Findings]:
    findings = Findings()
    record = load_catalogue().record_type("violation")
    no_consent = side_schema("consent").empty_table()
    return admit_statements(tables, record, DeliveryTerms(), no_consent, earlier, findings), findings


def lines(admission: Admission) -> list[tuple[str, int, str]]:
    return [(line["file"], line["row"], line["rule"]) for line in admission.quarantine.to_pylist()]


def later(number: int, sequence: int, known_date: str, **cells: str) -> dict[str, str]:
    return violation(number, sequence=str(sequence), known_date=known_date, status="corrected", **cells)


def test_a_record_may_go_on_in_another_file() -> None:
    admission, findings = admit(
        delivered("a.csv", [violation(1), violation(2)]), delivered("b.csv", [later(1, 2, "2023-06-01")])
    )
    assert lines(admission) == [] and list(findings) == [] and len(admission.accepted) == 3


def test_a_copy_in_another_file_is_named_there() -> None:
    admission, findings = admit(delivered("a.csv", [violation(1)]), delivered("b.csv", [violation(0), violation(1)]))
    assert lines(admission) == [("b.csv", 3, "ICM014")]
    assert [finding.where for finding in findings] == ["b.csv, column 'sequence', row 3"]
    assert admission.rows == {"a.csv": (1, 1, 0), "b.csv": (2, 1, 1)}


def test_what_follows_a_copy_does_not_hang_on_it() -> None:
    rows = [violation(1), violation(1), later(1, 2, "2023-06-01")]
    assert lines(admit(delivered("a.csv", rows))[0]) == [("a.csv", 3, "ICM014")]


def test_a_chain_falls_with_its_first_bad_link() -> None:
    rows = [violation(1), later(1, 2, "2023-06-01", severity="x"), later(1, 3, "2023-07-01"), violation(2)]
    assert lines(admit(delivered("a.csv", rows))[0]) == [("a.csv", 3, "ICM017"), ("a.csv", 4, "ICM080")]


def test_statements_of_the_store_come_before_those_of_the_delivery() -> None:
    known = {"record_id": "v1", "sequence": 1, "status": "asserted", "known_date": "2023-03-01", "subject_id": "P1"}
    earlier = pa.Table.from_pylist([known]).select(EARLIER_COLUMNS)
    earlier = earlier.set_column(3, "known_date", earlier.column("known_date").cast(pa.date32()))
    assert lines(admit(delivered("a.csv", [later(1, 2, "2023-06-01")]), earlier=earlier)[0]) == []
    assert lines(admit(delivered("a.csv", [violation(1)]), earlier=earlier)[0]) == [("a.csv", 2, "ICM014")]
    assert lines(admit(delivered("a.csv", [later(1, 2, "2023-02-01")]), earlier=earlier)[0]) == [("a.csv", 2, "ICM018")]
    other = admit(delivered("a.csv", [later(1, 2, "2023-06-01", subject_id="P7")]), earlier=earlier)[0]
    assert lines(other) == [("a.csv", 2, "ICM075")]


def test_broken_rows_are_counted_and_named() -> None:
    admission, findings = admit(delivered("a.csv", [violation(1)], broken=(3, 4)))
    assert lines(admission) == [("a.csv", 3, "ICM012"), ("a.csv", 4, "ICM012")]
    assert admission.rows == {"a.csv": (3, 1, 2)} and [finding.code for finding in findings] == ["ICM012"]


def test_a_refused_file_does_not_take_another_with_it() -> None:
    bad = delivered("b.csv", [violation(2) | {"religion": "x"}])
    admission, _ = admit(delivered("a.csv", [violation(1)]), bad)
    assert admission.rows == {"a.csv": (1, 1, 0), "b.csv": (1, 0, 1)} and lines(admission) == [("b.csv", 2, "ICM072")]
    assert "religion" not in admission.accepted.column_names


def test_a_file_of_broken_rows_only_is_all_put_aside() -> None:
    table = DeliveredTable(
        "a.csv", "violation", delivered("a.csv", [violation(1)]).cells.slice(0, 0), np.arange(0), (2,)
    )
    admission, _ = admit(table)
    assert admission.rows == {"a.csv": (1, 0, 1)} and admission.quarantine.schema == QUARANTINE_SCHEMA


def test_side_tables_are_parted_too() -> None:
    cells = pa.table({"subject_id": ["P1", ""]})
    findings = Findings()
    table = DeliveredTable("identity.csv", "identity", cells, np.array([2, 3]))
    admission = admit_side_table([table], "identity", "practitioner", DeliveryTerms(), findings)
    assert admission.rows == {"identity.csv": (2, 1, 1)} and lines(admission) == [("identity.csv", 3, "ICM007")]
