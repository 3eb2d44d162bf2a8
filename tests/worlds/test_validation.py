"""The validation table of practitioners, reproduced: oracle, expert index, scorecard, boosting, shuffled labels.

Worlds, seeds and printed values are those of ``experiments/060_world_validation``. The printed means are those of five
seeds at 150,000 persons: base rates 1.92 ± .21 % true and 1.21 ± .12 % recorded; AUC .825 ± .009 oracle, .701 ± .012
expert, .740 ± .012 scorecard, .747 ± .009 boosting, .500 ± .047 shuffled.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inscredit_models.evaluation.validation.practitioners import measure_practitioners
from inscredit_models.study import run

SHIPPED = Path(__file__).parents[2] / "experiments" / "060_world_validation"


def test_nobody_sees_more_than_the_oracle(tmp_path: Path) -> None:
    found = measure_practitioners(tmp_path / "world", "prototype_12", 24_000, 11)
    assert found["oracle"] > max(found["expert"], found["scorecard"], found["boosting"])
    assert min(found["expert"], found["scorecard"], found["boosting"]) > 0.55
    assert found["recorded"] < found["true"] and found["rate_next"] > found["oracle"]
    assert found["shuffled"] == pytest.approx(0.5, abs=0.15)


def only(folder: Path, *worlds: str) -> Path:
    """A copy of the shipped experiment with some of its worlds, and their orders."""
    copy = folder / "validation"
    shutil.copytree(SHIPPED, copy)
    path = copy / "experiment.toml"
    head, *blocks = path.read_text(encoding="utf-8").split("\n[[")
    names = [f'"{name}"\n' for name in worlds]
    kept = [block for block in blocks if any(f"code = {name}" in block or f"world = {name}" in block for name in names)]
    path.write_text("\n[[".join([head, *kept]), encoding="utf-8")
    return copy


@pytest.mark.slow
def test_five_seeds_at_150_000_give_the_printed_table(tmp_path: Path) -> None:
    experiment = only(tmp_path, "practitioner_default")
    result = run(experiment, out=tmp_path / "runs", track=False, threads=1, progress=False)
    table = result.frame("table").set_index("measure")
    held = ["true", "recorded", "oracle", "expert", "scorecard", "boosting", "shuffled"]
    assert table.loc[held, "agrees"].all(), table.loc[held, ["mean", "printed", "allowed"]]
    orders = result.frame("orders")
    assert len(orders) == 5 and orders["holds"].all(), orders


@pytest.mark.slow
def test_oracle_and_expert_of_insurers_see_what_is_printed(tmp_path: Path) -> None:
    experiment = only(tmp_path, "insurers_default", "insurers_n36")
    result = run(experiment, out=tmp_path / "runs", track=False, threads=1, progress=False)
    table = result.frame("table")
    seen = table[table["measure"].isin(["oracle", "expert", "events"])]
    assert seen["agrees"].all(), seen[["world", "measure", "mean", "printed", "allowed"]]
    assert result.frame("orders")["holds"].all()
