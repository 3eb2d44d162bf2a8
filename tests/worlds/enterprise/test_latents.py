"""Soundness, and how losses spread."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from inscredit_models.findings import Findings
from inscredit_models.worlds.enterprise.latents import draw_latents, spread_losses
from inscredit_models.worlds.enterprise.states import draw_states
from inscredit_models.worlds.parameters import Parameters, override
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
    hit, loss, *_ = spread_losses(insurer_world, network, failures, np.full((180, 48), 5.0))
    holder = network.holder[0]
    assert hit[holder, 3] == pytest.approx(network.debtor_weight[0])
    assert loss[holder, 3:6] == pytest.approx(1.2 * hit[holder, 3] * np.array([1, 0.8, 0.64]))
    assert (loss[:, :3] == 0).all()


def test_raised_capital_shortens_stays_and_is_off_by_default(insurer_world, insurers):
    items = override(insurer_world.parameters.items_by_name, {"injection.p": 0.25}, "test", Findings())
    helped = dataclasses.replace(insurer_world, parameters=Parameters("enterprise", "test", items))
    latents = draw_latents(helped)
    before, after = insurers.states.weak, draw_states(helped, latents.soundness).weak
    assert after.sum() < 0.8 * before.sum() and np.array_equal(latents.governance, insurers.latents.governance)
    gained = latents.capital - insurers.latents.capital
    insurer, quarter = np.argwhere(gained > 0)[0]
    assert before[insurer, quarter - 2 : quarter].all() and gained[insurer, quarter] == pytest.approx(1.2)


def test_a_common_shock_moves_all_insurers(insurers):
    shocked = draw_latents(make_world(SEED, subject="enterprise", variant="e_common_shock"))
    assert shocked.cycle == pytest.approx(2 * insurers.latents.cycle)
