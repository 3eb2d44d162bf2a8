"""Strategic behaviour of insurers (策略行为): who polishes reports, and how. It changes records, never soundness.

Cheap levers come first: self-assessed governance, complaints that are bought off, days counted from complete papers.
Where gaming is strong, quarter-end capital is lifted just above the legal line and given back. Penalties, judgments and
outside ratings are out of reach. Every manipulation is listed in the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import LETTER
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.parts import code_column, date_column, subject_ids
from inscredit_models.worlds.world import World

RATIOS = ("comprehensive", "core")
"""Ratios that have a legal line; parameters say from where each is lifted, and where the line is."""


@dataclass(frozen=True)
class Gamers:
    """Who games in which quarter, shape (j, q), and whether the costlier levers are used too."""

    active: np.ndarray
    is_strong: bool

    @property
    def by_year(self) -> np.ndarray:
        """Who games in the last quarter of each year, shape (j, years)."""
        return self.active[:, 3::4]


def draw_gamers(world: World, latents: Latents) -> Gamers:
    """Draw who games: one number per insurer, compared with a chance that falls with governance and soundness."""
    weight = world.parameters.table("gaming")
    uniform = world.stream("enterprise/gaming/insurer").random(world.backbone.insurers)
    logit = weight["intercept"] + weight["governance"] * latents.governance + weight["soundness"] * latents.soundness
    chance = weight["strength"] / (1 + np.exp(-logit))
    begun = world.horizon.quarter_starts[:-1] >= day_number(weight["from"])
    return Gamers((uniform[:, None] < chance) & begun, weight["strength"] > weight["medium_above"])


def buy_off(world: World, gamers: Gamers, count: np.ndarray, withdrawn: np.ndarray) -> np.ndarray:
    """Give how many further complaints of each quarter are withdrawn for money."""
    weight, base = world.parameters.table("gaming"), world.parameters["complaints.withdrawn"]
    chance = max(weight["withdrawn"] - base, 0.0) / (1 - base)
    rng = world.stream("enterprise/gaming/complaints")
    return np.where(gamers.active, rng.binomial(count - withdrawn, chance), 0)


def polish_score(world: World, gamers: Gamers, own: np.ndarray) -> np.ndarray:
    """Give the self-assessed score of governance with what is added to it, (j, years); never above 99."""
    added = world.parameters["gaming.self_score"]
    return np.where(gamers.by_year, np.minimum(own + added, 99.0), own)


def shorten_cycle(world: World, gamers: Gamers, cycle: np.ndarray) -> np.ndarray:
    """Give the claim days of each year, counted from complete papers by those who game."""
    return np.where(gamers.by_year, cycle * world.parameters["gaming.cycle_factor"], cycle)


def lift_capital(
    world: World, gamers: Gamers, comprehensive: np.ndarray, core: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lift ratios that lie just below a legal line to just above it, and give some back the quarter after.

    Returns
    -------
    tuple of ndarray (j, q)
        The comprehensive and the core ratio as reported, and by how much the former was lifted.
    """
    rng, weight = world.stream("enterprise/gaming/capital"), world.parameters.table("gaming")
    above, back = rng.random((2, *core.shape))
    reported, lifted = {}, {}
    for name, ratio in zip(RATIOS, (comprehensive, core), strict=True):
        low, line = weight[f"{name}_from"], weight[f"{name}_line"]
        near = gamers.active & gamers.is_strong & (ratio > low) & (ratio < line)
        lifted[name] = np.where(near, line + weight["heap_width"] * above - ratio, 0.0)
        given = np.zeros_like(ratio)
        given[:, 1:] = (lifted[name] * (back < weight["reversal"]))[:, :-1]
        reported[name] = ratio + lifted[name] - given
    total = np.maximum(reported["comprehensive"], reported["core"])
    return total, reported["core"], np.maximum(lifted["comprehensive"], lifted["core"])


def round_printed(gamers: Gamers, percent: np.ndarray) -> np.ndarray:
    """Give the printed ratio in percent without decimals, where the costlier levers are used."""
    return np.where(gamers.active & gamers.is_strong, np.rint(percent), percent)


@dataclass(frozen=True)
class Manipulations:
    """How much each lever changed: arrays (j, q) or (j, years), 0 for nothing."""

    complaints: np.ndarray
    self_score: np.ndarray
    cycle: np.ndarray
    capital: np.ndarray


def gaming_table(world: World, done: Manipulations, keep: int) -> pa.Table:
    """Give the manipulations of the kept insurers: subject, from which day, lever, size."""
    starts = world.horizon.quarter_starts
    levers = ("capital_lifted", "claim_days_shortened", "complaints_withdrawn", "self_assessment_raised")
    sizes = (done.capital, done.cycle, done.complaints, done.self_score)
    keys, amounts = [], []
    for lever, size in enumerate(sizes):
        insurer, period = np.nonzero(size[:keep])
        day = starts[:-1][period] if size.shape[1] == len(starts) - 1 else starts[:-1:4][period]
        keys.append(np.stack([insurer, day, np.full(len(insurer), lever)]).astype(np.int64))
        amounts.append(size[insurer, period].astype(float))
    keys, amount = np.concatenate(keys, axis=1), np.concatenate(amounts)
    order = np.lexsort((keys[2], keys[1], keys[0]))
    return pa.table(
        {
            "subject_id": subject_ids(0, keys[0][order], LETTER),
            "from": date_column(keys[1][order]),
            "lever": code_column(keys[2][order], levers),
            "size": pa.array(amount[order]),
        }
    )
