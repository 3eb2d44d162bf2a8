"""One world of bureaus, drawn once for all tests of this folder."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.regulator.chunk import make_chunk
from inscredit_models.worlds.regulator.latents import Latents, draw_latents
from inscredit_models.worlds.world import World, make_world
from tests.worlds.conftest import SEED


@pytest.fixture(scope="session")
def bureau_world() -> World:
    return make_world(SEED, subject="regulator")


@pytest.fixture(scope="session")
def bureaus(bureau_world: World) -> Latents:
    return draw_latents(bureau_world)


@pytest.fixture(scope="session")
def bureau_tables(bureau_world: World) -> ChunkTables:
    return make_chunk(bureau_world, 0, 36)
