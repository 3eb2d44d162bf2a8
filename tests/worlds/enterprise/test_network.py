"""The network of holdings."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.network import draw_failures


def test_weights_of_each_holder_add_up_to_one(insurers):
    network = insurers.latents.network
    for holder, weight in ((network.holder, network.debtor_weight), (network.owner, network.owned_weight)):
        total = np.bincount(holder, weight)
        assert total[total > 0] == pytest.approx(np.ones((total > 0).sum()))


def test_edges_are_in_a_fixed_order_and_nobody_holds_itself(insurers):
    network = insurers.latents.network
    assert (np.diff(network.holder * 1000 + network.debtor) > 0).all()
    assert (network.owner != network.owned).all()


def test_groups_have_two_to_five_members(insurers):
    group = insurers.latents.network.group
    assert set(np.bincount(group[group >= 0])) <= {2, 3, 4, 5} and group.max() == 11


def test_cross_holdings_are_denser_inside_groups(insurers):
    network = insurers.latents.network
    inside = (network.group[network.owner] == network.group[network.owned]) & (network.group[network.owner] >= 0)
    members = np.bincount(network.group[network.group >= 0])
    pairs = (members * (members - 1)).sum()
    assert inside.sum() / pairs == pytest.approx(0.3, abs=0.12)


def test_debtors_fail_more_often_in_bad_times(insurer_world):
    bad, good = (draw_failures(insurer_world, np.full(48, level)) for level in (2.0, -2.0))
    assert bad.sum() > 3 * good.sum() and not (good & ~bad).any()
