"""A study on published figures from the experiment folder to its report, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models import run
from inscredit_models.cli import main
from inscredit_models.findings import Refused
from inscredit_models.studies.published_study import FRAMES, PublishedResult

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "010_insurer_service"
TABLES = Path(__file__).parents[2] / "data_samples" / "public" / "insurance"
QUIET = {"track": False, "progress": False}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> PublishedResult:
    found = run(EXPERIMENT, out=tmp_path_factory.mktemp("runs"), **QUIET)
    assert isinstance(found, PublishedResult)
    return found


SMALL = """
question = "q"
published = "PLACE"
readings = "readings.csv"
[[indicator]]
code = "days"
zh = "天数"
en = "Days"
table = "claims_service_beijing_2016"
measure = "cycle_days"
direction = "lower_is_better"
[[indicator]]
code = "rate"
zh = "率"
en = "Rate"
table = "claims_service_beijing_2016"
measure = "closing_rate"
direction = "higher_is_better"
[[indicator]]
code = "class"
zh = "类"
en = "Class"
table = "service_evaluation_grades"
measure = "service_class"
sector = "property"
direction = "higher_is_better"
[[composite]]
code = "service"
zh = "综合"
en = "Service"
system = "property_service_evaluation_2015"
period = "2016"
draws = 200
part = [{ node = "claim_cycle_days", indicator = "days" }, { node = "claim_closing_rate", indicator = "rate" }]
[[agreement]]
indicator = "service"
period = "2016"
grade = "class"
grade_period = "2016"
[[series]]
code = "solvency"
zh = "偿付能力"
en = "Solvency"
table = "solvency_industry_by_quarter"
measure = "core_ratio"
subject = "行业"
sector = "all"
expect = "refused"
"""


def _small(folder: Path, old: str = "", new: str = "") -> Path:
    """Write a small experiment on the shipped tables, with a piece of its file replaced."""
    assert old in SMALL
    place = folder / "small"
    place.mkdir()
    shutil.copy(EXPERIMENT / "readings.csv", place)
    text = SMALL.replace(old, new) if old else SMALL
    (place / "experiment.toml").write_text(text.replace("PLACE", str(TABLES)), encoding="utf-8")
    return place


def test_everything_is_left_in_the_folder_of_the_run(result: PublishedResult) -> None:
    names = {path.name for path in result.run_dir.iterdir()}
    assert {f"{name}.csv" for name in FRAMES} | {"report.html", "run.json"} <= names
    record = json.loads((result.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["result_digest"] == result.result_digest and record["origin"] == "public table"
    for name in FRAMES:
        assert len(pd.read_csv(result.run_dir / f"{name}.csv")) == len(result.frame(name)) > 0


def test_not_evaluable_is_said_first_and_no_number_is_given_for_it(result: PublishedResult) -> None:
    frame = result.frame("agreement")
    silent = frame[frame["verdict"] == "not_evaluable"]
    assert len(silent) == 11 and silent[["auc", "tau", "auc_low", "tau_high"]].isna().all(axis=None)
    assert (silent["cause_en"] != "").all()
    assert "grades 11 are" in result.verdicts[0]["en"] and "not evaluable" in result.verdicts[0]["en"]


def test_solvency_goes_with_the_rating_in_a_selected_list_only(result: PublishedResult) -> None:
    frame = result.frame("agreement").set_index("indicator").loc[["solvency_comprehensive", "solvency_core"]]
    assert frame["n"].tolist() == [15, 15] and frame["selected"].all()
    assert (frame["p_adjusted"] >= frame["p_value"]).all()
    assert (frame["auc_low"] < frame["auc"]).all() and (frame["auc"] < frame["auc_high"]).all()


def test_refused_series_are_those_that_were_expected(result: PublishedResult) -> None:
    frame = result.frame("series").set_index("series")
    assert (frame["answer"] == frame["expected"]).all()
    assert "ICM150" in frame.loc["complaints_2013_2023", "codes"]
    assert "ICM151" in frame.loc["mean_against_median", "codes"]
    assert "ICM150" in frame.loc["core_solvency_2021_2025", "codes"]
    assert frame.loc["median_of_quarters", "periods"] == 8


def test_premium_is_neither_shown_nor_kept(result: PublishedResult) -> None:
    for name in FRAMES:
        assert not [column for column in result.frame(name).columns if "exposure" in column or column == "premium"]
    assert "exposure" not in result.report.read_text(encoding="utf-8")


def test_the_same_again_from_the_command_line_is_the_same_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = _small(tmp_path)
    first = run(place, out=tmp_path / "runs", **QUIET)
    assert main(["run", str(place), "--out", str(tmp_path / "runs"), "--no-track", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run_dir"], told["result_digest"]) == (str(first.run_dir), first.result_digest)
    assert told["verdicts"][0]["zh"] and told["tracking"].startswith("off")


def test_frames_and_figures_have_names(result: PublishedResult) -> None:
    with pytest.raises(KeyError, match="coverage"):
        result.frame("league")
    with pytest.raises(KeyError, match="shrunken"):
        result.plot("league")
    assert result.plot("shrunken").get_xscale() == "log"
    assert "report" in result.text() and "<h4>010_insurer_service" in result._repr_html_()


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("solvency_industry_by_quarter", "solvency_industry", "'solvency_industry_by_quarter'"),
        ('measure = "cycle_days"', 'measure = "cycle_day"', "'cycle_days'"),
        ("claim_closing_rate", "claim_closing", "claim_closing_rate"),
        ("property_service_evaluation_2015", "property_service", "property_service_evaluation_2015"),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_near_ones(tmp_path: Path, old: str, new: str, part: str) -> None:
    with pytest.raises(Refused, match="ICM008") as refusal:
        run(_small(tmp_path, old, new), out=tmp_path / "runs", **QUIET)
    assert part in str(refusal.value)
    assert not (tmp_path / "runs").exists()


def test_rows_for_it_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="published figures"):
        run(EXPERIMENT, table=tmp_path / "t.csv", out=tmp_path, **QUIET)


def test_a_series_that_answers_otherwise_is_a_finding_and_strict_refuses_it(tmp_path: Path) -> None:
    place = _small(tmp_path, 'expect = "refused"', 'expect = "given"')
    with pytest.raises(Refused, match="ICM162"):
        run(place, out=tmp_path / "runs", strict=True, **QUIET)
    assert not (tmp_path / "runs").exists()


def test_without_readings_no_insurer_of_a_local_table_has_a_grade(tmp_path: Path) -> None:
    bare = run(_small(tmp_path, 'readings = "readings.csv"'), out=tmp_path / "runs", **QUIET)
    assert bare.frame("agreement")["n"].tolist() == [0]
    assert "ICM083" in [item.code for item in bare.content.findings]
    assert bare.frame("composite")["reason"].eq("").sum() == 13
