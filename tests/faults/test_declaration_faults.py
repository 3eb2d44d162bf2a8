"""Planted faults in declarations: each is named, with its place and the near name."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Finding, Findings
from inscredit_models.indicators.registry import read_declarations

SOUND = """
[[indicator]]
code = "violation_serious_count_36m"
zh = "甲"
en = "A"
subject = "practitioner"
category = "violation"
direction = "lower_is_better"
unit = "case"
source = "plan-16"
kind = "count"
record = "violation"
where = [{ field = "severity", is = "serious" }]
window = { months = 36 }

[[indicator]]
code = "fine_total_36m"
zh = "乙"
en = "B"
subject = "practitioner"
category = "violation"
direction = "lower_is_better"
unit = "yuan"
source = "plan-16"
kind = "total"
record = "violation"
field = "fine"
window = { months = 36 }

[[indicator]]
code = "violation_count_change_12m"
zh = "丙"
en = "C"
subject = "practitioner"
category = "violation"
direction = "lower_is_better"
unit = "case"
source = "plan-16"
kind = "change"
of = { kind = "count", record = "violation", window = { months = 12 } }

[[indicator]]
code = "conduct_sum_36m"
zh = "丁"
en = "D"
subject = "practitioner"
category = "violation"
direction = "lower_is_better"
unit = "case"
source = "plan-16"
kind = "formula"
expression = { op = "add", args = [{ indicator = "violation_serious_count_36m" }, { constant = 1 }] }

[[outcome]]
code = "violation_serious_within_12m"
zh = "戊"
en = "E"
subject = "practitioner"
adverse = true
record = "violation"
where = [{ field = "severity", is = "serious" }]
horizon = { months = 12 }
source = "s"
"""
SECOND_FORMULA = """
[[indicator]]
code = "conduct_twice_36m"
zh = "己"
en = "F"
subject = "practitioner"
category = "violation"
direction = "lower_is_better"
unit = "case"
source = "plan-16"
kind = "formula"
expression = { op = "multiply", args = [{ indicator = "conduct_sum_36m" }, { constant = 2 }] }
"""


def found_in(folder: Path, text: str) -> list[Finding]:
    path = folder / "planted.toml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    read_declarations([path], load_catalogue(), findings)
    return list(findings)


def test_sound_document_has_no_findings(tmp_path: Path) -> None:
    assert found_in(tmp_path, SOUND) == []


FAULTS = [
    ("misspelt field", 'field = "fine"', 'field = "fines"', "ICM008", "fine_total_36m", "'fine'"),
    (
        "misspelt field in a condition",
        'field = "severity"',
        'field = "severty"',
        "ICM008",
        "violation_serious",
        "'severity'",
    ),
    (
        "unknown record",
        'record = "violation"\nwhere',
        'record = "violations"\nwhere',
        "ICM008",
        "violation_serious",
        "'violation'",
    ),
    ("unknown code", 'is = "serious"', 'is = "serius"', "ICM017", "severity", "'serious'"),
    ("number against a code", 'is = "serious"', "is = 3", "ICM006", "severity", ""),
    ("text field in a sum", 'field = "fine"', 'field = "act_class"', "ICM006", "fine_total_36m", "numeric"),
    (
        "unknown category",
        'category = "violation"',
        'category = "violatoin"',
        "ICM008",
        "violation_serious",
        "'violation'",
    ),
    (
        "unknown indicator in a formula",
        'indicator = "violation_serious_count_36m"',
        'indicator = "violation_serious_count"',
        "ICM008",
        "conduct_sum_36m",
        "'violation_serious_count_36m'",
    ),
    (
        "change without a window",
        'record = "violation", window = { months = 12 }',
        'record = "violation"',
        "ICM006",
        "indicator.2.compute",
        "",
    ),
    ("misspelt key", "window = { months = 36 }", "widnow = { months = 36 }", "ICM003", "indicator.0", "'window'"),
    ("unknown direction", '"lower_is_better"', '"down"', "ICM006", "indicator.0.direction", ""),
    ("number in quotes", "months = 36", 'months = "36"', "ICM006", "indicator.0", ""),
    ("missing unit", 'unit = "case"\n', "", "ICM007", "indicator.0.unit", ""),
    ("another kind", 'kind = "count"\n', 'kind = "median"\n', "ICM006", "indicator.0.compute", ""),
    ("key twice", 'zh = "甲"', 'zh = "甲"\nzh = "甲"', "ICM004", "line", ""),
]


@pytest.mark.parametrize(
    ("sound", "planted", "code", "place", "hint"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_planted_fault_is_named(tmp_path: Path, sound: str, planted: str, code: str, place: str, hint: str) -> None:
    assert sound in SOUND
    found = found_in(tmp_path, SOUND.replace(sound, planted, 1))
    named = [item for item in found if item.code == code and place in item.where]
    assert named, [str(item) for item in found]
    assert hint in named[0].remedy + named[0].allowed


def test_formula_over_a_formula_is_named(tmp_path: Path) -> None:
    (finding,) = found_in(tmp_path, SOUND + SECOND_FORMULA)
    assert (finding.code, finding.where) == ("ICM006", "conduct_twice_36m")
    assert "conduct_sum_36m" in finding.found


def test_fault_in_an_outcome_is_named(tmp_path: Path) -> None:
    head, outcome = SOUND.split("[[outcome]]")
    (finding,) = found_in(tmp_path, head + "[[outcome]]" + outcome.replace('"violation"', '"award"'))
    assert (finding.code, finding.where) == ("ICM008", "violation_serious_within_12m, record award")


def test_many_faults_are_named_together(tmp_path: Path) -> None:
    text = SOUND.replace('field = "fine"', 'field = "fines"').replace('is = "serious"', 'is = "serius"')
    assert sorted(item.code for item in found_in(tmp_path, text + SECOND_FORMULA)) == [
        "ICM006",
        "ICM008",
        "ICM017",
        "ICM017",
    ]
