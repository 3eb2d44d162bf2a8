"""What a first statement has wrong (笔误) and a correction puts right: a date, or an amount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.backbone import NEVER, backfill_start
from inscredit_models.worlds.history import Statements, order_statements
from inscredit_models.worlds.later_days import correction_day
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Dated:
    """When things happened, with which insurer, and the span [first, after) outside of which no date is believed."""

    day: np.ndarray
    insurer: np.ndarray
    first: np.ndarray
    after: np.ndarray


def misdate(rng: np.random.Generator, world: World, things: Dated, known: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """Give the days as first written down: off by up to 30 days where ``wrong``, right elsewhere.

    A wrong day stays inside the quarter (whose collection state decides whether there is a record) and what a joining
    insurer uploads, inside the span of the career or contract, and before the day on which the record becomes known.
    """
    day, size = things.day, len(things.day)
    shift = rng.integers(1, world.parameters["history.date_error_days"] + 1, size) * np.where(
        rng.random(size) < 0.5, -1, 1
    )
    starts = world.horizon.quarter_starts
    quarter = world.horizon.quarter_of(day)
    uploaded = backfill_start(world.backbone.join_day, world.parameters)[things.insurer]
    low = np.maximum(np.maximum(starts[quarter], things.first), np.minimum(uploaded, day))
    high = np.minimum(np.minimum(starts[quarter + 1], things.after), known) - 1
    return np.where(wrong, np.clip(day + shift, low, high), day)


def misstate(
    rng: np.random.Generator, world: World, known: np.ndarray, fen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the amounts as first written down, and the days on which wrong ones are corrected.

    Returns
    -------
    first, corrected : ndarray of int
        ``corrected`` is ``NEVER`` where the first amount is right, also when an error rounds to nothing. A negative
        amount stands for none and is never wrong.
    """
    corrected = correction_day(rng, world.parameters, known)
    error = np.exp(world.parameters["history.amount_error_log_sd"] * rng.standard_normal(len(fen)))
    first = np.where((corrected < NEVER) & (fen >= 0), np.rint(fen * error).astype(np.int64), fen)
    return first, np.where(first == fen, NEVER, corrected)


def stated_amounts(
    rng: np.random.Generator, world: World, days: dict[str, np.ndarray], fen: np.ndarray, wanted: np.ndarray
) -> tuple[Statements, np.ndarray]:
    """Give the statements of records whose amount may first be wrong, and the amount that each of them states.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of corrections.
    world : World
        The world.
    days : dict
        Days of the statements, as `order_statements` takes them, without corrections.
    fen : ndarray of int
        True amount of each record; −1 for none, which is never wrong.
    wanted : ndarray of bool
        Records whose statements are given.
    """
    first, corrected = misstate(rng, world, days["asserted"], fen)
    said = order_statements(days | {"corrected": corrected}, world.horizon.extract).of(wanted)
    return said, np.where(said.has("corrected"), fen[said.record], first[said.record])
