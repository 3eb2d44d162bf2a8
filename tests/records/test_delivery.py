"""A whole delivery: several kinds of file at once, one report, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.delivery import bounds_of, examine_delivery
from tests.records.good_delivery import EXTRACT, good_rows, write_csv
from tests.records.small_store import write_store

TERMS = DeliveryTerms("credit_agency", simulated=True, extract_date=EXTRACT)


def test_the_same_rows_are_the_same_statements_in_every_kind_of_file(tmp_path: Path) -> None:
    rows = good_rows()["violation"][:60]
    plain = examine_delivery(write_csv(tmp_path / "csv", {"violation": rows}), terms=TERMS)
    table = plain.statements["violation"]
    for kind in ("parquet", "xlsx", "duckdb"):
        (tmp_path / kind).mkdir()
    pq.write_table(table, tmp_path / "parquet" / "violation.parquet")
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row.values()])
    book.save(tmp_path / "xlsx" / "violation.xlsx")
    with duckdb.connect(str(tmp_path / "duckdb" / "d.duckdb")) as connection:
        connection.register("held", table)
        connection.execute("CREATE TABLE violation AS SELECT * FROM held")
    for kind in ("parquet", "xlsx", "duckdb"):
        report = examine_delivery(tmp_path / kind, terms=TERMS)
        assert list(report.findings) == [] and report.statements["violation"] == table, kind


def test_the_report_is_plain_values_and_adds_up(tmp_path: Path) -> None:
    rows = {"violation": good_rows()["violation"][:4]}
    rows["violation"][2]["severity"] = "awful"
    report = examine_delivery(write_csv(tmp_path / "d", rows), terms=TERMS)
    told = json.loads(json.dumps(report.as_dict()))
    assert told["files"] == [{"file": "violation.csv", "delivered": 4, "accepted": 3, "quarantined": 1}]
    assert told["subject"] == "practitioner" and told["refused"] is False
    assert [finding["code"] for finding in told["findings"]] == ["ICM017"]
    assert told["outcome"] == "put aside"
    lines = report.text().splitlines()
    assert lines[0].startswith("put aside (隔离)") and lines[1].startswith("violation.csv: 4 rows")
    assert lines[2].startswith("put aside (隔离) ICM017")


def test_side_tables_alone_continue_a_store_and_begin_none(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "d", {"identity": good_rows()["identity"][:3]})
    report = examine_delivery(folder, subject="practitioner", terms=TERMS)
    assert report.outcome == "refused" and [finding.code for finding in report.findings] == ["ICM002"]
    store = write_store(tmp_path / "s")
    assert examine_delivery(folder, terms=TERMS, subject="practitioner", store=store).outcome == "accepted"


def test_only_a_refused_delivery_raises_and_strict_one_with_rows_put_aside(tmp_path: Path) -> None:
    rows = {"violation": good_rows()["violation"][:4]}
    sound = examine_delivery(write_csv(tmp_path / "a", rows), terms=TERMS)
    sound.refuse(strict=True)
    rows["violation"][2]["severity"] = "awful"
    aside = examine_delivery(write_csv(tmp_path / "b", rows), terms=TERMS)
    aside.refuse()
    with pytest.raises(Refused, match="ICM017"):
        aside.refuse(strict=True)


def test_the_subject_can_be_declared_and_then_other_records_are_strangers(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:2]})
    report = examine_delivery(folder, subject="consumer")
    (finding,) = report.findings
    assert report.refused and finding.code == "ICM008" and "practitioner" in finding.found


def test_a_delivery_may_continue_a_store_but_not_its_past(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    row = good_rows()["violation"][0] | {"record_id": "v1", "subject_id": "P1", "sequence": "2", "status": "ended"}
    row |= {"event_date": "2023-01-31", "act_ended": "2023-02-01"}
    terms = DeliveryTerms("credit_agency")
    for known_date, codes in (("2024-07-01", []), ("2024-06-30", ["ICM023", "ICM002"])):
        folder = write_csv(tmp_path / known_date, {"violation": [row | {"known_date": known_date}]})
        found = examine_delivery(folder, terms=terms, store=store).findings
        assert [finding.code for finding in found] == codes
    alone = examine_delivery(tmp_path / "2024-07-01", terms=terms)
    assert {finding.code for finding in alone.findings} == {"ICM007", "ICM075", "ICM002"} and alone.refused


def test_bounds_are_those_of_all_tables() -> None:
    assert bounds_of({}) is None
    day = pa.array([19000, 19005], pa.int32()).cast(pa.date32())
    first, last, known = bounds_of({"tax": pa.table({"event_date": day, "known_date": day})})
    assert (last - first).days == 5 and known == last


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_nothing_to_read_is_a_report_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    report = examine_delivery(tmp_path / name)
    assert report.refused and report.rows == {} and len(report.findings) == 1
