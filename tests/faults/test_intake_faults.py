"""Planted defects at the door: each kind is found in its row, under its rule, and no good row is touched."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.delivery import DeliveryReport, examine_delivery
from tests.records.good_delivery import EXTRACT, Rows, good_rows, write_csv

TERMS = DeliveryTerms("credit_agency", simulated=True, extract_date=EXTRACT)
Cells = dict[str, str]


def swap(row: Cells) -> str:
    number = row["id_number"]
    place = next(i for i in range(6, 16) if number[i] != number[i + 1])
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def other_digit(row: Cells) -> str:
    number = row["id_number"]
    return number[:14] + str((int(number[14]) + 1) % 10) + number[15:]


SECOND = {"sequence": "2"}
DEFECTS: tuple[tuple[str, str, dict[str, str | Callable[[Cells], str]], str], ...] = (
    # kind, file, cells that are changed, rules that must name the row
    ("no record_id", "violation", {"record_id": ""}, "ICM007"),
    ("blank inside record_id", "violation", {"record_id": "v 77"}, "ICM081"),
    ("full-width record_id", "violation", {"record_id": "ｖ－７７"}, "ICM081"),
    ("record_id through a float", "violation", {"record_id": "1.23457E+17"}, "ICM013"),
    ("statement twice", "violation", {"record_id": "v-000001", "subject_id": "P000000001"}, "ICM014"),
    ("no sequence", "violation", {"sequence": ""}, "ICM007"),
    ("sequence in words", "violation", {"sequence": "one"}, "ICM011"),
    ("sequence zero", "violation", {"sequence": "0"}, "ICM007"),
    ("first statement missing", "violation", {"sequence": "2"}, "ICM007"),
    ("fractional sequence", "violation", {"sequence": "1.5"}, "ICM011"),
    ("unknown status", "violation", {"status": "deleted"}, "ICM006 ICM017"),
    ("no status", "violation", {"status": ""}, "ICM007"),
    ("status in capitals", "violation", {"status": "Asserted"}, "ICM006 ICM017"),
    ("withdrawn first", "violation", {"status": "withdrawn"}, "ICM006"),
    ("withdrawal without its record", "violation", SECOND | {"status": "withdrawn"}, "ICM007 ICM075"),
    ("no subject", "violation", {"subject_id": ""}, "ICM007"),
    ("blank behind the subject", "violation", {"subject_id": "P000000009 "}, "ICM081"),
    ("hidden character in the subject", "violation", {"subject_id": "P00000\u200b0009"}, "ICM081"),
    ("no event date", "violation", {"event_date": ""}, "ICM007"),
    ("ambiguous date", "violation", {"event_date": "03/04/2021"}, "ICM016"),
    ("serial date of 1904", "violation", {"event_date": "43890"}, "ICM016"),
    ("29 February of a common year", "violation", {"event_date": "2021-02-29"}, "ICM016"),
    ("date without hyphens", "violation", {"event_date": "20210131"}, "ICM016"),
    ("year of two digits", "violation", {"event_date": "21-01-31"}, "ICM016"),
    ("date in Chinese", "violation", {"event_date": "2021年1月31日"}, "ICM016"),
    ("week date", "violation", {"event_date": "2021-W05-3"}, "ICM016"),
    ("date with a time", "violation", {"event_date": "2021-01-31 00:00:00"}, "ICM016"),
    ("full-width date", "violation", {"event_date": "２０２１-01-31"}, "ICM016"),
    ("year of the middle ages", "violation", {"event_date": "0202-01-31", "act_ended": ""}, "ICM023"),
    ("known before it happened", "violation", {"known_date": "2018-01-01"}, "ICM015"),
    ("known after the extract", "violation", {"known_date": "2026-07-01"}, "ICM023"),
    ("known some day", "violation", {"known_date": "soon"}, "ICM016"),
    ("another operator class", "violation", {"operator_class": "insurer"}, "ICM076"),
    ("unknown operator class", "violation", {"operator_class": "bank"}, "ICM017 ICM076"),
    ("unknown severity", "violation", {"severity": "awful"}, "ICM017"),
    ("no severity", "violation", {"severity": ""}, "ICM007"),
    ("blank behind a code", "violation", {"severity": "serious "}, "ICM017"),
    ("code in Chinese", "violation", {"severity": "严重"}, "ICM017"),
    ("negative fine", "violation", {"fine": "-500"}, "ICM079"),
    ("yuan in the cell", "violation", {"fine": "5000元"}, "ICM011"),
    ("ten thousand yuan in the cell", "violation", {"fine": "0.5万元"}, "ICM011"),
    ("separators of thousands", "violation", {"fine": "5,000.00"}, "ICM011"),
    ("three decimals", "violation", {"fine": "12.345"}, "ICM011"),
    ("full-width number", "violation", {"fine": "５０００"}, "ICM011"),
    ("number out of bounds", "violation", {"fine": "1000000000000000"}, "ICM006"),
    ("not a number", "violation", {"fine": "NaN"}, "ICM011"),
    ("number with an exponent", "violation", {"fine": "5e3"}, "ICM011"),
    ("infinite number", "violation", {"fine": "inf"}, "ICM011"),
    ("end before the start", "violation", {"act_ended": "2019-01-02"}, "ICM074"),
    ("unreadable end", "violation", {"act_ended": "ongoing"}, "ICM016"),
    ("text in a wrong encoding", "violation", {"reason": "å½“äº‹äºº"}, "ICM081"),
    ("replacement character", "violation", {"reason": "当事\ufffd"}, "ICM081"),
    ("replacement read as GBK", "violation", {"source_region": "锟斤拷"}, "ICM081"),
    ("control character", "violation", {"reason": "a\x07b"}, "ICM081"),
    ("blank behind the insurer", "violation", {"source_insurer": "Insurer 001 "}, "ICM081"),
    ("insurer through a float", "violation", {"source_insurer": "9.1110E+17"}, "ICM013"),
    ("too many cells", "violation", {"+": "x"}, "ICM012"),
    ("too few cells", "portfolio", {"early_surrenders": "drop"}, "ICM012"),
    ("negative count", "portfolio", {"policies_sold": "-1"}, "ICM079"),
    ("part above its whole", "portfolio", {"persistency_kept": "11"}, "ICM079"),
    ("more passed than made", "portfolio", {"callbacks_passed": "9"}, "ICM079"),
    ("count with a point", "portfolio", {"policies_sold": "12.0"}, "ICM011"),
    ("dashes for nothing", "portfolio", {"premium": "--"}, "ICM011"),
    ("count beyond 64 bits", "portfolio", {"policies_sold": "9" * 19}, "ICM011"),
    ("neither true nor false", "training", {"passed": "maybe"}, "ICM006"),
    ("unit in the cell", "training", {"hours": "8h"}, "ICM011"),
    ("born after the event", "profile", {"birth_date": "2025-12-31"}, "ICM074"),
    ("repaired though not adverse", "registration", SECOND | {"status": "repaired"}, "ICM006 ICM007 ICM075"),
    ("no basis of consent", "tax", {"subject_id": "P999999999"}, "ICM073"),
    ("known before the consent", "tax", {"event_date": "2017-01-01", "known_date": "2017-06-01"}, "ICM073"),
    ("wrong digit in an ID number", "identity", {"id_number": other_digit}, "ICM070"),
    ("digits swapped in an ID number", "identity", {"id_number": swap}, "ICM070"),
    ("real ID number in a simulated store", "identity", {"id_number": "11010519491231002X"}, "ICM071"),
    ("small x in an ID number", "identity", {"id_number": "11010519491231002x"}, "ICM070"),
    ("ID number of no birth date", "identity", {"id_number": "680101198502300017"}, "ICM070"),
    ("ID number of 15 digits", "identity", {"id_number": "680101850214001"}, "ICM070"),
    ("ID number through a float", "identity", {"id_number": "6.80101E+17"}, "ICM070"),
    ("wrong credit code", "identity", {"credit_code": "911100006000373410"}, "ICM070"),
    ("consent ends before it begins", "consent", {"until": "2017-01-01"}, "ICM074"),
    ("consent without a basis", "consent", {"basis": ""}, "ICM007"),
    ("unknown state of consent", "consent", {"state": "maybe"}, "ICM017"),
    ("unknown state of collection", "collection", {"state": "lost"}, "ICM017"),
)


def plant(rows: dict[str, Rows]) -> set[tuple[str, int, str]]:
    """Plant each defect into a row of its own and give (file, row number, rule) of all."""
    expected = set()
    places = {name: iter(range(3, len(lines), 7)) for name, lines in rows.items()}
    for kind, name, changes, rules in DEFECTS:
        place = next(i for i in places[name] if is_free(rows[name], i) and (name != "consent" or i >= 900))
        row = dict(rows[name][place])
        for column, change in changes.items():
            row[column] = change(row) if callable(change) else change
        if row.get("early_surrenders") == "drop":
            del row["early_surrenders"]
        rows[name][place] = row
        expected |= {(f"{name}.csv", place + 2, rule) for rule in rules.split()}
        assert kind
    return expected


def is_free(lines: Rows, place: int) -> bool:
    """Whether the record of a row has no other statement."""
    neighbours = lines[place + 1 : place + 2] + lines[place - 1 : place]
    return all(line.get("record_id", "") != lines[place].get("record_id") for line in neighbours)


def marked(report: DeliveryReport) -> set[tuple[str, int, str]]:
    return {(line["file"], line["row"], line["rule"]) for line in report.quarantine.to_pylist()}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> DeliveryReport:
    folder = write_csv(tmp_path_factory.mktemp("good"), good_rows())
    return examine_delivery(folder, subject="practitioner", terms=TERMS)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[DeliveryReport, set[tuple[str, int, str]]]:
    rows = good_rows()
    expected = plant(rows)
    folder = write_csv(tmp_path_factory.mktemp("bad"), rows)
    return examine_delivery(folder, subject="practitioner", terms=TERMS), expected


def test_ten_thousand_good_rows_raise_no_alarm(good: DeliveryReport) -> None:
    assert list(good.findings) == [] and not good.refused
    assert sum(delivered for delivered, _, _ in good.rows.values()) == 10_000
    assert all(delivered == accepted for delivered, accepted, _ in good.rows.values())


def test_every_kind_of_defect_is_found_and_no_good_row_is_touched(planted) -> None:
    report, expected = planted
    found = marked(report)
    assert expected - found == set(), "defects that were not found"
    assert found - expected == set(), "false alarms"
    assert len({kind for kind, *_ in DEFECTS}) == len(DEFECTS) >= 60


def test_no_row_is_lost(planted) -> None:
    report, expected = planted
    kept = {f"{name}.csv": len(table) for name, table in (report.statements | report.tables).items()}
    for file, (delivered, accepted, aside) in report.rows.items():
        assert delivered == accepted + aside and kept[file] == accepted
        assert aside == len({row for name, row, _ in expected if name == file})


def test_findings_name_file_row_and_rule_but_no_value(planted) -> None:
    report, _ = planted
    text = report.text() + str(report.as_dict()) + str(report.quarantine.to_pylist())
    for row in good_rows()["identity"]:
        assert row["id_number"] not in text and row["name"] not in text
    for secret in ("11010519491231002", "6801018502", "本人未到场", "5,000.00", "0.5万元", "P999999999"):
        assert secret not in text
    assert all(finding.where.split(",")[0].endswith(".csv") and "row" in finding.where for finding in report.findings)


HEADER_DEFECTS = (
    ("no mandatory column", {"severity": None}, "ICM010"),
    ("unknown column", {"fine": "penalty"}, "ICM008"),
    ("column twice", {"fine": "severity"}, "ICM028"),
    ("forbidden column", {"fine": "religion"}, "ICM072"),
    ("forbidden column in disguise", {"fine": "xue_xing"}, "ICM072"),
    ("forbidden column in Chinese", {"fine": "患者病史"}, "ICM072"),
    ("forbidden column with look-alike letters", {"fine": "Ｄіѕease"}, "ICM072"),
)


@pytest.mark.parametrize(("kind", "change", "code"), HEADER_DEFECTS, ids=[kind for kind, *_ in HEADER_DEFECTS])
def test_a_wrong_header_puts_the_whole_file_aside(tmp_path: Path, kind: str, change: dict, code: str) -> None:
    lines = good_rows()["violation"][:5]
    header = [change.get(name, name) for name in lines[0] if change.get(name, name) is not None]
    body = [[cell for name, cell in row.items() if change.get(name, name) is not None] for row in lines]
    text = "\n".join(",".join(cells) for cells in [header, *body])
    (tmp_path / "violation.csv").write_text(text, encoding="utf-8")
    report = examine_delivery(tmp_path, terms=TERMS)
    assert report.refused and report.rows == {"violation.csv": (5, 0, 5)}
    assert code in {finding.code for finding in report.findings}
    assert {line["row"] for line in report.quarantine.to_pylist()} == {2, 3, 4, 5, 6}


def test_a_clock_that_runs_backwards_and_what_hangs_on_a_bad_row_are_put_aside(tmp_path: Path) -> None:
    rows = {"violation": good_rows()["violation"][:30]}
    first, second = (i for i, row in enumerate(rows["violation"]) if row["record_id"] == "v-000010")
    rows["violation"][second]["known_date"] = rows["violation"][first]["event_date"]
    head = next(i for i, row in enumerate(rows["violation"]) if row["record_id"] == "v-000020")
    rows["violation"][head]["severity"] = "awful"
    report = examine_delivery(write_csv(tmp_path / "d", rows), terms=TERMS)
    name = "violation.csv"
    assert marked(report) == {(name, second + 2, "ICM018"), (name, head + 2, "ICM017"), (name, head + 3, "ICM080")}


def test_a_statement_about_another_subject_is_put_aside(tmp_path: Path) -> None:
    rows = {"violation": good_rows()["violation"][:3]}
    rows["violation"][1]["subject_id"] = "P000000777"
    report = examine_delivery(write_csv(tmp_path / "d", rows), terms=TERMS)
    assert marked(report) == {("violation.csv", 3, "ICM075")}


def test_simulated_numbers_are_put_aside_at_the_door_of_a_real_store(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "d", {"identity": good_rows()["identity"][:3]})
    report = examine_delivery(folder, subject="practitioner", terms=dataclasses.replace(TERMS, simulated=False))
    assert {rule for _, _, rule in marked(report)} == {"ICM071"} and report.rows["identity.csv"] == (3, 0, 3)


def test_consent_is_needed_only_where_the_law_binds(tmp_path: Path) -> None:
    rows = [row | {"operator_class": "regulator"} for row in good_rows()["tax"][:3]]
    folder = write_csv(tmp_path / "d", {"tax": rows})
    assert marked(examine_delivery(folder, terms=DeliveryTerms("regulator", simulated=True))) == set()
    folder = write_csv(tmp_path / "e", {"tax": good_rows()["tax"][:3]})
    assert {rule for _, _, rule in marked(examine_delivery(folder, terms=TERMS))} == {"ICM073"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"notice": "false"}, "without notice"),
        ({"state": "consent_refused"}, "refused"),
        ({"until": "2019-01-01"}, "run out"),
        ({"category": "award"}, "for something else"),
        ({"given": "2026-01-01"}, "given later"),
    ],
)
def test_a_consent_that_does_not_hold_is_no_basis(tmp_path: Path, change: dict[str, str], kind: str) -> None:
    rows = {"tax": good_rows()["tax"][:1], "consent": [good_rows()["consent"][0] | change]}
    report = examine_delivery(write_csv(tmp_path / "d", rows), terms=TERMS)
    assert ("tax.csv", 2, "ICM073") in marked(report), kind


def test_a_record_type_unknown_to_the_catalogue_is_named_with_near_names(tmp_path: Path) -> None:
    report = examine_delivery(write_csv(tmp_path / "d", {"violatoin": good_rows()["violation"][:2]}))
    (finding,) = report.findings
    assert finding.code == "ICM008" and report.refused and report.rows == {"violatoin.csv": (2, 0, 2)}


def test_records_of_two_subjects_are_refused(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:2], "claim": [{"record_id": "1"}]})
    report = examine_delivery(folder)
    assert report.refused and "ICM006" in {finding.code for finding in report.findings}


@pytest.mark.parametrize(("written", "declared"), [("gb18030", "utf-8"), ("utf-8", "gb18030"), ("utf-16", "utf-8")])
def test_a_wrongly_declared_encoding_is_refused_and_never_guessed(tmp_path: Path, written: str, declared: str) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:20]}, encoding=written)
    report = examine_delivery(folder, terms=TERMS, encoding=declared)
    assert report.refused and {finding.code for finding in report.findings} == {"ICM009"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_rows_in_another_encoding_are_the_same(tmp_path: Path, encoding: str) -> None:
    rows = {"violation": good_rows()["violation"][:50]}
    plain = examine_delivery(write_csv(tmp_path / "a", rows), terms=TERMS)
    other = write_csv(tmp_path / "b", rows, encoding=encoding)
    declared = "gb18030" if encoding == "gb18030" else "utf-8"
    assert examine_delivery(other, terms=TERMS, encoding=declared).statements == plain.statements


def test_dates_of_the_terms_are_checked(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:2]})
    late = dataclasses.replace(TERMS, known_after=dt.date(2025, 1, 1))
    assert {rule for _, _, rule in marked(examine_delivery(folder, terms=late))} == {"ICM023"}


ODD_CELLS = (
    pa.array([[1]]),
    pa.array([{"a": 1}]),
    pa.array([b"\xff"]),
    pa.array([float("inf")]),
    pa.array([1.5], pa.float16()),
    pa.array([True]),
    pa.array([2**63], pa.uint64()),
    pa.array([dt.datetime(2023, 1, 1, tzinfo=dt.UTC)]),
    pa.array([dt.time(1)]),
    pa.array([dt.timedelta(1)]),
    pa.array([Decimal("1.12345")]),
    pa.array([Decimal(10) ** 30]),
    pa.array([None]),
    pa.array(["a"]).dictionary_encode(),
    pa.array(["a"], pa.string_view()),
    pa.array([dt.date(1, 1, 1)], pa.date64()),
    pa.array(["\x00"]),
)


@pytest.mark.parametrize("cells", ODD_CELLS, ids=lambda cells: str(cells.type))
def test_columns_of_any_type_are_judged_and_not_tripped_over(tmp_path: Path, cells: pa.Array) -> None:
    good = good_rows()["violation"][0]
    columns = ("record_id", "sequence", "event_date", "reason", "severity", "fine", "operator_class")
    for column in columns:
        row = {name: pa.array([cell]) for name, cell in good.items()}
        pq.write_table(pa.table(row | {column: cells}), tmp_path / f"violation-{column}.parquet")
    report = examine_delivery(tmp_path, terms=TERMS)
    assert len(report.rows) == len(columns)
    assert all(delivered == accepted + aside == 1 for delivered, accepted, aside in report.rows.values())
