"""``inscredit bench`` on the shipped German credit table."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import main

GERMAN = "data_samples/public/german_credit.csv"


def _bench(tmp_path: Path, *more: str) -> int:
    common = ["--target", "class", "--positive", "2", "--folds", "3", "--repeats", "1", "--threads", "1", "--no-track"]
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
