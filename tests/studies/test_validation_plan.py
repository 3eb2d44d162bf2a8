"""The experiment file of a validation of worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.config import read_experiment
from inscredit_models.findings import Findings
from inscredit_models.studies.validation_plan import ValidationExperiment
from inscredit_models.worlds.parameters import load_parameters

SHIPPED = Path(__file__).parents[2] / "experiments" / "060_world_validation"
GOOD = """
question = "As specified?"
[[world]]
code = "bureaus"
zh = "监管机构"
en = "Bureaus"
subject = "regulator"
subjects = 36
seeds = 2
printed = { equal = [0.839, 0.054] }
[[order]]
world = "bureaus"
higher = "best"
lower = "equal"
"""


def read(folder: Path, text: str) -> tuple[ValidationExperiment | None, list[str]]:
    (folder / "experiment.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    return read_experiment(folder, findings), [f"{item.found} {item.allowed}" for item in findings]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    plan, found = read(tmp_path, GOOD)
    assert isinstance(plan, ValidationExperiment) and not found and plan.world[0].printed["equal"] == (0.839, 0.054)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("equal = [0.839", "equl = [0.839", "equl is not measured of regulator"),
        ('subject = "regulator"', 'subject = "regulatr"', "has no world"),
        ('world = "bureaus"', 'world = "bureau"', "no [[world]] has the code"),
        ('lower = "equal"', 'lower = "oracle"', "oracle is not measured in bureaus"),
        ("seeds = 2", "seeds = 0", "0 1 or more"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    _, found = read(tmp_path, GOOD.replace(old, new, 1))
    assert any(told in text for text in found)


def test_two_worlds_with_one_code_are_refused(tmp_path: Path) -> None:
    head, world, order = GOOD.partition("[[order]]")
    twice = head + head[head.index("[[world]]") :] + world + order
    assert "a code of its own" in read(tmp_path, twice)[1][0]


def test_the_shipped_experiment_covers_all_worlds_and_the_table_of_practitioners_in_full() -> None:
    plan = read_experiment(SHIPPED, findings := Findings())
    assert isinstance(plan, ValidationExperiment) and not len(findings)
    assert {world.subject for world in plan.world} == {"practitioner", "consumer", "enterprise", "regulator"}
    first = plan.world[0]
    assert (first.variant, first.subjects, first.first_seed, first.seeds) == ("prototype_12", 150_000, 11, 5)
    assert {"true", "recorded", "oracle", "expert", "scorecard", "boosting", "shuffled"} <= set(first.printed)
    for world in plan.world:
        load_parameters(world.subject, world.variant)
