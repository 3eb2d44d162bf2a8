"""What nobody sees of an insurer (潜变量): governance, capital, assets, conduct, and soundness that is contagious."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.enterprise.network import Network, draw_failures, draw_network, summed
from inscredit_models.worlds.enterprise.states import Judge
from inscredit_models.worlds.practitioner.latents import autoregression
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Latents:
    """Latent state of all insurers; arrays of shape (j, quarters) unless stated; higher is better but for losses.

    Parameters
    ----------
    governance, capital, assets, conduct : ndarray (j, q)
        Standard normal; capital with what was raised where injections are on.
    cycle : ndarray (q,)
        Industry cycle; high is bad.
    hit, loss : ndarray (j, q)
        Share held in debtors that fail in the quarter; losses that fade.
    soundness : ndarray (j, q)
        What decides over solvency.
    failures : ndarray of bool (debtors, q)
        Which debtors fail.
    network : Network
        Who holds what.
    """

    governance: np.ndarray
    capital: np.ndarray
    assets: np.ndarray
    conduct: np.ndarray
    cycle: np.ndarray
    hit: np.ndarray
    loss: np.ndarray
    soundness: np.ndarray
    failures: np.ndarray
    network: Network


def draw_latents(world: World) -> Latents:
    """Draw the latent state of all insurers."""
    weight, backbone, quarters = world.parameters.table("latent"), world.backbone, world.horizon.quarters
    rng = world.stream("enterprise/latents")
    noise = rng.standard_normal((4, backbone.insurers, quarters))
    moved = [autoregression(noise[n], weight[f"{name}_ar"]) for n, name in enumerate(("gov", "cap", "ass", "cond"))]
    culture = backbone.culture[:, None]
    governance = np.sqrt(weight["gov_culture"]) * culture + np.sqrt(weight["gov_rest"]) * moved[0]
    capital, assets, conduct = (
        weight[f"{name}_gov"] * governance + weight[f"{name}_rest"] * moved[n]
        for n, name in ((1, "cap"), (2, "ass"), (3, "cond"))
    )
    cycle = _draw_cycle(world)
    network, failures = draw_network(world), draw_failures(world, cycle)
    coefficient = world.parameters.table("soundness")
    calm = (
        coefficient["cap"] * capital
        + coefficient["gov"] * governance
        + coefficient["ass"] * assets
        + coefficient["cond"] * conduct
        + coefficient["cycle"] * cycle
        + coefficient["cross"] * np.maximum(-governance, 0) * np.maximum(-assets, 0)
    )
    hit, loss, soundness, raised = spread_losses(world, network, failures, calm)
    return Latents(governance, capital + raised, assets, conduct, cycle, hit, loss, soundness, failures, network)


def _draw_cycle(world: World) -> np.ndarray:
    weight = world.parameters.table("latent")
    noise = world.stream("enterprise/cycle").standard_normal((1, world.horizon.quarters))
    scale = weight["cycle_sd"] / np.sqrt(1 - weight["cycle_ar"] ** 2)
    return scale * autoregression(noise, weight["cycle_ar"])[0]


def spread_losses(
    world: World, network: Network, failures: np.ndarray, calm: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give hit, loss, soundness and capital raised, each (j, q).

    Losses come from failed debtors and from unsound insurers a quarter before. Capital is raised after two weak
    quarters with the chance ``injection.p`` (0 by default) from the next quarter on, and fades as capital does.

    Parameters
    ----------
    world : World
        Its parameters hold the strength of contagion.
    network : Network
        Who holds what.
    failures : ndarray of bool (debtors, q)
        Debtors that fail.
    calm : ndarray (j, q)
        Soundness without losses and without raised capital.
    """
    weight, judge = world.parameters.table("contagion"), Judge(world)
    uniform = world.stream("enterprise/injection").random(calm.shape)
    worth, fades = world.parameters["soundness.cap"], world.parameters["latent.cap_ar"]
    insurers, quarters = calm.shape
    debtors = (network.holder, network.debtor, network.debtor_weight)
    owned = (network.owner, network.owned, network.owned_weight)
    hit, loss, soundness, raised = np.zeros((4, insurers, quarters))
    weak = np.zeros(insurers, dtype=bool)
    for q in range(quarters):
        hit[:, q] = summed(debtors, failures[:, q].astype(float), insurers)
        fresh = weight["hit"] * hit[:, q]
        if q:
            strained = np.clip(-soundness[:, q - 1] - weight["weak_from"], 0, 1)
            fresh = fresh + weight["cross"] * summed(owned, strained, insurers)
            loss[:, q] = weight["ar"] * loss[:, q - 1]
        loss[:, q] += weight["kappa"] * fresh
        soundness[:, q] = calm[:, q] + worth * raised[:, q] - loss[:, q]
        before, weak = weak, judge.is_weak(weak, soundness[:, q], q)
        if q + 1 < quarters:
            gets = before & weak & (uniform[:, q] < world.parameters["injection.p"])
            raised[:, q + 1] = fades * raised[:, q] + world.parameters["injection.capital"] * gets
    return hit, loss, soundness, raised
