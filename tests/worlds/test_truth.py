"""World-level truth."""

from __future__ import annotations

import tomllib

import pyarrow.compute as pc
import pytest

from inscredit_models.worlds.truth import effects_table, shocks_table, weights_text, world_passport
from inscredit_models.worlds.world import make_world


def test_the_passport_gives_every_parameter_its_mark_and_source(world):
    passport = world_passport(world, 10)
    assert (passport["origin"], passport["seed"], passport["variant"]) == ("simulated", world.seed, "default")
    assert {item["mark"] for item in passport["parameters"].values()} == {"P", "L", "A", "V"}
    assert all(item["source"] for item in passport["parameters"].values())


def test_effects_hold_the_planted_culture(world):
    table = effects_table(world)
    rows = table.filter((pc.field("effect") == "culture") & (pc.field("id") == "Insurer 007"))
    assert rows.column("value").to_pylist() == [world.backbone.culture[6]]


def test_weights_are_readable_and_carry_the_coefficients(world):
    weights = tomllib.loads(weights_text(world))
    assert weights["intensity"]["serious"]["integrity"] == -1.10
    assert weights["sign"]["violation"] == 1 and "training_hours" in weights["distractors"]["topics"]


def test_only_breaks_at_work_are_listed():
    assert "regime" not in shocks_table(make_world(1)).column("name").to_pylist()
    table = shocks_table(make_world(1, variant="regime_break")).to_pylist()
    assert next(row["size"] for row in table if row["name"] == "regime") == pytest.approx(0.4)
