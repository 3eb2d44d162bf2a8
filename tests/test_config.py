"""The experiment file: the shipped one is read, every mistake in one is named at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.config import AsOf, TableExperiment, read_experiment
from inscredit_models.findings import Findings
from tests.small_study import SHIPPED


def _read(folder: Path, text: str) -> list[tuple[str, str]]:
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    plan = read_experiment(folder, findings)
    assert plan is None or len(findings)
    return [(finding.code, finding.where) for finding in findings]


def test_shipped_experiment_is_read_from_its_folder_or_its_file() -> None:
    findings = Findings()
    plan = read_experiment(SHIPPED.parent, findings)
    assert not len(findings)
    assert plan == read_experiment(SHIPPED, findings)
    assert plan.as_of.dates()[0] == dt.date(2020, 12, 31) and plan.as_of.dates()[-1] == dt.date(2024, 12, 31)
    assert len(plan.as_of.dates()) == 17


def test_quarter_ends_stay_quarter_ends() -> None:
    dates = AsOf(**{"from": dt.date(2023, 11, 30), "to": dt.date(2024, 8, 31), "every_months": 3}).dates()
    assert [day.isoformat() for day in dates] == ["2023-11-30", "2024-02-29", "2024-05-31", "2024-08-31"]


def test_unknown_key_names_the_near_one(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("outcome =", "outcom =").replace("seed = 2015", "seeed = 2015")
    findings = Findings()
    (tmp_path / "experiment.toml").write_text(text, encoding="utf-8")
    partial = read_experiment(tmp_path, findings)
    assert partial.models[0] == "prevalence" and "outcome" not in partial.model_fields_set
    remedies = [finding.remedy for finding in findings if finding.code == "ICM003"]
    assert "did you mean 'outcome'?" in remedies and any("'seed'" in remedy for remedy in remedies)
    assert ("ICM007", "experiment.toml, outcome") in [(finding.code, finding.where) for finding in findings]


def test_duplicate_key_is_named_with_its_line(tmp_path: Path) -> None:
    ((code, where),) = _read(tmp_path, 'question = "a"\nquestion = "b"\n')
    assert code == "ICM004" and "line 2" in where


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[world]", 'records = "store"\n[world]'),
        ('name = "practitioner"', 'name = "consumer"'),
        ("to = 2024-12-31", "to = 2019-12-31"),
        ("equivalence_margin = 0.03", "equivalence_margin = 0"),
        ("subjects = 20000", 'subjects = "20000"'),
        ("seed = 20150116\n\n[split]", "seed = -1\n\n[split]"),
    ],
)
def test_values_that_make_no_sense_are_refused(tmp_path: Path, old: str, new: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    text = (
        text.replace(old, new)
        if old != "[world]"
        else text.replace("seed = 20150116\n\n[world]", f"seed = 20150116\n{new}")
    )
    found = _read(tmp_path, text)
    assert {code for code, _ in found} == {"ICM006"}


def test_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    findings = Findings()
    assert read_experiment(tmp_path, findings) is None
    assert [finding.code for finding in findings] == ["ICM001"]


PANEL = SHIPPED.parents[1] / "030_company_panel" / "experiment.toml"


def test_panel_experiment_is_the_other_document_behind_the_same_door() -> None:
    findings = Findings()
    plan = read_experiment(PANEL.parent, findings)
    assert not len(findings) and isinstance(plan, TableExperiment)
    assert plan.outcome.next == "solvency_ratio" and len(plan.quality) == 7


def test_two_sources_are_refused(tmp_path: Path) -> None:
    text = PANEL.read_text(encoding="utf-8")
    ((code, _),) = _read(tmp_path, 'records = "store"\n' + text)
    assert code == "ICM006"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('of = "loss_ratio"', 'of = "los_ratio"', "ICM006"),
        ('code = "loss_ratio_lag_1"', 'code = "loss_ratio"', "ICM006"),
        ("below = 1.5", "below = 1.5, above = 2", "ICM006"),
        ('tolerance = 0.001\n\n[[quality]]\nkind = "jump"', 'toleranc = 0.001\n\n[[quality]]\nkind = "jump"', "ICM003"),
        ("unseen_folds = 5", "unseen_folds = 1", "ICM006"),
    ],
)
def test_mistakes_in_a_panel_experiment_are_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = PANEL.read_text(encoding="utf-8")
    assert old in text
    assert code in [found for found, _ in _read(tmp_path, text.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('by = ["region"]', 'by = ["insurer"]', "ICM006"),
        ('by = ["region"]', 'by = ["region", "region"]', "ICM006"),
        ('groups = ["sex", "region"]', 'groups = ["age"]', "ICM006"),
        ('methods = ["platt"', 'methods = ["plat"', "ICM006"),
        ('further = ["gini"', 'furter = ["gini"', "ICM003"),
        ("[fairness]", "[fairnes]", "ICM003"),
    ],
)
def test_what_is_asked_further_is_read_strictly(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    assert code in {found for found, _ in _read(tmp_path, text.replace(old, new))}
