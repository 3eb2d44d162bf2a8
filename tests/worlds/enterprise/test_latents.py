"""Soundness, and how losses spread."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.latents import draw_latents, spread_losses
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


def test_culture_of_the_backbone_is_the_governance_of_the_insurer(insurers, insurer_world):
    mean = insurers.latents.governance.mean(axis=1)
    assert np.corrcoef(mean, insurer_world.backbone.culture)[0, 1] > 0.8
    people = make_world(SEED)
    assert np.array_equal(people.backbone.culture, insurer_world.backbone.culture)


def test_without_contagion_soundness_has_no_losses(insurers):
    calm = draw_latents(make_world(SEED, subject="enterprise", variant="e_no_contagion"))
    assert (calm.loss == 0).all() and np.array_equal(calm.governance, insurers.latents.governance)
    assert (insurers.latents.soundness <= calm.soundness + 1e-12).all()


def test_losses_of_a_failed_debtor_fade_by_a_fifth_a_quarter(insurers, insurer_world):
    network = insurers.latents.network
    failures = np.zeros((60, 48), dtype=bool)
    failures[network.debtor[0], 3] = True
    hit, loss, _ = spread_losses(insurer_world, network, failures, np.full((180, 48), 5.0))
    holder = network.holder[0]
    assert hit[holder, 3] == pytest.approx(network.debtor_weight[0])
    assert loss[holder, 3:6] == pytest.approx(1.2 * hit[holder, 3] * np.array([1, 0.8, 0.64]))
    assert (loss[:, :3] == 0).all()


def test_a_common_shock_moves_all_insurers(insurers):
    shocked = draw_latents(make_world(SEED, subject="enterprise", variant="e_common_shock"))
    assert shocked.cycle == pytest.approx(2 * insurers.latents.cycle)
