"""Who holds what (敞口网络): debtors that fail, insurers that hold them and one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Network:
    """Edges sorted by holder, then counterparty; weights of each holder add up to 1 within a kind.

    Parameters
    ----------
    holder, debtor, debtor_weight : ndarray
        Holdings of outside debtors.
    owner, owned, owned_weight : ndarray
        Holdings of insurers in insurers.
    group : ndarray of int (j,)
        Group of each insurer; −1 for none.
    """

    holder: np.ndarray
    debtor: np.ndarray
    debtor_weight: np.ndarray
    owner: np.ndarray
    owned: np.ndarray
    owned_weight: np.ndarray
    group: np.ndarray


def draw_network(world: World) -> Network:
    """Draw groups and holdings."""
    rng, weight, backbone = world.stream("enterprise/network"), world.parameters.table("network"), world.backbone
    insurers = backbone.insurers
    chance = weight["edge_p"] * np.exp(weight["edge_size"] * backbone.size)
    present = rng.random((insurers, weight["debtors"])) < chance[:, None]
    raw = np.exp(weight["edge_log_sd"] * rng.standard_normal(present.shape))
    group = _draw_groups(rng, world)
    same = (group[:, None] == group[None, :]) & (group >= 0)[:, None]
    owns = rng.random((insurers, insurers)) < np.where(same, weight["group_p"], weight["holding_p"])
    np.fill_diagonal(owns, False)
    held = np.exp(weight["holding_log_sd"] * rng.standard_normal(owns.shape))
    return Network(*_edges(present, raw), *_edges(owns, held), group)


def _edges(present: np.ndarray, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    holder, other = np.nonzero(present)
    weights = raw[holder, other]
    total = np.zeros(len(present))
    np.add.at(total, holder, weights)
    return holder, other, weights / total[holder]


def _draw_groups(rng: np.random.Generator, world: World) -> np.ndarray:
    """Let each group take insurers that are still free, larger ones rather than smaller ones."""
    weight, backbone = world.parameters.table("network"), world.backbone
    order = np.argsort(-np.log(rng.random(backbone.insurers)) / np.exp(backbone.size), kind="stable")
    sizes = rng.choice(weight["group_sizes"], weight["groups"])
    members = np.repeat(np.arange(len(sizes)), sizes)[: len(order)]
    group = np.full(backbone.insurers, -1, dtype=np.int64)
    group[order[: len(members)]] = members
    return group


def draw_failures(world: World, cycle: np.ndarray) -> np.ndarray:
    """Draw which debtors fail in which quarter, shape (debtors, quarters); a failed debtor is replaced."""
    weight = world.parameters.table("network")
    hazard = weight["hazard"] * np.exp(weight["hazard_cycle"] * np.clip(cycle, -2, 2))
    uniform = world.stream("enterprise/failures").random((weight["debtors"], len(cycle)))
    return uniform < hazard


def summed(edges: tuple[np.ndarray, np.ndarray, np.ndarray], values: np.ndarray, size: int) -> np.ndarray:
    """Give for each holder the weighted sum of its counterparties' values, added in the order of the edges.

    Examples
    --------
    >>> summed((np.array([0, 0]), np.array([0, 1]), np.array([0.25, 0.75])), np.array([4.0, 8.0]), 2).tolist()
    [7.0, 0.0]
    """
    holder, other, weights = edges
    total = np.zeros(size)
    np.add.at(total, holder, weights * values[other])
    return total
