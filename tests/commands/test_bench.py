"""``inscredit bench`` on the shipped German credit table."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import build_parser, main
from inscredit_models.commands.bench import further_values
from inscredit_models.findings import Findings

GERMAN = "data_samples/public/german_credit.csv"


def _bench(tmp_path: Path, *more: str) -> int:
    common = ["--target", "class", "--positive", "2", "--folds", "5", "--repeats", "1", "--threads", "1", "--no-track"]
    return main(["bench", GERMAN, *common, "--out", str(tmp_path), "--json", *more])


def test_german_credit_gives_a_league_of_the_default_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _bench(tmp_path) == 0
    told = json.loads(capsys.readouterr().out)
    folder = Path(told["run_dir"])
    assert folder.parent == tmp_path / "bench_german_credit"
    league = pd.read_csv(folder / "league.csv", keep_default_na=False)
    auc = league[league["metric"] == "auc"].set_index("model")
    assert list(auc.index) == ["prevalence", "single_best", "logistic", "scorecard", "lightgbm"]
    assert set(auc["split"]) == {"folds"} and set(auc["interval_method"]) == {"nadeau_bengio"}
    for model in ("logistic", "scorecard", "lightgbm"):
        assert 0.74 < float(auc.loc[model, "estimate"]) < 0.84
    assert auc.loc["logistic", "verdict"] == "" and auc.loc["prevalence", "verdict"] == "worse"
    assert (folder / "report.html").is_file() and (folder / "run.json").is_file()


def test_options_reach_the_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directions = ["--lower-is-better", "duration_months,credit_amount"]
    kinds = ["--special", "age_years=75", "--categorical", "dependents"]
    assert _bench(tmp_path, "--models", "prevalence,index_equal", "--reference", "prevalence", *directions, *kinds) == 0
    told = json.loads(capsys.readouterr().out)
    league = pd.read_csv(Path(told["run_dir"]) / "league.csv", keep_default_na=False)
    assert set(league["model"]) == {"prevalence", "index_equal"}
    assert [finding["code"] for finding in told["findings"]] == ["ICM060"]


def test_unknown_names_are_refused_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", GERMAN, "--target", "klass", "--models", "logstic", "--out", str(tmp_path), "--json"]) == 2
    codes = [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert codes == ["ICM008", "ICM010"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_asked_further_becomes_the_keys_of_an_experiment(tmp_path: Path) -> None:
    more = tmp_path / "more.toml"
    more.write_text("[stability]\nresamples = 4\ntop = 0.2\n\n[explanation]\nbackgrounds = 2\n", encoding="utf-8")
    text = "bench t.csv --target y --calibrate platt,anchor --anchor 0.1 --seeds 3 --cost-ratio 5 --no-signal"
    text += f" --further {more}"
    findings = Findings()
    assert further_values(build_parser().parse_args(text.split()), findings) == {
        "stability": {"drift": False, "resamples": 4, "top": 0.2, "seeds": 3},
        "explanation": {"backgrounds": 2},
        "calibration": {"methods": ["platt", "anchor"], "anchor": 0.1},
        "decisions": {"cost_ratio": 5.0},
        "checks": {"no_signal": ["shuffled"]},
    }
    assert further_values(build_parser().parse_args(["bench", "t.csv", "--target", "y"]), findings) == {}
    assert not list(findings)
    further_values(build_parser().parse_args(["bench", "t.csv", "--target", "y", "--anchor", "0.1"]), findings)
    assert [finding.code for finding in findings] == ["ICM006"]


def test_further_options_leave_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--groups", "housing", "--cost-ratio", "5", "--further-metrics", "gini", "--by-region", "job"]
    assert _bench(tmp_path, "--models", "prevalence,logistic", *asked) == 0
    folder = Path(json.loads(capsys.readouterr().out)["run_dir"])
    assert {"fairness.csv", "decisions.csv", "ranks.csv"} <= {path.name for path in folder.iterdir()}
    league = pd.read_csv(folder / "league.csv", keep_default_na=False)
    assert "gini" in set(league["metric"]) and set(league["split"]) == {"folds", "by_region"}


def test_a_run_in_which_no_model_finished_ends_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Without declared directions an equal-weight index cannot be made, and nothing else was asked for.
    assert _bench(tmp_path, "--models", "index_equal", "--reference", "index_equal") == 2
    output = capsys.readouterr()
    told = json.loads(output.out)
    assert "ICM210" in {finding["code"] for finding in told["findings"]} and Path(told["report"]).is_file()
    assert "no model finished" in output.err
