"""Rules of cells, each on a table of its own (the planted defects are in tests/faults)."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.cell_rules import DeliveryTerms, check_cells, check_code_column, check_identity_column
from inscredit_models.records.rows import RowFindings
from inscredit_models.records.tables import read_tables
from tests.records.small_store import violation


def marks(
    rows: list[dict], terms: DeliveryTerms | None = None, record: str = "violation"
) -> list[tuple[str, list[int]]]:
    table = read_tables({record: rows}, subject="practitioner")[record]
    findings = RowFindings()
    check_cells(table, load_catalogue().record_type(record), terms or DeliveryTerms(), "v.csv", findings)
    return [(mark.code, mark.rows.tolist()) for mark in findings.marks]


def test_good_rows_are_left_alone() -> None:
    assert marks([violation(number) for number in range(5)]) == []


def test_an_identity_number_as_subject_is_checked_and_other_names_are_not() -> None:
    rows = [violation(0, subject_id="110105194912310021"), violation(1), violation(2)]
    assert marks(rows) == [("ICM070", [0])]


def test_in_a_column_of_identity_numbers_everything_must_be_one() -> None:
    rows = [violation(number, subject_id="11010519491231002X") for number in range(19)]
    assert marks([*rows, violation(19, subject_id="11010519491231O02X")]) == [("ICM070", [19])]


def test_simulated_and_real_numbers_do_not_mix() -> None:
    rows = [violation(0, subject_id="11010519491231002X")]
    assert marks(rows, DeliveryTerms(simulated=False)) == []
    assert marks(rows, DeliveryTerms(simulated=True)) == [("ICM071", [0])]


def test_the_ends_of_the_terms_are_inclusive() -> None:
    rows = [violation(0, known_date="2023-03-01"), violation(1, known_date="2023-03-02")]
    assert marks(rows, DeliveryTerms(extract_date=dt.date(2023, 3, 1))) == [("ICM023", [1])]
    assert marks(rows, DeliveryTerms(known_after=dt.date(2023, 3, 1))) == [("ICM023", [0])]
    assert marks(rows, DeliveryTerms("regulator")) == [("ICM076", [0, 1])]


def test_an_end_on_the_day_itself_is_no_end_before_the_start() -> None:
    rows = [violation(0, act_ended="2023-01-31"), violation(1, act_ended="2023-01-30"), violation(2, act_ended=None)]
    assert marks(rows) == [("ICM074", [1])]


def test_mojibake_is_told_from_rare_characters() -> None:
    rows = [violation(0, reason="𠮷野家"), violation(1, reason="café résumé"), violation(2, reason="ä¿é™©")]
    assert marks(rows) == [("ICM081", [2])]


def test_missing_identifiers_in_a_column_are_no_defects() -> None:
    table = pa.table({"id_number": pa.array(["11010519491231002X", None]), "code": pa.array([None, None], pa.string())})
    findings = RowFindings()
    check_identity_column(table, "id_number", DeliveryTerms(), where="i.csv", findings=findings, all_of_them=True)
    check_code_column(table, "code", DeliveryTerms(), where="i.csv", findings=findings, all_of_them=True)
    assert findings.marks == []


def test_a_code_counts_only_while_it_is_in_force() -> None:
    rows = [
        {"record_id": f"r{number}", "subject_id": "I1", "event_date": day, "grade": grade}
        for number, (day, grade) in enumerate(
            [("2021-12-31", "AAA"), ("2021-12-31", "A"), ("2022-03-31", "AAA"), ("2015-12-31", "A")]
        )
    ]
    table = read_tables({"solvency_risk_rating": rows}, subject="enterprise")["solvency_risk_rating"]
    findings = RowFindings()
    record = load_catalogue().record_type("solvency_risk_rating")
    check_cells(table, record, DeliveryTerms(), "r.csv", findings)
    assert [(mark.code, mark.rows.tolist()) for mark in findings.marks] == [("ICM017", [0, 3])]


def test_credit_codes_of_enterprises_are_checked() -> None:
    codes = ["91110000600037341L", "91110000600037314L", "91350100M000100Y43"]
    rows = [
        {"record_id": f"r{n}", "subject_id": code, "event_date": "2022-03-31", "grade": "A"}
        for n, code in enumerate(codes)
    ]
    table = read_tables({"solvency_risk_rating": rows}, subject="enterprise")["solvency_risk_rating"]
    findings = RowFindings()
    record = load_catalogue().record_type("solvency_risk_rating")
    check_cells(table, record, DeliveryTerms(), "r.csv", findings)
    assert [(mark.code, mark.rows.tolist()) for mark in findings.marks] == [("ICM070", [1])]
    assert all(code not in str(finding) for finding in findings for code in codes)
