"""The case flag knows the future where the world leaks, and is not kept elsewhere."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.practitioner.case_flag import draw_case_flags
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


def test_no_flag_is_kept_by_default(world, population, tables):
    assert (draw_case_flags(world, 0, population.events["serious"]) == -1).all()
    assert tables.parts["portfolio"].column("case_flag").null_count == len(tables.parts["portfolio"])


def test_sixty_per_cent_of_those_with_a_violation_ahead_are_flagged_and_no_one_else(world, population):
    serious = population.events["serious"]
    flags = draw_case_flags(make_world(SEED, variant="leak"), 0, serious)
    quarter = 15  # 2021Q4
    end = world.horizon.quarter_starts[quarter + 1] - 1
    ahead = set(serious.person[(serious.day > end) & (serious.day <= end + 365)].tolist())
    flagged = set((flags[:, quarter] == 1).nonzero()[0].tolist())
    assert flagged <= ahead
    assert len(flagged) / len(ahead) == pytest.approx(0.6, abs=0.12)
