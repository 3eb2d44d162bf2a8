"""What becomes known of what happens (观测过程): collection, reporting, lag, batches, backfill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.backbone import NEVER, backfill_start
from inscredit_models.worlds.horizon import DAYS_PER_MONTH, day_number
from inscredit_models.worlds.world import World

RECORDED, NOT_COLLECTED, NOT_REPORTED, NOT_YET_KNOWN = range(4)
"""States of an event: in the store, or the first reason why it is not."""


@dataclass(frozen=True)
class Occurrence:
    """Things that happened, as arrays of one length, and how their kind is observed.

    Parameters
    ----------
    day, insurer, region : ndarray of int
        When and where; insurer −1 for what no insurer has part in.
    category : str
        Category of the collection; complete categories have no gaps.
    lag_months : float
        Median from event to known.
    report : ndarray or float
        Reporting probability before the effects of insurer, region and bureau; 1 for what is always reported.
    shift : ndarray or float
        Further shift of the reporting logit.
    uploaded : bool
        Whether the insurer hands it in: then it waits for the batch of its branch, and for the day the insurer joins.
    """

    day: np.ndarray
    insurer: np.ndarray
    region: np.ndarray
    category: str
    lag_months: float
    report: np.ndarray | float = 1.0
    shift: np.ndarray | float = 0.0
    uploaded: bool = True


@dataclass(frozen=True)
class Observation:
    """For each occurrence its state, the day it became known (``NEVER`` if it did not), and its report probability."""

    state: np.ndarray
    known: np.ndarray
    probability: np.ndarray

    @property
    def is_recorded(self) -> np.ndarray:
        """Say which occurrences are in the store."""
        return self.state == RECORDED


def observe(rng: np.random.Generator, world: World, things: Occurrence) -> Observation:
    """Decide what of the occurrences becomes known, and when.

    All random numbers are drawn for all occurrences first and compared with the parameters afterwards, so that a
    variant with less reporting shows a true subset of the same records.
    """
    uniform, normal = rng.random(len(things.day)), rng.standard_normal(len(things.day))
    probability = report_probability(world, things)
    known = _known_day(world, things, normal)
    state = np.full(len(things.day), RECORDED)
    state[known > world.horizon.extract] = NOT_YET_KNOWN
    state[uniform >= probability] = NOT_REPORTED
    state[~is_collected(world, things)] = NOT_COLLECTED
    return Observation(state, np.where(state == RECORDED, known, NEVER), probability)


def report_probability(world: World, things: Occurrence) -> np.ndarray:
    """Give the probability that each occurrence is reported, from its base and the effects of where it happened."""
    parameters, backbone = world.parameters, world.backbone
    base = np.broadcast_to(np.asarray(things.report, dtype=float), len(things.day))
    always = base >= 1
    habit, large = backbone.insurer_reporting, backbone.largest(parameters["reporting.large_count"])
    effect = (
        parameters["reporting.insurer_effect"] * _of_insurer(habit, things.insurer, 0.0)
        + parameters["reporting.region_effect"] * backbone.region_reporting[things.region]
        + parameters["reporting.bureau_effect"] * backbone.bureau_integrity[things.region]
        + parameters["reporting.large_shift"] * _of_insurer(large, things.insurer, 0.0)
        + things.shift
    )
    safe = np.where(always, 0.5, base)
    return np.where(always, 1.0, 1 / (1 + (1 - safe) / safe * np.exp(-effect)))


def _of_insurer(values: np.ndarray, insurer: np.ndarray, nobody: float) -> np.ndarray:
    """Give the value of each insurer; ``nobody`` where no insurer has part in it."""
    return np.where(insurer >= 0, values[insurer], nobody)


def is_collected(world: World, things: Occurrence) -> np.ndarray:
    """Say whether the branch was collected on the day; what an insurer uploads when it joins counts as collected."""
    if things.category in world.parameters["coverage.complete"]:
        return np.ones(len(things.day), dtype=bool)
    backbone = world.backbone
    connected = world.horizon.quarter_of(things.day) >= backbone.connected[things.insurer, things.region]
    return connected & (things.day >= backfill_start(backbone.join_day, world.parameters)[things.insurer])


def _known_day(world: World, things: Occurrence, normal: np.ndarray) -> np.ndarray:
    lag = things.lag_months * DAYS_PER_MONTH * np.exp(world.parameters["reporting.lag_log_sd"] * normal)
    return known_after(world, things, lag)


def known_after(world: World, things: Occurrence, lag: np.ndarray) -> np.ndarray:
    """Give the day each occurrence becomes known: after its lag, in a batch, or on the day the insurer joins.

    Parameters
    ----------
    world : World
        The world.
    things : Occurrence
        What happened.
    lag : ndarray
        Days that a middling insurer takes in ordinary times.
    """
    parameters, backbone, horizon = world.parameters, world.backbone, world.horizon
    lag = lag * _of_insurer(backbone.lag_factor, things.insurer, 1.0)
    low, high = day_number(parameters["shock.covid_from"]), day_number(parameters["shock.covid_to"])
    lag = np.where((things.day >= low) & (things.day <= high), lag * parameters["shock.covid_lag"], lag)
    known = things.day + np.clip(np.ceil(lag), 1, NEVER).astype(np.int64)
    if not things.uploaded:
        return known
    known = np.where(backbone.batch[things.insurer, things.region], _next_batch(world, known), known)
    known = np.where(things.day < horizon.start, horizon.start, known)
    join = backbone.join_day[things.insurer]
    return np.where(things.day < join, join, known)


def _next_batch(world: World, day: np.ndarray) -> np.ndarray:
    """Give the end of the quarter a day lies in, plus the days a batch takes."""
    quarter = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3
    after = (3 * (quarter + 1)).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return after - 1 + world.parameters["reporting.batch_days"]


def collection_columns(world: World, categories: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Give the state of every (branch, category, quarter) as index arrays and a flag whether it is collected.

    Returns
    -------
    dict
        ``insurer``, ``region``, ``category``, ``quarter`` (indices) and ``collected`` (bool), one row per cell of each
        branch that exists.
    """
    backbone, quarters = world.backbone, world.horizon.quarters
    own = backbone.served_by == np.arange(backbone.insurers)[:, None]
    insurer, region = np.nonzero(own & (backbone.agent_share > 0)[:, None])
    shape = (len(insurer), len(categories), quarters)
    branch, category, quarter = (index.ravel() for index in np.indices(shape))
    collected = quarter >= backbone.connected[insurer, region][branch]
    complete = np.isin(categories, world.parameters["coverage.complete"])
    return {
        "insurer": insurer[branch],
        "region": region[branch],
        "category": category,
        "quarter": quarter,
        "collected": collected | complete[category],
    }
