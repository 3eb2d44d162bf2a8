"""The validation table of practitioners, reproduced: oracle, expert index, scorecard, boosting, shuffled labels.

Worlds, seeds and printed values are those of ``experiments/060_world_validation``. The printed means are those of five
seeds at 150,000 persons: base rates 1.92 ± .21 % true and 1.21 ± .12 % recorded; AUC .825 ± .009 oracle, .701 ± .012
expert, .740 ± .012 scorecard, .747 ± .009 boosting, .500 ± .047 shuffled.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
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


def measured(folder: Path, *worlds: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Table, by world and measure, and orders of some of the shipped worlds, measured now."""
    result = run(only(folder, *worlds), out=folder / "runs", track=False, threads=1, progress=False)
    return result.frame("table").set_index(["world", "measure"]), result.frame("orders")


def agree(table: pd.DataFrame, world: str, *measures: str) -> None:
    """These measures of a world lie within what is allowed."""
    rows = table.loc[[(world, measure) for measure in measures]]
    assert rows["agrees"].all(), rows[["mean", "printed", "allowed"]]


@pytest.mark.slow
def test_five_seeds_at_150_000_give_the_printed_table(tmp_path: Path) -> None:
    world = "practitioner_default"
    table, orders = measured(tmp_path, world)
    agree(table, world, "true", "recorded", "large_recorded", "other_recorded")
    agree(table, world, "rate_next", "oracle", "oracle_recorded", "expert", "scorecard", "boosting", "shuffled")
    assert len(orders) == 5 and orders["holds"].all(), orders


@pytest.mark.slow
def test_eight_seeds_of_consumers_give_the_printed_table(tmp_path: Path) -> None:
    world = "consumer_default"
    table, orders = measured(tmp_path, world)
    agree(
        table, world, "claims", "fraud", "proven_claims", "proof_rate", "proof_right", "fraud_amount", "true", "proven"
    )
    agree(table, world, "oracle", "oracle_proven", "expert", "scorecard", "boosting", "scorecard_true", "boosting_true")
    assert len(orders) == 3 and orders["holds"].all(), orders


@pytest.mark.slow
def test_twenty_seeds_of_insurers_give_the_printed_table(tmp_path: Path) -> None:
    table, orders = measured(tmp_path, "insurers_default", "insurers_n36")
    for world in ("insurers_default", "insurers_n36"):
        agree(table, world, "entry", "events", "oracle", "expert")
    agree(table, "insurers_default", "comprehensive_before", "core_before", "comprehensive_after", "core_after")
    assert len(orders) == 3 and orders["holds"].all(), orders


@pytest.mark.slow
def test_two_hundred_seeds_of_bureaus_give_the_printed_table(tmp_path: Path) -> None:
    table, orders = measured(tmp_path, "bureaus_default", "bureaus_gaming_on")
    agree(table, "bureaus_default", "best", "equal", "entropy", "component", "single", "top")
    agree(table, "bureaus_gaming_on", "best", "equal", "component", "single", "top")
    assert len(orders) == 3 and orders["holds"].all(), orders
