"""Runs lined up: Demšar's fourteen tables come out as he printed them, and what is no run is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models import compare
from inscredit_models.findings import Refused
from tests.evaluation.demsar import TABLE


def write_runs(folder: Path, values: pd.DataFrame, **more: object) -> list[Path]:
    runs = []
    for number, row in enumerate(values.to_dict("records")):
        run = folder / f"t{number}" / "id"
        run.mkdir(parents=True)
        league = pd.DataFrame({"model": list(row), "metric": "auc", "split": "folds", "estimate": list(row.values())})
        league.assign(reference=values.columns[0], **more).to_csv(run / "league.csv", index=False)
        (run / "run.json").write_text(json.dumps({"experiment": f"t{number}", "run_id": "id"}), encoding="utf-8")
        runs.append(run)
    return runs


def test_published_ranks_of_fourteen_tables(tmp_path: Path) -> None:
    values = TABLE.copy()
    found = compare(write_runs(tmp_path, values))
    # Demšar (2006), Journal of Machine Learning Research 7, Table 6: average ranks, critical difference, z values.
    ranks = found.frame().set_index("model")
    assert ranks["average_rank"].reindex(values.columns).round(3).tolist() == [3.143, 2.0, 2.893, 1.964]
    assert found.ranks.critical_difference() == pytest.approx(1.25, abs=0.005)
    assert ranks["z"].abs().dropna().sort_values().tolist() == pytest.approx([0.512, 2.342, 2.416], abs=1e-3)
    assert "14 tables" in found.say("en") and "14张表" in found.say("zh")
    assert len(found.frame("pairs")) == 6 and len(found.frame("values")) == 14
    with pytest.raises(KeyError, match="there are ranks"):
        found.frame("league")


def test_frames_and_figure_are_written(tmp_path: Path) -> None:
    found = compare(write_runs(tmp_path / "runs", TABLE.copy()))
    found.write(tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"ranks.csv", "pairs.csv", "values.csv", "critical_difference_zh.svg", "critical_difference_en.svg"}
    drawn = (tmp_path / "out" / "critical_difference_en.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg xmlns=") and "CD = 1.25" in drawn
    assert json.loads(json.dumps(found.summary()))["tables"][0] == "t0/id"


def test_fewer_than_five_tables_make_no_claim(tmp_path: Path) -> None:
    found = compare(write_runs(tmp_path, TABLE.copy().head(4)))
    assert "fewer than 5" in found.say("en")
    assert set(found.frame("pairs")["verdict"]) == {"not_evaluable"}


def test_what_is_no_run_is_refused_with_all_findings(tmp_path: Path) -> None:
    runs = write_runs(tmp_path, TABLE.copy().head(2))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        compare([*runs, runs[0], tmp_path / "none", tmp_path / "broken"])
    assert [finding.code for finding in refusal.value.findings] == ["ICM024", "ICM001", "ICM005"]
    with pytest.raises(Refused, match="ICM006"):
        compare(runs[:1])
    with pytest.raises(Refused, match="ICM008"):
        compare(runs, split="out_of_time")
    with pytest.raises(Refused, match="ICM008"):
        compare(runs, reference="lightgmb")
    with pytest.raises(Refused, match="ICM008"):
        compare(runs, metric="acu")


def test_a_run_that_compares_no_models_is_named_as_such(tmp_path: Path) -> None:
    runs = write_runs(tmp_path, TABLE.copy().head(2))
    (runs[1] / "league.csv").unlink()
    with pytest.raises(Refused, match="without models"):
        compare(runs)


def test_a_model_without_a_value_on_some_table_is_named(tmp_path: Path) -> None:
    values = TABLE.copy().head(3)
    values.iloc[1, 2] = None
    with pytest.raises(Refused, match="ICM007"):
        compare(write_runs(tmp_path, values))
