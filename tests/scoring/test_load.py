"""Reading a head and its table: all findings of both files at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.load import load_system
from tests.scoring.examples import CASES

HEAD = 'code = "test"\nzh = "测试"\nen = "test"\nsource = "test"\nstatus = "expert"\nsubject = "practitioner"\n'
DEFAULTS = '[defaults]\nnormalise = "linear"\nmultiply = 100\nmissing = "refuse"\n'
TABLE = "code,parent,indicator,weight,aggregate,worst,best\ntotal,,,,weighted_mean,,\na,total,cases,1,,2,0\n"


def written(folder: Path, head: str, table: str) -> Path:
    (folder / "test.csv").write_text(table, encoding="utf-8")
    (folder / "test.toml").write_text(head, encoding="utf-8")
    return folder / "test.toml"


def refused(folder: Path, head: str, table: str) -> list:
    with pytest.raises(Refused) as error:
        load_system(written(folder, head, table), indicators=[CASES])
    return [(finding.code, finding.where) for finding in error.value.findings]


def test_a_head_and_its_table_make_a_system(tmp_path: Path) -> None:
    system = load_system(written(tmp_path, HEAD + DEFAULTS, TABLE), indicators=[CASES])
    assert evaluate(system, pd.DataFrame({"cases": [0, 1, 2]})).score.tolist() == [100.0, 50.0, 0.0]


def test_findings_of_both_files_come_together(tmp_path: Path) -> None:
    table = TABLE.replace("cases,1,,2,0", "cases,one,,2,0") + "b,total,cases,1\nc,totel,cases,1,,0,2\n"
    hits = refused(tmp_path, HEAD + 'sorce = "x"\n' + DEFAULTS, table)
    assert ("ICM003", "test.toml, sorce") in hits
    assert ("ICM006", "test.csv, row 3, weight") in hits
    assert ("ICM012", "test.csv, row 4") in hits


def test_faults_across_nodes_are_found_beside_faults_in_a_row(tmp_path: Path) -> None:
    table = TABLE.replace("cases,1,,2,0", "cases,one,,2,0") + "c,totel,cases,1,,0,2\nd,total,case,1,,2,0\n"
    hits = refused(tmp_path, HEAD + DEFAULTS, table)
    assert ("ICM006", "test.csv, row 3, weight") in hits
    assert ("ICM008", "test, node 'c'") in hits  # orphan
    assert ("ICM006", "test, node 'c'") in hits  # reversed goalposts
    assert ("ICM008", "test, node 'd'") in hits  # unknown indicator
    assert not any("node 'a'" in where for _, where in hits)


def test_an_unknown_column_of_the_table_is_refused(tmp_path: Path) -> None:
    assert ("ICM003", "test.csv, row 3, wieght") in refused(
        tmp_path, HEAD + DEFAULTS, TABLE.replace("weight,", "wieght,")
    )


def test_a_number_in_quotes_is_refused_in_the_head(tmp_path: Path) -> None:
    assert ("ICM006", "test.toml, places") in refused(tmp_path, HEAD + 'places = "2"\n' + DEFAULTS, TABLE)


def test_parameters_without_a_kind_are_refused(tmp_path: Path) -> None:
    assert any(code == "ICM006" and "row 3" in where for code, where in refused(tmp_path, HEAD, TABLE))


def test_missing_files_are_findings(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        load_system(tmp_path / "nothing.toml")
    assert [finding.code for finding in error.value.findings] == ["ICM001", "ICM001"]


def test_a_head_without_subject_reads_given_columns(tmp_path: Path) -> None:
    head = HEAD.replace('subject = "practitioner"\n', "") + DEFAULTS
    assert load_system(written(tmp_path, head, TABLE.replace("cases", "anything")), indicators=[CASES]).subject is None


def test_decimals_of_a_base_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "base = 487.1225\n" + DEFAULTS, TABLE)
    assert str(load_system(path).base) == "487.1225"
