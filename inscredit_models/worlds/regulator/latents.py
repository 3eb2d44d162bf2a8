"""What nobody sees of a bureau (潜变量): duty, lawfulness, service and commitment, and what confounds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.practitioner.latents import autoregression
from inscredit_models.worlds.world import World

DIMENSIONS: tuple[str, ...] = ("duty", "lawful", "service", "commitment")
_LAST_YEAR = 4


@dataclass(frozen=True)
class Latents:
    """Latent state of all bureaus.

    Parameters
    ----------
    theta : ndarray (4, r, quarters)
        The four dimensions in the order of `DIMENSIONS`, higher is better.
    workload, market, size : ndarray (r,)
        Confounders, and the size of the bureau.
    gap_closed : ndarray (r, quarters)
        Share of the gap to perfection that is closed on paper; 0 without gaming.
    """

    theta: np.ndarray
    workload: np.ndarray
    market: np.ndarray
    size: np.ndarray
    gap_closed: np.ndarray

    def of(self, dimension: str) -> np.ndarray:
        """Give one dimension, shape (r, quarters)."""
        return self.theta[DIMENSIONS.index(dimension)]


def draw_latents(world: World) -> Latents:
    """Draw the latent state of all bureaus; what they have in common is the integrity of the backbone."""
    weight, context, backbone = world.parameters.table("latent"), world.parameters.table("context"), world.backbone
    rng, count = world.stream("regulator/latents"), backbone.regions
    own = rng.standard_normal((len(DIMENSIONS), count))
    noise = rng.standard_normal((len(DIMENSIONS), count, world.horizon.quarters))
    moving = np.stack([autoregression(series, weight["ar"]) for series in noise])
    still = np.sqrt(weight["common"]) * backbone.bureau_integrity + np.sqrt(weight["own"]) * own
    theta = np.sqrt(weight["between"]) * still[:, :, None] + weight["moving"] * moving
    load, trade, size = world.stream("regulator/context").standard_normal((3, count))
    return Latents(
        theta=theta,
        workload=context["confounding"] * load,
        market=context["confounding"] * trade,
        size=np.exp(context["size_log_sd"] * size),
        gap_closed=_gap_closed(world, theta.mean(axis=0)),
    )


def _gap_closed(world: World, mean: np.ndarray) -> np.ndarray:
    weight = world.parameters.table("gaming")
    begun = world.horizon.quarter_starts[:-1] >= day_number(weight["from"])
    return weight["strength"] / (1 + np.exp(-weight["slope"] * mean)) * begun


def true_credit(latents: Latents) -> np.ndarray:
    """Give what an index should recover, (r, quarters): the mean dimension, averaged over the last four quarters.

    In the first quarters it is averaged over those there are.
    """
    mean = latents.theta.mean(axis=0)
    summed = np.cumsum(mean, axis=1)
    recent = summed.copy()
    recent[:, _LAST_YEAR:] -= summed[:, :-_LAST_YEAR]
    return recent / np.minimum(np.arange(1, mean.shape[1] + 1), _LAST_YEAR)
