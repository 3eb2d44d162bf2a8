"""A validation of worlds, reduced: bureaus, two seeds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.studies.validation_study import ValidationRun
from inscredit_models.study import run
from tests.studies.test_validation_plan import GOOD


def carry_out(folder: Path, text: str = GOOD) -> ValidationRun:
    experiment = folder / "validation"
    experiment.mkdir(exist_ok=True)
    (experiment / "experiment.toml").write_text(text, encoding="utf-8")
    return run(experiment, out=folder / "runs", track=False, threads=1, progress=False)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ValidationRun]:
    folder = tmp_path_factory.mktemp("validation")
    return folder, carry_out(folder)


def test_measured_stands_beside_printed(done: tuple[Path, ValidationRun]) -> None:
    table = done[1].frame("table").set_index("measure")
    units = done[1].frame("units")
    assert table.loc["equal", "mean"] == pytest.approx(units[units["measure"] == "equal"]["value"].mean())
    assert table.loc["equal", "printed"] == 0.839 and table.loc["equal", "seeds"] == 2
    assert done[1].frame("orders")["holds"].tolist() == [True]
    assert "of 1 printed values" in done[1].content.headline[1] and "等权" in done[1].text()
    assert done[1].summary()["table"][0]["measure"] == "best"


def test_the_folder_is_whole(done: tuple[Path, ValidationRun]) -> None:
    result = done[1]
    names = {path.name for path in result.run_dir.iterdir()}
    assert {"table.csv", "orders.csv", "units.csv", "report.html", "run.json", "units"} <= names
    record = json.loads((result.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["origin"] == "simulated" and record["result_digest"] == result.result_digest
    assert len(pd.read_csv(result.run_dir / "table.csv")) == 6


def test_a_killed_run_goes_on_where_it_was(done: tuple[Path, ValidationRun], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, first = done
    shutil.rmtree(first.run_dir / "units" / "none", ignore_errors=True)
    (first.run_dir / "units" / "bureaus_2.json").unlink()
    asked: list[int] = []
    from inscredit_models.studies import validation_study as module

    real = module.MEASURING["regulator"]
    counted = {"regulator": lambda *what: asked.append(what[3]) or real(*what)}
    monkeypatch.setattr(module, "MEASURING", counted)
    assert carry_out(folder).result_digest == first.result_digest and asked == [2]


def test_another_printed_value_measures_nothing_anew(
    done: tuple[Path, ValidationRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    from inscredit_models.studies import validation_study as module

    monkeypatch.setattr(module, "MEASURING", {})
    other = carry_out(done[0], GOOD.replace("0.839, 0.054", "0.1, 0.054"))
    assert not other.frame("table").set_index("measure").loc["equal", "agrees"]


def test_an_unknown_variant_and_other_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ICM008"):
        carry_out(tmp_path, GOOD.replace('subject = "regulator"', 'subject = "regulator"\nvariant = "b_twelv"'))
    with pytest.raises(Refused, match="ICM006"):
        run(tmp_path / "validation", records=tmp_path, out=tmp_path / "runs", track=False, progress=False)


def test_frames_and_figures_have_names(done: tuple[Path, ValidationRun]) -> None:
    with pytest.raises(KeyError, match="table, orders, units"):
        done[1].frame("nothing")
    with pytest.raises(KeyError, match="there is table"):
        done[1].plot("nothing")
