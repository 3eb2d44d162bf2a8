"""Frameworks from files."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.composite.framework_load import framework_from_document, load_framework, read_framework
from tests.models.composite.examples import ROWS, small

COLUMNS = ("code", "parent", "direction", "weight")
HEAD = 'code = "small"\n[normalise]\nmethod = "z_score"\n'


def write_csv(path: Path, rows=ROWS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, sorted({key for row in rows for key in row}, key=str))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    for row in ROWS:
        cells = [row.get(name) for name in COLUMNS]
        book.active.append([float(cell) if cell and cell.lstrip("-").isdigit() else cell for cell in cells])
    book.active.append([None] * 4)
    book.save(path)
    return path


def test_csv_and_xlsx_give_the_same_framework(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    from_csv = load_framework(write_csv(tmp_path / "a" / "small.csv"))
    from_xlsx = load_framework(write_xlsx(tmp_path / "b" / "small.xlsx"))
    assert from_csv == from_xlsx == small()


def test_head_and_table_may_both_be_named(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "small.csv")
    (tmp_path / "small.toml").write_text(HEAD, encoding="utf-8")
    by_head, by_table = load_framework(tmp_path / "small.toml"), load_framework(table)
    assert by_head == by_table
    assert by_head.normalise.method == "z_score"


def test_a_table_without_head_is_named_after_its_file(tmp_path: Path) -> None:
    assert load_framework(write_csv(tmp_path / "2026 Bureaus.csv")).code == "index_2026_bureaus"


def test_judgements_and_vetoes_are_read_from_the_head(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "small.csv")
    judgement = '[[judgement]]\nparent = "total"\nmethod = "ahp"\nupper = ["1/4"]\n'
    veto = '[[veto]]\nnode = "capital"\nbelow = 100\ncaps = "total"\nat = 59\n'
    (tmp_path / "small.toml").write_text(judgement + veto, encoding="utf-8")
    framework = load_framework(table)
    assert framework.judgement[0].upper == (0.25,)
    assert framework.veto[0].at == 59


def test_two_tables_beside_a_head_are_refused(tmp_path: Path) -> None:
    write_csv(tmp_path / "small.csv")
    write_xlsx(tmp_path / "small.xlsx")
    (tmp_path / "small.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(Refused, match="2 tables beside it"):
        load_framework(tmp_path / "small.toml")


def test_faults_of_head_rows_and_tree_are_named_at_once(tmp_path: Path) -> None:
    rows = [*ROWS, {"code": "Bad Code", "parent": "total"}, {"code": "orphan", "parent": "nowhere", "direction": "up"}]
    write_csv(tmp_path / "small.csv", rows)
    (tmp_path / "small.toml").write_text('code = "small"\n[weigh]\nmethod = "guess"\nshft = 1\n', encoding="utf-8")
    findings = Findings()
    assert read_framework(tmp_path / "small.csv", findings) is None
    wheres = " | ".join(finding.where for finding in findings)
    for part in ("row 9, code", "row 10, direction", "weigh.method", "weigh.shft", "'orphan'"):
        assert part in wheres


def test_a_faulty_head_hides_no_fault_of_the_table(tmp_path: Path) -> None:
    rows = [row | {"weight": "-2"} if row["code"] == "conduct" else row for row in ROWS]
    rows = [{key: cell for key, cell in row.items() if (row["code"], key) != ("assets", "direction")} for row in rows]
    write_csv(tmp_path / "small.csv", rows)
    (tmp_path / "small.toml").write_text('[weigh]\nmethod = "guess"\n', encoding="utf-8")
    findings = Findings()
    assert read_framework(tmp_path / "small.csv", findings) is None
    assert sorted(finding.where for finding in findings) == [
        "small, node 'assets'",
        "small, node 'conduct'",
        "small.toml, weigh.method",
    ]


@pytest.mark.parametrize("name", ["absent.toml", "absent.csv", "small.txt"])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        load_framework(tmp_path / name)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "small.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Refused, match="ICM005"):
        load_framework(tmp_path / "small.xlsx")


def test_a_framework_comes_back_from_its_document() -> None:
    framework = small(weigh={"method": "critic"}, veto=[{"node": "capital", "below": 1, "caps": "total", "at": 5}])
    assert framework_from_document(framework.model_dump(mode="json", exclude_none=True)) == framework
    with pytest.raises(Refused):
        framework_from_document({"code": "small"})
