"""Dates that were first written down wrong (日期错误)."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.backbone import backfill_start
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.events import Events
from inscredit_models.worlds.world import World


def misdate(
    rng: np.random.Generator, world: World, careers: Careers, events: Events, known: np.ndarray, wrong: np.ndarray
) -> np.ndarray:
    """Give the days as first written down: off by up to 30 days where ``wrong``, right elsewhere.

    A wrong day stays inside the quarter (whose collection state decides whether there is a record) and what a joining
    insurer uploads, inside the career, and before the day on which the record becomes known.
    """
    size = len(events)
    shift = rng.integers(1, world.parameters["history.date_error_days"] + 1, size) * np.where(
        rng.random(size) < 0.5, -1, 1
    )
    starts = world.horizon.quarter_starts
    quarter = world.horizon.quarter_of(events.day)
    uploaded = backfill_start(world.backbone.join_day, world.parameters)[events.insurer]
    low = np.maximum(np.maximum(starts[quarter], careers.start_day[events.person]), np.minimum(uploaded, events.day))
    high = np.minimum(np.minimum(starts[quarter + 1], careers.exit_day[events.person]), known) - 1
    return np.where(wrong, np.clip(events.day + shift, low, high), events.day)
