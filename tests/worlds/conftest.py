"""One world, drawn once for all tests of this folder: a chunk is always 25,000 persons."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from inscredit_models.findings import Findings
from inscredit_models.worlds.parameters import DEFAULT, Parameters, override
from inscredit_models.worlds.practitioner.chunk import ChunkTables, Population, draw_population, make_chunk
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World, make_world

SEED = 20150116


def changed(world: World, changes: Mapping[str, Any]) -> World:
    """Give the world under a variant that is not listed; its backbone stays as it is."""
    items = override(world.parameters.items_by_name, changes, "test", Findings())
    return dataclasses.replace(world, parameters=Parameters(world.parameters.world, "test", items))


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(SEED)


@pytest.fixture(scope="session")
def population(world: World) -> Population:
    return draw_population(world, 0)


@pytest.fixture(scope="session")
def tables(world: World) -> ChunkTables:
    return make_chunk(world, 0, CHUNK)


@pytest.fixture
def follow_the_variant(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Plant a fault: under a variant all stages whose name begins so draw other random numbers."""
    drawn = World.stream

    def plant(beginning: str) -> None:
        def faulty(self: World, stage: str, chunk: int = 0):
            moved = stage.startswith(beginning) and self.parameters.variant != DEFAULT
            return drawn(dataclasses.replace(self, seed=self.seed + 1) if moved else self, stage, chunk)

        monkeypatch.setattr(World, "stream", faulty)

    return plant
