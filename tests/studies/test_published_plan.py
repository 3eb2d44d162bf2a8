"""The experiment file of a study on published figures: strict, with every name looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.config import read_experiment
from inscredit_models.findings import Findings
from inscredit_models.studies.published_plan import PublishedExperiment

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "010_insurer_service"
SMALL = """
question = "q"
published = "tables"
[[indicator]]
code = "a"
zh = "甲"
en = "A"
table = "t"
measure = "m"
direction = "none"
"""


def _read(folder: Path, text: str) -> tuple[PublishedExperiment | None, list[str]]:
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    plan = read_experiment(folder, findings)
    return plan, [str(finding) for finding in findings]


def test_the_shipped_experiment_is_read_as_one_on_published_figures() -> None:
    findings = Findings()
    plan = read_experiment(EXPERIMENT, findings)
    assert isinstance(plan, PublishedExperiment) and not findings.items
    assert len(plan.indicator) >= 30 and len(plan.agreement) == 13


def test_a_small_one_needs_one_indicator_only(tmp_path: Path) -> None:
    plan, found = _read(tmp_path, SMALL)
    assert isinstance(plan, PublishedExperiment) and not found


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ('[[agreement]]\nindicator = "a"\nperiod = "2016"\ngrade = "b"\ngrade_period = "2016"\n', "'b'"),
        (SMALL[SMALL.index("[[indicator]]") :], "stand twice: a"),
        ("[split]\n", "split"),
    ],
)
def test_an_unknown_or_repeated_name_is_refused(tmp_path: Path, more: str, part: str) -> None:
    _, found = _read(tmp_path, SMALL + more)
    assert any(part in each and each.startswith("error") for each in found)
