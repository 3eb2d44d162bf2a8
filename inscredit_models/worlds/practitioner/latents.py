"""What nobody sees (潜变量): integrity, competence, strain and volume by half-year, and the chances of each event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.horizon import DAYS_PER_MONTH, day_number
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.streams import CHUNK, EVENT_TYPES
from inscredit_models.worlds.world import World

ADVERSE_TYPES = EVENT_TYPES[:-1]
"""Event types that share the frailty; awards do not."""

_COEFFICIENTS_ONLY = frozenset({"rate", "c", "report", "lag_months"})


@dataclass(frozen=True)
class Latents:
    """Latent state of the persons of a chunk; arrays of shape (n, half-years) unless stated.

    Higher is better, except strain. ``tenure`` is in months at the middle of the half-year, below 0 before entry.

    Parameters
    ----------
    integrity, strain, volume, growth, tenure : ndarray (n, h)
        ``volume`` is the centred log of policies, ``growth`` its sudden rise.
    competence : ndarray (n,)
        Does not change.
    insurer : ndarray of int (n, h)
        Insurer in the middle of the half-year.
    active_days : ndarray of int (n, quarters)
        Days in the career by quarter.
    active : ndarray (n, h)
        Share of the half-year in the career.
    frailty : ndarray (n, h)
        Factor of all adverse intensities, mean 1.
    """

    integrity: np.ndarray
    competence: np.ndarray
    strain: np.ndarray
    volume: np.ndarray
    growth: np.ndarray
    tenure: np.ndarray
    insurer: np.ndarray
    active_days: np.ndarray
    active: np.ndarray
    frailty: np.ndarray


def draw_latents(world: World, chunk: int, careers: Careers) -> Latents:
    """Draw the latent state of a chunk."""
    horizon, parameters = world.horizon, world.parameters
    middle = (horizon.half_starts[:-1] + horizon.half_starts[1:]) // 2
    persons = np.arange(CHUNK)[:, None]
    insurer = careers.insurer_on(persons, middle[None, :])
    tenure = (middle[None, :] - careers.start_day[:, None]) / DAYS_PER_MONTH
    active_days = horizon.overlap(horizon.quarter_starts, careers.start_day, careers.exit_day)
    active = (active_days[:, ::2] + active_days[:, 1::2]) / np.diff(horizon.half_starts)
    strain = _draw_strain(world, chunk)
    rng = world.stream("practitioner/volume", chunk)
    person, rest = rng.standard_normal(CHUNK), rng.standard_normal(CHUNK)
    competence = parameters["competence.own"] * careers.own + parameters["competence.rest"] * rest
    volume = (
        parameters["volume.person"] * person[:, None]
        + parameters["volume.competence"] * competence[:, None]
        + parameters["volume.noise"] * rng.standard_normal(strain.shape)
        + parameters["volume.strain"] * strain
    )
    return Latents(
        integrity=_draw_integrity(world, chunk, careers, insurer),
        competence=competence,
        strain=strain,
        volume=volume,
        growth=_growth(volume, tenure, active, world),
        tenure=tenure,
        insurer=insurer,
        active_days=active_days,
        active=active,
        frailty=_draw_frailty(world, chunk, strain.shape),
    )


def autoregression(noise: np.ndarray, persistence: float) -> np.ndarray:
    """Turn standard normal noise (n, h) into stationary unit-variance series along the second axis.

    Examples
    --------
    >>> autoregression(np.array([[1.0, 0.0, 0.0]]), 0.5).tolist()
    [[1.0, 0.5, 0.25]]
    """
    series = np.empty_like(noise)
    series[:, 0] = noise[:, 0]
    for h in range(1, noise.shape[1]):
        series[:, h] = persistence * series[:, h - 1] + np.sqrt(1 - persistence**2) * noise[:, h]
    return series


def _draw_integrity(world: World, chunk: int, careers: Careers, insurer: np.ndarray) -> np.ndarray:
    backbone, share = world.backbone, world.parameters.table("integrity")
    region = careers.region[:, None]
    noise = world.stream("practitioner/integrity", chunk).standard_normal(insurer.shape)
    return (
        np.sqrt(share["insurer_variance"]) * backbone.culture[insurer]
        + np.sqrt(share["region_variance"]) * backbone.region_climate[region]
        + np.sqrt(share["branch_variance"]) * backbone.branch_effect[insurer, region]
        + np.sqrt(share["own_variance"]) * careers.own[:, None]
        + np.sqrt(share["current_variance"]) * autoregression(noise, share["current_ar"])
    )


def _draw_strain(world: World, chunk: int) -> np.ndarray:
    halves = world.horizon.halves
    industry = world.stream("world/industry_strain").standard_normal(halves)
    noise = world.stream("practitioner/strain", chunk).standard_normal((CHUNK, halves))
    return autoregression(noise, world.parameters["strain.ar"]) + world.parameters["strain.industry"] * industry


def _growth(volume: np.ndarray, tenure: np.ndarray, active: np.ndarray, world: World) -> np.ndarray:
    """Give sudden growth of volume; none in the first half-year of a career or of the world."""
    growth = np.zeros_like(volume)
    rise = np.maximum(volume[:, 1:] - volume[:, :-1], 0.0)
    veteran = tenure[:, 1:] >= world.parameters["volume.veteran_months"]
    factor = np.where(veteran, world.parameters["volume.growth_veteran"], 1.0)
    growth[:, 1:] = np.where(active[:, :-1] > 0, rise * factor, 0.0)
    return growth


def _draw_frailty(world: World, chunk: int, shape: tuple[int, ...]) -> np.ndarray:
    order = world.parameters["frailty.shape"]
    if order == 0:
        return np.ones(shape)
    return world.stream("practitioner/frailty", chunk).gamma(order, 1 / order, shape)


def terms(world: World, careers: Careers, latents: Latents) -> dict[str, np.ndarray]:
    """Give the terms of the log intensities by the name of their coefficient, each of a shape that broadcasts."""
    parameters = world.parameters
    integrity, strain, volume, tenure = latents.integrity, latents.strain, latents.volume, latents.tenure
    is_new = tenure < parameters["volume.new_months"]
    is_veteran = tenure >= parameters["volume.veteran_months"]
    return {
        "integrity": integrity,
        "competence": latents.competence[:, None],
        "strain": strain,
        "cross": np.maximum(-integrity, 0) * np.maximum(strain, 0),
        "volume_new": volume * is_new,
        "volume_middle": volume * (~is_new & ~is_veteran),
        "volume_veteran": volume * is_veteran,
        "growth": latents.growth,
        "new": is_new.astype(float),
        "mover": (careers.is_mover - parameters["career.mover_mean"])[:, None],
        "region_complaint": world.backbone.region_complaint[careers.region][:, None],
    }


def log_intensity(
    world: World, kind: str, parts: dict[str, np.ndarray], *, without: tuple[str, ...] = ()
) -> np.ndarray:
    """Give η of an event type, shape (n, h): the weighted sum of the terms, before rate, constant and frailty.

    Parameters
    ----------
    world : World
        Its parameters hold the coefficients.
    kind : str
        One of `EVENT_TYPES`.
    parts : dict
        From `terms`.
    without : tuple of str
        Terms that are left out.
    """
    halves = world.horizon.halves
    total = np.zeros((CHUNK, halves))
    for name, coefficient in world.parameters.table(kind).items():
        if name in _COEFFICIENTS_ONLY or name in without or coefficient == 0:
            continue
        weight = np.full(halves, coefficient)
        if kind == "serious" and name == "integrity":
            later = world.horizon.half_starts[:-1] >= day_number(world.parameters["regime.from"])
            weight[later] *= world.parameters["regime.integrity_factor"]
        total += weight * parts[name]
    return total


def yearly_rate(world: World, kind: str, eta: np.ndarray) -> np.ndarray:
    """Give the expected events of a full active year without frailty, from η."""
    return world.parameters[f"{kind}.rate"] * np.exp(eta - world.parameters[f"{kind}.c"])
