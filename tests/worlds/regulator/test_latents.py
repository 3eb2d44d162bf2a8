"""Dimensions, confounders, and what an index should recover."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.regulator.latents import DIMENSIONS, draw_latents, true_credit
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


def test_dimensions_have_unit_variance_over_worlds():
    theta = np.stack([draw_latents(make_world(seed, subject="regulator")).theta[:, :, -1] for seed in range(30)])
    assert theta.std() == pytest.approx(1.0, abs=0.06)
    first, second = theta[:, 0].ravel(), theta[:, 1].ravel()
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.75 * 0.55, abs=0.08)


def test_integrity_of_the_backbone_shows_in_all_dimensions(bureaus, bureau_world):
    for name in DIMENSIONS:
        mean = bureaus.of(name).mean(axis=1)
        assert np.corrcoef(mean, bureau_world.backbone.bureau_integrity)[0, 1] > 0.3


def test_credit_is_averaged_over_the_last_four_quarters(bureaus):
    mean = bureaus.theta.mean(axis=0)
    credit = true_credit(bureaus)
    assert credit[:, 10] == pytest.approx(mean[:, 7:11].mean(axis=1))
    assert credit[:, 1] == pytest.approx(mean[:, :2].mean(axis=1))


def test_without_confounding_there_is_neither_workload_nor_market():
    free = draw_latents(make_world(SEED, subject="regulator", variant="b_no_confounding"))
    assert not free.workload.any() and not free.market.any()


def test_weak_bureaus_game_more_and_only_from_2022_on(bureaus):
    gaming = draw_latents(make_world(SEED, subject="regulator", variant="gaming_on"))
    assert np.array_equal(gaming.theta, bureaus.theta) and not bureaus.gap_closed.any()
    assert not gaming.gap_closed[:, :32].any() and gaming.gap_closed[:, 32:].max() <= 0.8
    mean = gaming.theta.mean(axis=0)[:, 40]
    assert np.corrcoef(mean, gaming.gap_closed[:, 40])[0, 1] < -0.9
