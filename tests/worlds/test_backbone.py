"""Regions, insurers and branches."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.backbone import NEVER, backfill_start, coverage_by_quarter
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.world import make_world


def test_shares_add_up_and_reinsurers_have_no_agents(world):
    backbone = world.backbone
    assert backbone.region_weight.sum() == pytest.approx(1.0)
    assert backbone.agent_share.sum() == pytest.approx(1.0)
    assert backbone.agent_share[backbone.sector == 2].sum() == 0
    assert np.bincount(backbone.sector, backbone.premium_share) == pytest.approx([1.0, 1.0, 1.0])


def test_ten_largest_hold_about_four_fifths_of_the_premium():
    # published .7888 and .8151 (2014); validated mean .80 for n = 80 to 90; single seeds spread widely
    tops = []
    for seed in range(40):
        backbone = make_world(seed).backbone
        tops.append(np.sort(backbone.premium_share[backbone.sector == 0])[-10:].sum())
    assert np.mean(tops) == pytest.approx(0.80, abs=0.05)
    assert min(tops) > 0.55 and max(tops) < 0.99


def test_everybody_is_served_by_a_branch_of_the_own_sector(world):
    backbone = world.backbone
    has_agents = backbone.agent_share > 0
    served = backbone.served_by[has_agents]
    assert (backbone.sector[served] == backbone.sector[has_agents][:, None]).all()
    regions = np.arange(backbone.regions)[None, :]
    assert (backbone.served_by[served, regions] == served).all()


def test_coverage_reaches_the_targets_of_the_plan(world):
    shares = coverage_by_quarter(world.parameters, world.horizon)
    assert shares[3] == pytest.approx(0.80)
    assert shares[11] == pytest.approx(0.95)
    assert (np.diff(shares) >= 0).all() and shares[-1] == pytest.approx(0.97)


def test_a_late_insurer_is_collected_from_its_upload_on():
    backbone = make_world(3, variant="backfill_wave").backbone
    late = np.flatnonzero(backbone.join_day > 0)
    assert 40 < len(late) < 100  # 40 % of 180
    first = backfill_start(backbone.join_day, make_world(3).parameters)[late]
    assert (first >= day_number("2019-01-01")).all() and (first <= day_number("2019-06-30")).all()
    assert (backbone.connected[late] >= 4).all() and backbone.connected.max() == NEVER
