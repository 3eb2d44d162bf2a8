"""An index made of records: the shipped experiment on bureaus, and what is refused before anything is computed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from inscredit_models.config import IndexExperiment, read_experiment
from inscredit_models.findings import Findings, Refused
from inscredit_models.studies.index_records import IndexRun, look_up_index
from inscredit_models.study import run

SHIPPED = Path(__file__).parents[2] / "experiments" / "040_bureau_integrity"


def edited(folder: Path, **changes: tuple[str, str]) -> Path:
    """A copy of the shipped experiment, by file stem one text replaced by another."""
    copy = folder / "bureaus"
    shutil.copytree(SHIPPED, copy)
    (copy / "experiment.toml").write_text(
        (copy / "experiment.toml")
        .read_text(encoding="utf-8")
        .replace("runs = 2000", "runs = 200")
        .replace("base = 256", "base = 16")
        .replace("from = 2018", "from = 2023"),
        encoding="utf-8",
    )
    for name, (old, new) in changes.items():
        path = copy / f"{name.replace('_', '.')}"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> IndexRun:
    folder = tmp_path_factory.mktemp("bureaus")
    return run(edited(folder), out=folder / "runs", track=False, threads=1, progress=False)


def test_the_run_says_what_can_and_cannot_be_said_of_36_bureaus(done: IndexRun) -> None:
    assert len(done.frame("scores")) == 36
    says = done.frame("claims")["says"].tolist()
    assert says[0] == "can" and says[-2:] == ["not_evaluable", "not_evaluable"]
    assert "no outcome is declared" in done.text()
    assert done.told.origin == "simulated"


def test_the_folder_is_whole(done: IndexRun) -> None:
    names = {path.name for path in done.run_dir.iterdir()}
    assert {"report.html", "run.json", "claims.csv", "ranks.csv", "planted.csv", "history.csv"} <= names
    assert {"scores.csv", "weights.csv", "indicators.parquet", "scoring_system.json"} <= names
    record = json.loads((done.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["result_digest"] == done.result_digest and record["seed"] == 20150116
    page = done.report.read_text(encoding="utf-8")
    assert "每百家辖内机构对监管机构的投诉" in page and "不能说" in page


def test_ranks_recover_the_planted_order_and_firm_pairs_are_mostly_true(done: IndexRun) -> None:
    planted = done.frame("planted").set_index("measure")["estimate"]
    assert planted["spearman"] > 0.6
    assert planted["firm_pairs_true"] > 0.85
    assert done.plot("ranks").get_xlabel().startswith("Rank")


@pytest.mark.slow
def test_the_same_again_is_the_same_result(done: IndexRun, tmp_path: Path) -> None:
    again = run(edited(tmp_path), out=done.run_dir.parents[1], track=False, threads=2, progress=False)
    assert again.result_digest == done.result_digest and again.run_dir == done.run_dir


@pytest.mark.slow
def test_another_store_is_read_and_tracked(done: IndexRun, tmp_path: Path) -> None:
    store = next((done.run_dir.parents[1] / "worlds").iterdir())
    truthless = tmp_path / "store"
    shutil.copytree(store, truthless, ignore=shutil.ignore_patterns("truth"))
    found = run(edited(tmp_path), out=tmp_path / "runs", records=truthless, threads=1, progress=False)
    assert "planted" not in found.answer.frames
    assert "Written" in found.tracking
    np.testing.assert_allclose(found.answer.index.score, done.answer.index.score)


def test_frames_that_are_not_there_are_named(done: IndexRun) -> None:
    with pytest.raises(KeyError, match="claims"):
        done.frame("league")


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        framework_csv=("hotline_answered_rate_12m,1", "hotline_answered_rate_13m,1"),
        plan_toml=('code = "aggregation"', 'codes = "aggregation"'),
    )
    with pytest.raises(Refused) as refused:
        run(folder, out=tmp_path / "runs", track=False, progress=False)
    codes = {finding.code for finding in refused.value.findings}
    assert {"ICM003", "ICM007"} <= codes
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("hotline_answered_rate_12m,1", "hotline_answered_rate_13m,1", "ICM008"),
        ("bureau_complaint_rate_12m,-1,100,150,0", "bureau_complaint_rate_12m,1,100,0,150", "ICM006"),
    ],
)
def test_a_leaf_must_be_declared_and_point_the_declared_way(tmp_path: Path, old: str, new: str, code: str) -> None:
    folder = edited(tmp_path, framework_csv=(old, new))
    findings = Findings()
    plan = read_experiment(folder, findings)
    look_up_index(plan, folder, findings)
    assert [finding.code for finding in findings] == [code]


def people(folder: Path, subjects: int) -> Path:
    """An index of practitioners, who have an outcome."""
    folder.mkdir()
    (folder / "framework.csv").write_text(
        "code,parent,indicator,direction,weight,worst,best\n"
        "total,,,,,,\n"
        "serious,total,violation_serious_count_36m,-1,3,3,0\n"
        "persistency,total,persistency_13m_ratio_24m,1,1,0,1\n",
        encoding="utf-8",
    )
    (folder / "framework.toml").write_text(
        '[normalise]\nmethod = "goalposts"\n[impute]\nmethod = "median"\n', encoding="utf-8"
    )
    (folder / "plan.toml").write_text(
        '[[factor]]\nkind = "weight_noise"\ncode = "weights"\nspread = 0.2\nnodes = ["serious", "persistency"]\n',
        encoding="utf-8",
    )
    (folder / "experiment.toml").write_text(
        'question = "q"\nsubject = "practitioner"\npopulation = "registered_3m_active"\nframework = "framework.toml"\n'
        'outcome = "violation_serious_within_12m"\nlabels_known_at = 2025-12-31\nruns = 100\nbase = 8\n'
        "as_of = { from = 2022-12-31, to = 2024-12-31, every_months = 12 }\n"
        f'[world]\nname = "practitioner"\nsubjects = {subjects}\nseed = 3\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.slow
def test_an_outcome_is_judged_with_its_prices(tmp_path: Path) -> None:
    found = run(people(tmp_path / "people", 3000), out=tmp_path / "runs", track=False, threads=1, progress=False)
    (ranking,) = found.frame("ranking").to_dict("records")
    assert ranking["verdict"] in ("better", "inconclusive") and ranking["n"] > 2000 and ranking["events"] >= 10
    prices = found.frame("prices")
    assert set(prices["kind"]) == {"weight", "group"} and prices["price"].notna().all()
    assert (prices["low"] < prices["high"]).all() and (prices["mdd"] > 0).all()


@pytest.mark.slow
def test_too_few_events_are_not_evaluable(tmp_path: Path) -> None:
    found = run(people(tmp_path / "people", 200), out=tmp_path / "runs", track=False, threads=1, progress=False)
    assert set(found.frame("prices")["verdict"]) == {"not_evaluable"}
    assert found.frame("claims")["says"].tolist()[-2:] == ["not_evaluable", "not_evaluable"]
    assert "fewer than 10" in found.text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[world]", 'records = "store"\n[world]'),
        ('name = "regulator"', 'name = "consumer"'),
        ("runs = 200\n", 'runs = 200\noutcome = "violation_serious_within_12m"\n'),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = edited(tmp_path, experiment_toml=(old, new))
    findings = Findings()
    assert read_experiment(folder, findings) is None and len(findings)


def test_the_shipped_experiment_is_read() -> None:
    findings = Findings()
    plan = read_experiment(SHIPPED, findings)
    assert isinstance(plan, IndexExperiment) and not len(findings)
    assert plan.as_of.dates()[-1] == dt.date(2025, 12, 31)
