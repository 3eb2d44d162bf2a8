"""Streams: names do not collide, numbers depend on seed, stage and chunk only."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from inscredit_models.worlds.streams import STAGES, poisson_events, stream


def test_no_two_stage_names_share_a_key():
    assert len({zlib.crc32(name.encode()) for name in STAGES}) == len(STAGES) == len(set(STAGES))


def test_a_stage_that_is_not_registered_is_refused():
    with pytest.raises(KeyError, match="not registered"):
        stream(1, "practitioner/unknown")


@pytest.mark.parametrize("other", [(8, STAGES[0], 0), (7, STAGES[1], 0), (7, STAGES[0], 1)])
def test_another_seed_stage_or_chunk_gives_other_numbers(other):
    assert not np.array_equal(stream(7, STAGES[0], 0).random(4), stream(*other).random(4))


def test_poisson_events_have_the_planted_mean_and_variance():
    rng, intensity = np.random.default_rng(3), np.array([0.2, 0.0, 1.3])
    draws = np.array([np.bincount(poisson_events(rng, intensity), minlength=3) for _ in range(20_000)])
    # standard error of a mean is sqrt(1.3 / 20,000) = .008, of a variance about .015
    assert draws.mean(axis=0) == pytest.approx(intensity, abs=0.033)
    assert draws.var(axis=0) == pytest.approx(intensity, abs=0.07)


def test_cells_without_intensity_have_no_events():
    assert len(poisson_events(np.random.default_rng(0), np.zeros(5))) == 0
    assert len(poisson_events(np.random.default_rng(0), np.empty(0))) == 0
