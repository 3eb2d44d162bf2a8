"""One world, drawn once for all tests of this folder: a chunk is always 25,000 persons."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.practitioner.chunk import ChunkTables, Population, draw_population, make_chunk
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World, make_world

SEED = 20150116


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(SEED)


@pytest.fixture(scope="session")
def population(world: World) -> Population:
    return draw_population(world, 0)


@pytest.fixture(scope="session")
def tables(world: World) -> ChunkTables:
    return make_chunk(world, 0, CHUNK)
