"""One consumer world, drawn once for all tests of this folder."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.consumer.chunk import Population, draw_population, make_chunk
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World, make_world
from tests.worlds.conftest import SEED


@pytest.fixture(scope="session")
def consumer_world() -> World:
    return make_world(SEED, subject="consumer")


@pytest.fixture(scope="session")
def consumers(consumer_world: World) -> Population:
    return draw_population(consumer_world, 0)


@pytest.fixture(scope="session")
def consumer_tables(consumer_world: World) -> ChunkTables:
    return make_chunk(consumer_world, 0, CHUNK)
