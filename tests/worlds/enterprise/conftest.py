"""One world of insurers, drawn once for all tests of this folder."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.enterprise.chunk import Population, draw_population, make_chunk
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.world import World, make_world
from tests.worlds.conftest import SEED


@pytest.fixture(scope="session")
def insurer_world() -> World:
    return make_world(SEED, subject="enterprise")


@pytest.fixture(scope="session")
def insurers(insurer_world: World) -> Population:
    return draw_population(insurer_world)


@pytest.fixture(scope="session")
def insurer_tables(insurer_world: World) -> ChunkTables:
    return make_chunk(insurer_world, 0, 180)
