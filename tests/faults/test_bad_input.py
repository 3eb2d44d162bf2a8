"""Every kind of bad table is refused or named, by its rule, with nothing left behind; one line a kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.result import StudyResult
from inscredit_models.study import bench

GOOD = "".join(f"{n},{n % 7},{n % 2}\n" for n in range(60))
HEAD = "a,b,y\n"

ERRORS: dict[str, tuple[bytes, dict[str, object], str]] = {
    "zero bytes": (b"", {}, "ICM002"),
    "header only": (HEAD.encode(), {}, "ICM002"),
    "missing target column": (b"a,b,z\n1,2,0\n3,4,1\n", {}, "ICM010"),
    "ragged row": ((HEAD + GOOD + "1,2\n").encode(), {}, "ICM012"),
    "text in a declared numeric column": ((HEAD + GOOD + "x,2,0\n").encode(), {"numeric": ["a"]}, "ICM011"),
    "text in a column of numbers": ((HEAD + GOOD + "x,2,0\n").encode(), {}, "ICM011"),
    "identifier damaged by a float": ((HEAD + GOOD + "1.10101E+17,2,0\n").encode(), {}, "ICM013"),
    "GB18030 without declaration": (("地区,b,y\n" + "北京,1,0\n上海,2,1\n" * 20).encode("gb18030"), {}, "ICM009"),
    "UTF-8 declared as GB18030": (("地区,b,y\n" + "北京,1,0\n" * 20).encode(), {"encoding": "gb18030"}, "ICM009"),
    "one-class target": ((HEAD + "1,2,0\n" * 30).encode(), {}, "ICM020"),
    "three-valued target": ((HEAD + "1,2,0\n1,2,1\n1,2,2\n" * 10).encode(), {}, "ICM021"),
    "missing outcome": ((HEAD + GOOD + "1,2,\n").encode(), {}, "ICM007"),
    "duplicate column": (("a,a,y\n" + GOOD).encode(), {}, "ICM028"),
    "unknown positive value": ((HEAD + GOOD).encode(), {"positive": "7"}, "ICM008"),
    "misspelt model": ((HEAD + GOOD).encode(), {"models": ["scorcard"]}, "ICM008"),
    "date that is none": (
        (HEAD + GOOD).replace("59,3,1", "59,3-x,1").encode(),
        {"time": "b", "test_from": 4},
        "ICM011",
    ),
    "time without a beginning of the test": ((HEAD + GOOD).encode(), {"time": "b"}, "ICM007"),
    "test that begins after all rows": ((HEAD + GOOD).encode(), {"time": "b", "test_from": 99}, "ICM023"),
    "group on both sides": (
        ("a,b,c,y\n" + "".join(f"{n},{n % 7},{n % 5},{n % 2}\n" for n in range(60))).encode(),
        {"time": "a", "test_from": 30, "group": "b"},
        "ICM022",
    ),
    "more folds than rows": ((HEAD + GOOD).encode(), {"folds": 61}, "ICM006"),
    "margin of nothing": ((HEAD + GOOD).encode(), {"margin": 0.0}, "ICM006"),
    "numbers in full-width digits": ((HEAD + GOOD + "１２,2,0\n").encode(), {}, "ICM011"),
    "column without a name": (("a,,y\n" + GOOD).encode(), {}, "ICM010"),
    "target as its own subject": ((HEAD + GOOD).encode(), {"subject_id": "y"}, "ICM006"),
    "negative seed": ((HEAD + GOOD).encode(), {"seed": -5}, "ICM006"),
    "unknown metric": ((HEAD + GOOD).encode(), {"metric": "acu"}, "ICM008"),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_bad_table_is_refused_by_its_rule(kind: str, tmp_path: Path) -> None:
    content, options, code = ERRORS[kind]
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    out = tmp_path / "runs"
    with pytest.raises(Refused) as refusal:
        bench(path, target="y", out=out, track=False, progress=False, **options)
    found = refusal.value.findings
    assert code in {finding.code for finding in found if finding.severity == "error"}
    assert all(finding.where and finding.found and finding.allowed and finding.remedy for finding in found)
    assert not out.exists(), "nothing half-written"


def _frame(rows: int = 80) -> pd.DataFrame:
    drawn = np.random.default_rng(7)
    y = (np.arange(rows) % 2).astype(float)
    return pd.DataFrame({"x": drawn.normal(size=rows), "y": y})


WARNINGS: dict[str, tuple[dict[str, object], str]] = {
    "column that gives the target away": ({"leak": (np.arange(80) % 2) * 2.0}, "ICM050"),
    "constant column": ({"same": 1.0}, "ICM051"),
    "all-missing column": ({"none": np.nan}, "ICM052"),
    "identifier-like column": ({"number": np.random.default_rng(0).permutation(80) + 1000.0}, "ICM053"),
    "fewer than ten events": ({"y": (np.arange(80) < 8).astype(float)}, "ICM054"),
}


def _run(frame: pd.DataFrame, out: Path, **options: object) -> StudyResult:
    return bench(
        frame,
        target="y",
        models=["prevalence", "logistic"],
        folds=2,
        repeats=1,
        out=out,
        track=False,
        progress=False,
        **options,
    )


@pytest.mark.parametrize("kind", WARNINGS)
def test_suspicious_table_is_named_in_terminal_and_report_and_refused_when_strict(kind: str, tmp_path: Path) -> None:
    columns, code = WARNINGS[kind]
    frame = _frame().assign(**columns)
    result = _run(frame, tmp_path)
    assert code in {finding.code for finding in result.content.findings}
    assert code in result.text() and code in result.report.read_text(encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        _run(frame, tmp_path / "strict", strict=True)
    assert code in {finding.code for finding in refusal.value.findings}
    assert not (tmp_path / "strict").exists()


def test_a_sound_table_has_no_finding(tmp_path: Path) -> None:
    assert _run(_frame(), tmp_path, strict=True).content.findings == ()


def test_several_mistakes_are_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        bench(path, target="z", models=["scorcard"], special=[("q", "1")], out=tmp_path / "runs", progress=False)
    assert [finding.code for finding in refusal.value.findings] == ["ICM008", "ICM010", "ICM010"]
