"""Tables beside the records are read as strictly as records."""

from __future__ import annotations

import pyarrow as pa
import pytest

from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.rows import RowFindings
from inscredit_models.records.side_tables import SIDE_TABLES, check_forbidden_names, read_side_table, side_schema


def found(name: str, **columns: list) -> tuple[pa.Table, list[str]]:
    findings = RowFindings()
    table = read_side_table(pa.table(columns), name, "practitioner", DeliveryTerms(), f"{name}.csv", findings)
    return table, [finding.code for finding in findings]


def test_absent_optional_columns_are_empty_and_the_order_is_the_declared_one() -> None:
    table, codes = found("identity", id_number=["11010519491231002X"], subject_id=["P1"])
    assert codes == [] and table.schema == side_schema("identity") and table.column("name").null_count == 1


@pytest.mark.parametrize(
    ("name", "columns", "code"),
    [
        ("identity", {"id_number": ["11010519491231002X"]}, "ICM010"),
        ("identity", {"subject_id": ["P1"], "subjectid": ["P1"]}, "ICM008"),
        ("identity", {"subject_id": ["P1"], "fingerprint": ["x"]}, "ICM072"),
        ("identity", {"subject_id": [""]}, "ICM007"),
        ("identity", {"subject_id": ["P1"], "credit_code": ["91110000600037341X"]}, "ICM070"),
        ("identity", {"subject_id": ["P1", "P1"]}, "ICM024"),
        ("identity", {"subject_id": ["P1", "P2"], "id_number": ["11010519491231002X"] * 2}, "ICM082"),
        ("consent", {"subject_id": ["P1"], "category": ["tax"], "state": ["consent_given"]}, "ICM007"),
        ("consent", {"subject_id": ["P1"], "category": ["tax"], "state": ["perhaps"]}, "ICM017"),
        (
            "consent",
            {"subject_id": ["P1"], "category": ["tax"], "state": ["consent_refused"], "purposes": ["hiring;because"]},
            "ICM017",
        ),
    ],
)
def test_each_defect_has_its_rule(name: str, columns: dict[str, list], code: str) -> None:
    assert code in found(name, **columns)[1]


def test_a_refused_consent_needs_no_basis() -> None:
    assert found("consent", subject_id=["P1"], category=["tax"], state=["consent_refused"])[1] == []


def test_purposes_are_codes_of_the_list_and_may_be_lacking() -> None:
    rows = {"subject_id": ["P1", "P2"], "category": ["tax"] * 2, "state": ["consent_refused"] * 2}
    table, codes = found("consent", purposes=["hiring; claims", None], **rows)
    assert codes == [] and table.column("purposes").to_pylist() == ["hiring; claims", None]
    assert found("consent", **rows)[0].column("purposes").null_count == 2


def test_forbidden_names_are_given_by_place_and_reason() -> None:
    findings = RowFindings()
    table = pa.table({"subject_id": ["P1"], "Ｂlood_Type": ["A"]})
    assert check_forbidden_names(table, ["subject_id"], "identity.csv", findings) == ["Ｂlood_Type"]
    (finding,) = findings
    assert finding.where == "identity.csv, header, column 2" and "Art. 14" in finding.found


def test_every_side_table_is_keyed() -> None:
    assert all(columns[0].mandatory for columns in SIDE_TABLES.values())


def test_a_notice_is_read_with_its_day_and_refused_without_it() -> None:
    days = ["2026-05-01", None]
    table, codes = found("notice", subject_id=["P1", "P2"], category=["violation"] * 2, notified=days)
    assert table.column("notified")[0].as_py().isoformat() == "2026-05-01"
    assert codes == ["ICM007"] and table.column("way").null_count == 2
