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


def test_breaks_of_practitioners_are_all_dated():
    table = shocks_table(make_world(1)).to_pylist()
    assert [(row["name"], row["from"].isoformat(), row["size"]) for row in table] == [
        ("new_business_2020", "2020-01-01", 0.8), ("lags_2020", "2020-01-01", 1.5),
        ("order_on_agents_reporting", "2021-01-01", 0.76), ("order_on_agents_moves", "2021-01-01", 0.7),
        ("repair_regime_2023", "2023-05-01", 3.0), ("repair_regime_2026", "2026-04-01", 12.0),
    ]  # fmt: skip
    assert [row["to"].isoformat() for row in table if row["name"].startswith("repair")] == ["2026-03-31", "2026-06-30"]
    assert len(shocks_table(make_world(1, variant="prototype_12"))) == 0


def test_consumers_have_the_breaks_that_concern_them():
    table = shocks_table(make_world(1, subject="consumer"))
    assert table.column("name").to_pylist() == [
        "new_business_2020", "lags_2020", "repair_regime_2023", "repair_regime_2026"
    ]  # fmt: skip
