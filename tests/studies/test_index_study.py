"""The story of one composite index."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import inscredit_models
from inscredit_models.findings import Refused
from inscredit_models.models.composite.replay import replay
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.scoring.document import system_from_document
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.studies.index_study import index
from tests.models.composite.examples import small, table, with_cells
from tests.models.composite.test_framework_load import write_csv


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_table_file_and_a_framework_file_make_a_whole_folder(tmp_path: Path) -> None:
    frame = table(15, missing=0.1)
    frame.to_csv(tmp_path / "units.csv", index=False)
    framework = write_csv(tmp_path / "small.csv")
    (tmp_path / "small.toml").write_text('unit = "name"\n[impute]\nmethod = "mean"\n', encoding="utf-8")
    study = index(tmp_path / "units.csv", framework, out=tmp_path / "out")
    stages = {f"stages/{n}_{name}.csv" for n, name in enumerate(study.index.stages, start=1)}
    tables = {"scores.csv", "ranks.csv", "weights.csv", "treatments.csv"}
    assert files(tmp_path / "out") == tables | stages | {"report.html", "index.json", "scoring_system.json"}
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    np.testing.assert_allclose(scores["score"], study.scores["score"], rtol=1e-12)


def test_what_was_written_can_be_replayed_and_scored(tmp_path: Path) -> None:
    table(15).to_csv(tmp_path / "units.csv", index=False)
    study = index(tmp_path / "units.csv", small(unit="name"), out=tmp_path / "out")
    frame = read_table(tmp_path / "units.csv", TableOptions(), inscredit_models.findings.Findings())
    document = json.loads((tmp_path / "out" / "index.json").read_text(encoding="utf-8"))
    assert replay(document, frame).result_digest == study.index.result_digest
    system = system_from_document(json.loads((tmp_path / "out" / "scoring_system.json").read_text(encoding="utf-8")))
    np.testing.assert_allclose(evaluate(system, frame).score, study.scores["score"], rtol=1e-9)


def test_an_older_scoring_system_does_not_stay_in_the_folder(tmp_path: Path) -> None:
    index(table(), small(), out=tmp_path)
    index(table(), small(normalise={"method": "rank"}), out=tmp_path)
    assert not (tmp_path / "scoring_system.json").exists()


def test_the_verb_of_a_notebook_gives_frames_and_figures() -> None:
    study = inscredit_models.index(table(), small())
    assert study.folder is None
    assert list(study.frame("weights")["node"][:2]) == ["conduct", "strength"]
    assert len(study.frame("normalised")) == 12
    assert study.plot("weights").get_xlabel() == "Effective weight, %"
    with pytest.raises(KeyError, match="no frame"):
        study.frame("league")
    assert "<table" in study._repr_html_()


def test_the_text_shows_both_ends_and_the_warnings() -> None:
    study = index(table(30).assign(assets=1.0), small(unit="name"))
    text = study.text()
    assert "ICM051" in text and text.count("unit ") == 20
    assert study.summary()["scoring_system"] is True


def test_strict_refuses_on_a_warning_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        index(table().assign(assets=1.0), small(), out=tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()


def test_faults_of_the_framework_and_of_the_file_come_together(tmp_path: Path) -> None:
    framework = write_csv(tmp_path / "small.csv", with_cells("capital", parent="nowhere"))
    with pytest.raises(Refused) as refusal:
        index(tmp_path / "absent.csv", framework)
    assert {finding.code for finding in refusal.value.findings} == {"ICM008", "ICM001"}


def test_the_shipped_sample_is_an_index_with_grades() -> None:
    """The commands of docs/index.md."""
    folder = Path(__file__).parents[2] / "data_samples" / "index"
    study = index(folder / "bureaus.csv", folder / "bureau_integrity.csv")
    assert len(study.scores) == 36 and set(study.scores["grade"]) == {"A", "B", "C"}
    weights = study.frame("weights").set_index("node")
    assert weights.loc["lawful", "note"].startswith("AHP, consistency ratio 0.0")
    assert study.summary()["scoring_system"] is True and not study.index.findings
