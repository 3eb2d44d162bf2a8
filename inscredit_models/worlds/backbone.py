"""What all subjects of a world share (世界骨架): regions, insurers, branches, and how each of them reports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.horizon import Horizon, day_number
from inscredit_models.worlds.parameters import Parameters
from inscredit_models.worlds.streams import stream

NEVER = 10**6
"""A day or quarter index that does not come."""


@dataclass(frozen=True)
class Backbone:
    """Arrays over insurers (j), regions (r) and branches (j, r).

    Effects are standard normal where nothing else is said; higher is better. Days are day numbers.

    Parameters
    ----------
    region_weight : ndarray (r,)
        Share of the population, sums to 1.
    region_climate, region_reporting, bureau_integrity : ndarray (r,)
        Climate of integrity, reporting habit, and integrity of the region's bureau.
    region_complaint : ndarray (r,)
        Propensity to complain, on the log intensity.
    sector : ndarray of int (j,)
        0 life, 1 property, 2 reinsurer.
    size : ndarray (j,)
        Log size in standard units; not of agents or branches, but of the whole insurer.
    premium_share : ndarray (j,)
        Share of the premium within its sector.
    agent_share : ndarray (j,)
        Share of all agents; reinsurers have none.
    culture, insurer_reporting : ndarray (j,)
        Governance and climate in which agents work; reporting habit.
    lag_factor : ndarray (j,)
        Factor of the lag from event to known.
    join_day : ndarray of int (j,)
        Day on which the insurer joined the platform; far in the past for those that were always on it.
    branch_effect : ndarray (j, r)
        Climate of the branch.
    served_by : ndarray of int (j, r)
        Insurer whose branch serves the insurer's people in the region; j itself where it has a branch.
    connected : ndarray of int (j, r)
        First quarter index that is collected from the branch; ``NEVER`` where none is.
    batch : ndarray of bool (j, r)
        Whether the branch reports at the next quarter end.
    """

    region_weight: np.ndarray
    region_climate: np.ndarray
    region_reporting: np.ndarray
    bureau_integrity: np.ndarray
    region_complaint: np.ndarray
    sector: np.ndarray
    size: np.ndarray
    premium_share: np.ndarray
    agent_share: np.ndarray
    culture: np.ndarray
    insurer_reporting: np.ndarray
    lag_factor: np.ndarray
    join_day: np.ndarray
    branch_effect: np.ndarray
    served_by: np.ndarray
    connected: np.ndarray
    batch: np.ndarray

    @property
    def insurers(self) -> int:
        """Number of insurers."""
        return len(self.sector)

    @property
    def regions(self) -> int:
        """Number of regions."""
        return len(self.region_weight)

    def insurer_names(self) -> list[str]:
        """Name the insurers; never a real name."""
        return [f"Insurer {j + 1:03d}" for j in range(self.insurers)]

    def region_names(self) -> list[str]:
        """Name the regions; never a real name."""
        return [f"Region {r + 1:02d}" for r in range(self.regions)]

    def largest(self, count: int) -> np.ndarray:
        """Mark the insurers with most agents, shape (j,)."""
        marked = np.zeros(self.insurers, dtype=bool)
        marked[np.argsort(-self.agent_share, kind="stable")[:count]] = True
        return marked


def draw_backbone(seed: int, parameters: Parameters, horizon: Horizon) -> Backbone:
    """Draw regions, insurers and branches of a world."""
    regions = parameters["region.count"]
    rng = stream(seed, "world/region")
    weight = np.exp(parameters["region.weight_log_sd"] * rng.standard_normal(regions))
    weight = weight / weight.sum()
    climate, reporting = rng.standard_normal(regions), rng.standard_normal(regions)
    complaint = parameters["region.complaint_sd"] * rng.standard_normal(regions)
    insurer = _draw_insurers(seed, parameters)
    join_day = _draw_joins(seed, len(insurer["sector"]), parameters)
    return Backbone(
        region_weight=weight,
        region_climate=climate,
        region_reporting=reporting,
        bureau_integrity=stream(seed, "world/bureau").standard_normal(regions),
        region_complaint=complaint,
        **insurer,
        insurer_reporting=stream(seed, "world/insurer_reporting").standard_normal(len(join_day)),
        join_day=join_day,
        **_draw_branches(seed, insurer, weight, join_day, parameters, horizon),
    )


def _draw_insurers(seed: int, parameters: Parameters) -> dict[str, np.ndarray]:
    rng = stream(seed, "world/insurer")
    counts = [parameters[f"insurer.{name}"] for name in ("life", "property", "reinsurer")]
    sector = np.repeat(np.arange(3), counts)
    size, culture, lag = (rng.standard_normal(len(sector)) for _ in range(3))
    raw = np.exp(parameters["insurer.size_log_sd"] * size)
    share = raw / np.bincount(sector, raw)[sector]
    life, general = parameters["insurer.life_premium_share"], parameters["insurer.property_premium_share"]
    agents = (share * np.array([life, general, 0.0])[sector]) ** parameters["insurer.agents_exponent"]
    tilt = parameters["insurer.culture_size_weight"]
    return {
        "sector": sector,
        "size": size,
        "premium_share": share,
        "agent_share": agents / agents.sum(),
        "culture": (culture + tilt * size) / np.sqrt(1 + tilt**2),
        "lag_factor": np.exp(parameters["insurer.lag_log_sd"] * lag),
    }


def _draw_joins(seed: int, insurers: int, parameters: Parameters) -> np.ndarray:
    rng = stream(seed, "world/insurer_join")
    chosen, place = rng.random(insurers) < parameters["join.share"], rng.random(insurers)
    first, last = day_number(parameters["join.from"]), day_number(parameters["join.to"])
    return np.where(chosen, first + np.floor(place * (last - first + 1)).astype(np.int64), -NEVER)


def _draw_branches(
    seed: int,
    insurer: dict[str, np.ndarray],
    weight: np.ndarray,
    join_day: np.ndarray,
    parameters: Parameters,
    horizon: Horizon,
) -> dict[str, np.ndarray]:
    rng = stream(seed, "world/branch")
    shape = (len(join_day), len(weight))
    effect, cover, batch = rng.standard_normal(shape), rng.random(shape), rng.random(shape)
    connected = np.searchsorted(coverage_by_quarter(parameters, horizon), cover)
    connected = np.where(connected >= horizon.quarters, NEVER, connected)
    first_kept = backfill_start(join_day, parameters)
    joined = np.where(first_kept < horizon.start, 0, horizon.quarter_of(first_kept))
    return {
        "branch_effect": effect,
        "served_by": _serve(insurer, weight, parameters),
        "connected": np.maximum(connected, joined[:, None]),
        "batch": batch < parameters["reporting.batch_share"],
    }


def _serve(insurer: dict[str, np.ndarray], weight: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Give for each (insurer, region) the insurer of the branch that serves there."""
    expected = insurer["agent_share"][:, None] * weight[None, :] * parameters["insurer.branch_scale"]
    served = np.repeat(np.arange(len(insurer["sector"]))[:, None], len(weight), axis=1)
    for sector in (0, 1):
        members = np.flatnonzero(insurer["sector"] == sector)
        largest = members[np.argmax(insurer["agent_share"][members])]
        served[members] = np.where(expected[members] >= parameters["insurer.branch_minimum"], served[members], largest)
    return served


def coverage_by_quarter(parameters: Parameters, horizon: Horizon) -> np.ndarray:
    """Give the share of branches that are collected at the end of each quarter, linear between the given dates."""
    dates = [day_number(day) for day in parameters["coverage.dates"]]
    return np.interp(horizon.quarter_starts[1:] - 1, dates, parameters["coverage.shares"])


def backfill_start(join_day: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Give the first day that an insurer uploads when it joins: so many months before, on the same day of the month.

    Examples
    --------
    >>> import datetime as dt
    >>> from inscredit_models.worlds.parameters import load_parameters
    >>> start = backfill_start(np.array([day_number("2021-05-14")]), load_parameters("practitioner"))
    >>> dt.date(1970, 1, 1) + dt.timedelta(days=int(start[0]))
    datetime.date(2019, 5, 14)
    """
    day = np.maximum(join_day, 0).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    moved = (month - parameters["join.backfill_months"]).astype("datetime64[D]").astype(np.int64)
    return np.where(join_day < 0, join_day, moved + (day - month.astype("datetime64[D]")).astype(np.int64))
