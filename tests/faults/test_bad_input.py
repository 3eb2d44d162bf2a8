"""Every kind of bad table is refused or named, by its rule, with nothing left behind; one line a kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

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
    "infinity written as text": ((HEAD + GOOD + "inf,2,0\n").encode(), {}, "ICM011"),
    "number beyond what can be squared": ((HEAD + GOOD + "-1e101,2,0\n").encode(), {}, "ICM006"),
    "column of times that is none": (("a,y,when\n" + "".join(f"{n},{n % 2},soon\n" for n in range(60))).encode(),
                                     {"time": "when", "test_from": "2024-01-01"}, "ICM016"),
    "one class to learn from": (("a,b,y\n" + "".join(f"{n},{n % 7},{int(n > 40)}\n" for n in range(60))).encode(),
                                {"time": "a", "test_from": 40}, "ICM020"),
    "unknown further metric": ((HEAD + GOOD).encode(), {"further_metrics": ["ginni"]}, "ICM008"),
    "group that is no column": ((HEAD + GOOD).encode(), {"groups": ["sex"]}, "ICM010"),
    "split by one region": (("a,b,y,r\n" + "".join(f"{n},{n % 7},{n % 2},n\n" for n in range(60))).encode(),
                            {"by": {"region": "r"}}, "ICM006"),
    "unknown key of what is asked further": ((HEAD + GOOD).encode(), {"further": {"calibraton": {}}}, "ICM003"),
}  # fmt: skip


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
        folds=5,
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


def test_a_column_of_infinite_values_is_named_with_its_count(tmp_path: Path) -> None:
    frame = _frame().assign(x=[np.inf, -np.inf, *[1.0] * 78])
    with pytest.raises(Refused) as refusal:
        _run(frame, tmp_path / "runs")
    told = {(finding.code, finding.where, finding.found) for finding in refusal.value.findings}
    assert ("ICM027", "frame, column 'x'", "2 infinite values") in told
    assert not (tmp_path / "runs").exists()


def test_an_unseen_category_is_counted_by_level_in_finding_file_and_column_table(tmp_path: Path) -> None:
    frame = _frame(120).assign(year=np.repeat([2018.0, 2019.0], 60), city=["a", "b"] * 30 + ["a", "moon", "mars"] * 20)
    result = _run(frame, tmp_path, time="year", test_from=2019)
    (finding,) = [finding for finding in result.content.findings if finding.code == "ICM060"]
    assert finding.where == "frame, column 'city', split out_of_time"
    assert finding.found == "40 of 60 judged rows are of 2 categories not seen in training"
    assert result.frame("unseen")[["level", "rows"]].values.tolist() == [["mars", 20], ["moon", 20]]
    city = result.frame("indicators").set_index("code").loc["city"]
    assert "40 judged cells of 2 levels not seen in training" in city["definition_en"]
    assert "40个检验单元格、2个取值在训练中未见" in city["definition_zh"]


@pytest.mark.slow
def test_a_hundred_thousand_categories_are_named_and_judged(tmp_path: Path) -> None:
    rows = 100_000
    drawn = np.random.default_rng(0)
    names = pd.Series([f"n{place}" for place in drawn.permutation(rows)], dtype="str")
    frame = pd.DataFrame({"x": drawn.normal(size=rows), "name": names})
    frame["y"] = (drawn.random(rows) < 1 / (1 + np.exp(2 - frame["x"]))).astype(float)
    result = _run(frame, tmp_path)
    codes = {finding.code for finding in result.content.findings}
    assert {"ICM053", "ICM060"} <= codes and len(result.frame("unseen")) == rows
    assert np.isfinite(result.league["estimate"]).all()
    assert len(result.report.read_bytes()) < 5_000_000, "the page names the column, not a hundred thousand levels"


class Contrary(ClassifierMixin, BaseEstimator):
    """An estimator that breaks the contract in one way."""

    def __init__(self, how: str = "") -> None:
        self.how = how

    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, X):
        made = np.full((len(X), 2), 0.5)
        made[0] = {"nan": np.nan, "range": 2.0}.get(self.how, 0.5)
        return made[1:] if self.how == "rows" else made


@pytest.mark.parametrize(("how", "cause"), [("nan", "not finite"), ("range", "lie outside"), ("rows", "shape")])
def test_predictions_that_break_the_contract_are_a_row_with_their_cause(how: str, cause: str, tmp_path: Path) -> None:
    result = bench(
        _frame(), target="y", models=["logistic", ("contrary", Contrary(how))], folds=2, repeats=1, out=tmp_path,
        track=False, progress=False,
    )  # fmt: skip
    rows = result.league[result.league["model"] == "contrary"]
    assert set(rows["verdict"]) == {"not_evaluable"} and rows["cause"].str.contains(cause).all()
    assert result.league.loc[result.league["model"] == "logistic", "estimate"].notna().all()
    assert not result.is_void


def test_negative_weights_of_an_expert_are_refused_by_node(tmp_path: Path) -> None:
    system = tmp_path / "s.toml"
    system.write_text('code = "s"\nzh = "指数"\nen = "Index"\nsource = "test"\nstatus = "expert"\n', encoding="utf-8")
    rows = ["code,parent,aggregate,weight,normalise,worst,best", "total,,weighted_mean,,,,"]
    rows += ["x,total,,-1,linear,4,0", "z,total,,2,linear,4,0"]
    system.with_suffix(".csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        _run(_frame().assign(z=1.5), tmp_path / "runs", expert=system)
    assert any("node 'x'" in finding.where and "-1" in finding.found for finding in refusal.value.findings)
    assert not (tmp_path / "runs").exists()


def test_several_mistakes_are_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        bench(path, target="z", models=["scorcard"], special=[("q", "1")], out=tmp_path / "runs", progress=False)
    assert [finding.code for finding in refusal.value.findings] == ["ICM008", "ICM010", "ICM010"]
