"""How reports of insurers become statements (报送): once, some weeks after the period they are about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.observation import Occurrence, known_after
from inscredit_models.worlds.parts import Sheet
from inscredit_models.worlds.reports import Reporters, quarter_ends, report_sheet
from inscredit_models.worlds.world import World

LETTER = "E"


def seats(world: World) -> np.ndarray:
    """Give the region of each insurer's head office."""
    share = np.cumsum(world.backbone.region_weight)
    place = world.stream("enterprise/seat").random(world.backbone.insurers)
    return np.minimum(np.searchsorted(share, place, side="right"), len(share) - 1)


def yearly_premium(world: World) -> np.ndarray:
    """Give the expected premium of each insurer in each year in yuan, shape (j, years)."""
    weight, backbone = world.parameters.table("premium"), world.backbone
    rest = 1 - weight["life_share"] - weight["property_share"]
    sector = np.array([weight["life_share"], weight["property_share"], rest])[backbone.sector]
    return (sector * backbone.premium_share)[:, None] * np.asarray(weight["years"]) * 1e8


def published(world: World, soundness: np.ndarray) -> np.ndarray:
    """Say which quarterly reports are published, (j, q): the weak publish less."""
    weight = world.parameters.table("disclosure")
    silent = np.where(soundness < weight["weak_below"], weight["weak"], weight["other"])
    return world.stream("enterprise/disclosure").random(soundness.shape) >= silent


def report_days(world: World, *, uploaded: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Give the days on which reports of quarters (j, q) and of years (j, years) become known.

    What is not ``uploaded`` by the insurer (figures of the regulator) waits neither for a batch nor for its joining.
    """
    rng, weight, ends = world.stream("enterprise/known"), world.parameters.table("lags"), quarter_ends(world)
    everyone, seat = np.arange(world.backbone.insurers)[:, None], seats(world)[:, None]
    known = []
    for median, day in ((weight["report_days"], ends), (weight["year_days"], ends[3::4])):
        lag = median * np.exp(weight["report_log_sd"] * rng.standard_normal((len(everyone), len(day))))
        day, insurer, region = (np.broadcast_to(values, lag.shape).ravel() for values in (day, everyone, seat))
        things = Occurrence(day, insurer, region, "", 0.0, uploaded=uploaded)
        known.append(known_after(world, things, lag.ravel()).reshape(lag.shape))
    return known[0], known[1]


def plain_sheet(
    world: World,
    record: str,
    day: np.ndarray,
    known: np.ndarray,
    fields: Mapping[str, pa.Array],
    keep: int,
    owner: np.ndarray | None = None,
    *,
    slip: tuple[str, np.ndarray] | None = None,
) -> Sheet:
    """Give records that are said once, from arrays over (insurer, period) and flattened fields.

    Parameters
    ----------
    world : World
        The world.
    record : str
        Record type.
    day, known : ndarray of int (j, periods)
        Event day, and day on which it becomes known (``NEVER`` for what is not published).
    fields : mapping
        Arrow arrays of j × periods elements.
    keep : int
        Insurers kept.
    owner : ndarray of int (rows,), optional
        Insurer of each row of the arrays; by default there is one row per insurer.
    slip : tuple of str and ndarray of int, optional
        Name of an amount that may be stated wrong first and corrected later, and the true amounts in fen.
    """
    everyone = np.arange(world.backbone.insurers)
    reporters = Reporters(LETTER, everyone, seats(world))
    owner = everyone if owner is None else owner
    return report_sheet(world, record, reporters, owner, day, known, fields, keep, slip=slip)
