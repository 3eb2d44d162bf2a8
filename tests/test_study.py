"""The story of a study, from the file to the run folder, and that nothing depends on threads, restarts or places."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from inscredit_models.findings import Refused
from inscredit_models.result import StudyResult
from inscredit_models.study import bench, run
from tests.small_study import write_small_experiment

LEAGUE = "model,metric,split,estimate,low,high,interval_method,n,events,reference,verdict,cause"
COMPARISONS = "model_a,model_b,metric,split,difference,low,high,p_value,p_adjusted,margin,mdd,verdict"


def _table(rows: int = 240, seed: int = 1) -> pd.DataFrame:
    drawn = np.random.default_rng(seed)
    x = drawn.normal(size=rows)
    return pd.DataFrame(
        {
            "x": x,
            "noise": drawn.normal(size=rows),
            "city": pd.Series(drawn.choice(["a", "b"], rows), dtype="str"),
            "bad": (drawn.random(rows) < 1 / (1 + np.exp(-x))).astype(float),
        }
    )


def test_run_leaves_its_files(small_result: StudyResult) -> None:
    folder = small_result.run_dir
    assert folder.parent.name == "small"
    names = {
        "run.json",
        "league.csv",
        "comparisons.csv",
        "indicators.parquet",
        "report.html",
        "journal",
        "disputed.csv",
    }
    assert {path.name for path in folder.glob("[!.]*")} - {"disputed.csv"} == (
        names - {"disputed.csv"} | {f"{name}.csv" for name in small_result.exhibits}
    )
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["result_digest"] == small_result.result_digest and record["run_id"] == folder.name
    assert {"records", "panel", "declarations", "data", "code", "lock"} <= set(record["digests"])
    assert [verdict["split"] for verdict in record["verdicts"]] == ["out_of_time", "out_of_time_unseen", "by_region"]
    assert (folder / "league.csv").read_text(encoding="utf-8").splitlines()[0] == LEAGUE
    assert (folder / "comparisons.csv").read_text(encoding="utf-8").splitlines()[0] == COMPARISONS
    assert str(folder) not in (folder / "run.json").read_text(encoding="utf-8"), "a run can be moved"


def test_truth_is_a_ceiling_and_nothing_else(small_result: StudyResult) -> None:
    league = small_result.league
    truth = league[league["model"] == "truth"]
    assert set(truth["metric"]) <= {"auc", "ks", "average_precision", "h_measure", "gini", "capture"} and len(truth)
    assert (truth["verdict"] == "").all()
    pairs = small_result.frame("comparisons")
    assert "truth" not in set(pairs["model_a"]) | set(pairs["model_b"])
    auc = league[(league["metric"] == "auc") & (league["split"] == "out_of_time")].set_index("model")["estimate"]
    assert auc["truth"] == auc.max()
    assert auc["prevalence"] == 0.5


def test_trained_dates_are_mature_before_the_test_begins(small_result: StudyResult) -> None:
    counts = small_result.frame("data_counts")
    assert counts.loc[counts["part"] == "train", "as_of"].max() == "2022-06-30"
    assert counts.loc[counts["part"] == "test", "as_of"].min() == "2023-12-31"
    excluded = counts[counts["part"] == "excluded"]
    assert list(excluded["as_of"]) == ["2022-12-31", "2023-06-30"] and (excluded["rows"] > 0).all()
    assert excluded["events"].isna().all() and (excluded["reason"] != "").all()


def test_same_result_with_two_workers_in_another_place(
    small_experiment: Path, small_result: StudyResult, tmp_path: Path
) -> None:
    again = run(small_experiment, out=tmp_path, threads=2, track=False, progress=False)
    assert again.result_digest == small_result.result_digest
    assert again.run_dir.name == small_result.run_dir.name
    assert again.tracking == "off (未跟踪)"


def test_interrupted_run_goes_on_with_the_same_result(
    small_experiment: Path, small_result: StudyResult, tmp_path: Path
) -> None:
    runs = shutil.copytree(small_result.run_dir.parents[1], tmp_path / "runs")
    folder = runs / "small" / small_result.run_dir.name
    units = sorted((folder / "journal" / "units").iterdir())
    kept = {unit.name: (unit / "unit.json").stat().st_mtime_ns for unit in units[::2]}
    for unit in units[1::2]:
        shutil.rmtree(unit)
    for name in ("run.json", "report.html", "league.csv"):
        (folder / name).unlink()
    again = run(small_experiment, out=runs, threads=1, track=False, progress=False)
    assert again.result_digest == small_result.result_digest and (folder / "run.json").is_file()
    now = {name: (folder / "journal" / "units" / name / "unit.json").stat().st_mtime_ns for name in kept}
    assert now == kept, "finished units are read, not done again"


def test_damaged_world_is_named(small_experiment: Path, small_result: StudyResult, tmp_path: Path) -> None:
    runs = shutil.copytree(small_result.run_dir.parents[1], tmp_path / "runs")
    part = next((runs / "worlds").rglob("violation/part-*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        run(small_experiment, out=runs, track=False, progress=False)
    assert [finding.code for finding in refusal.value.findings] == ["ICM019"]


def test_store_may_be_given_instead_of_the_world(
    small_experiment: Path, small_result: StudyResult, tmp_path: Path
) -> None:
    (store,) = (path for path in (small_result.run_dir.parents[1] / "worlds").iterdir() if path.is_dir())
    again = run(small_experiment, out=tmp_path, records=store, threads=1, track=False, progress=False)
    assert again.result_digest == small_result.result_digest


def test_dates_outside_the_records_are_refused_before_anything_is_written(
    tmp_path: Path, small_result: StudyResult
) -> None:
    experiment = write_small_experiment(
        tmp_path,
        **{"to = 2024-12-31": "to = 2027-12-31", "labels_known_at = 2026-06-30": "labels_known_at = 2030-06-30"},
    )
    (store,) = (path for path in (small_result.run_dir.parents[1] / "worlds").iterdir() if path.is_dir())
    with pytest.raises(Refused) as refusal:
        run(experiment, out=tmp_path / "runs", records=store, track=False, progress=False)
    assert "ICM023" in {finding.code for finding in refusal.value.findings}
    assert not (tmp_path / "runs").exists()


def test_strict_refuses_on_a_warning(small_experiment: Path, small_result: StudyResult, tmp_path: Path) -> None:
    (store,) = (path for path in (small_result.run_dir.parents[1] / "worlds").iterdir() if path.is_dir())
    with pytest.raises(Refused) as refusal:
        run(small_experiment, out=tmp_path, records=store, strict=True, track=False, progress=False)
    assert {finding.code for finding in refusal.value.findings} == {"ICM055"}
    assert list(tmp_path.iterdir()) == []


def test_any_classifier_joins_the_league(tmp_path: Path) -> None:
    result = bench(
        _table(), target="bad", models=["prevalence", "logistic", ("mine", LogisticRegression())], folds=5, repeats=1,
        out=tmp_path, track=False, progress=False,
    )  # fmt: skip
    auc = result.league[result.league["metric"] == "auc"].set_index("model")
    assert set(auc.index) == {"prevalence", "logistic", "mine"}
    assert auc.loc["mine", "estimate"] == pytest.approx(auc.loc["logistic", "estimate"], abs=0.02)
    assert auc.loc["mine", "split"] == "folds" and auc.loc["logistic", "verdict"] == ""


def test_a_failing_model_is_a_row_with_its_cause(tmp_path: Path) -> None:
    result = bench(
        _table(), target="bad", models=["logistic", ("mine", LogisticRegression(C=-1))], folds=3, repeats=1,
        out=tmp_path, track=False, progress=False,
    )  # fmt: skip
    mine = result.league[result.league["model"] == "mine"]
    assert set(mine["verdict"]) == {"not_evaluable"} and mine["cause"].str.contains("InvalidParameterError").all()
    assert "ICM058" in {finding.code for finding in result.content.findings}
    assert "InvalidParameterError" in result.report.read_text(encoding="utf-8")


def test_all_models_failing_is_told_not_raised(tmp_path: Path) -> None:
    result = bench(
        _table(), target="bad", models=[("mine", LogisticRegression(C=-1))], reference="mine", folds=3, repeats=1,
        out=tmp_path, track=False, progress=False,
    )  # fmt: skip
    assert set(result.league["verdict"]) == {"not_evaluable"}, "the reference too"
    assert result.is_void and "ICM210" in {finding.code for finding in result.content.findings}
    assert result.verdicts[0]["headline_en"] == "No model has a result."
    assert "没有一个模型完成" in result.report.read_text(encoding="utf-8")


def test_models_without_their_declarations_are_findings(tmp_path: Path) -> None:
    plain = bench(_table(), target="bad", models=["logistic", "index_equal", "index_expert"], folds=5, repeats=1,
                  out=tmp_path, track=False, progress=False)  # fmt: skip
    assert [finding.code for finding in plain.content.findings] == ["ICM059", "ICM059"]
    declared = bench(_table(), target="bad", models=["logistic", "index_equal", "lightgbm_monotone"],
                     directions={"x": -1}, folds=5, repeats=1, out=tmp_path, track=False, progress=False)  # fmt: skip
    assert not declared.content.findings


def test_time_and_group_decide_the_split(tmp_path: Path) -> None:
    table = _table().assign(year=np.repeat([2018.0, 2019.0, 2020.0], 80), firm=[f"f{n % 40}" for n in range(240)])
    common = {"target": "bad", "models": ["prevalence", "logistic"], "out": tmp_path, "track": False, "progress": False}
    by_time = bench(table, time="year", test_from=2020, subject_id="firm", **common)
    rows = by_time.league[by_time.league["metric"] == "auc"]
    assert set(rows["split"]) == {"out_of_time"} and set(rows["n"]) == {80}
    assert set(rows["interval_method"]) == {"obuchowski"}
    with pytest.raises(Refused, match="ICM022"):
        bench(table, time="year", test_from=2020, group="firm", **common)
    grouped = bench(table, group="firm", folds=4, repeats=1, **common)
    assert set(grouped.league["split"]) == {"folds"}


def test_few_events_are_not_evaluable_and_said_so(tmp_path: Path) -> None:
    table = _table(200).assign(bad=[1.0] * 6 + [0.0] * 194)
    result = bench(
        table,
        target="bad",
        models=["prevalence", "logistic"],
        folds=2,
        repeats=1,
        out=tmp_path,
        track=False,
        progress=False,
    )
    others = result.league[result.league["model"] == "prevalence"]
    assert set(others["verdict"]) == {"not_evaluable"} and (others["cause"] != "").all()
    assert "ICM054" in {finding.code for finding in result.content.findings}


def test_outcomes_are_read_as_known_when_the_model_is_fitted(
    small_experiment: Path, small_result: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}

    def listen(store, outcome, rows, known_at, **options):
        seen.update(known_at)
        raise KeyboardInterrupt

    (store,) = (path for path in (small_result.run_dir.parents[1] / "worlds").iterdir() if path.is_dir())
    monkeypatch.setattr("inscredit_models.study.compute_outcome", listen)
    with pytest.raises(KeyboardInterrupt):
        run(small_experiment, out=tmp_path, records=store, track=False, progress=False)
    read_at = {day.isoformat(): known.isoformat() for day, known in seen.items()}
    train = {"2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30"}
    assert {day for day, known in read_at.items() if known == "2023-12-31"} == train
    assert {known for day, known in read_at.items() if day not in train} == {"2026-06-30"}
    assert min(day for day in read_at if day not in train) == "2023-12-31"


def test_an_out_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        bench(_table(), target="bad", out=tmp_path / "file", track=False, progress=False)
    assert [finding.code for finding in refusal.value.findings] == ["ICM001"]


def test_other_subjects_make_another_run(tmp_path: Path) -> None:
    table = _table().assign(year=np.repeat([2018.0, 2019.0, 2020.0], 80))
    common = {"target": "bad", "models": ["prevalence", "logistic"], "time": "year", "test_from": 2020, "out": tmp_path,
              "track": False, "progress": False, "subject_id": "who"}  # fmt: skip
    ids = [bench(table.assign(who=[f"p{n % k}" for n in range(240)]), **common).run_dir.name for k in (40, 60)]
    assert ids[0] != ids[1]
