"""Reports of periods (定期报送): said once, some weeks after the quarter or year they are about, if they are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.money import yuan_array
from inscredit_models.worlds.observation import Occurrence, is_collected, report_probability
from inscredit_models.worlds.parts import Happened, Sheet
from inscredit_models.worlds.slips import misstate
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Reporters:
    """Who reports: first letter of their names, and insurer and region of each (−1 for none)."""

    letter: str
    insurer: np.ndarray
    region: np.ndarray


def quarter_ends(world: World) -> np.ndarray:
    """Give the day numbers of the last days of all quarters."""
    return world.horizon.quarter_starts[1:] - 1


def report_sheet(
    world: World,
    record: str,
    reporters: Reporters,
    owner: np.ndarray,
    day: np.ndarray,
    known: np.ndarray,
    fields: Mapping[str, pa.Array],
    keep: int,
    *,
    slip: tuple[str, np.ndarray] | None = None,
) -> Sheet:
    """Give records that are said once, from arrays over (row, period) and flattened fields.

    One uniform number is drawn for every report, kept or not, and compared with its reporting probability (parameter
    ``report.<record>`` with the effects of insurer, region and bureau): with less reporting a true subset of the same
    records is left. What has the probability 1 is a register: it is there whether its source is collected or not.

    Parameters
    ----------
    world : World
        The world.
    record : str
        Record type.
    reporters : Reporters
        Who reports.
    owner : ndarray of int (rows,)
        Reporter of each row, ascending.
    day, known : ndarray of int (rows, periods)
        Event day, and day on which it becomes known (``NEVER`` for what is not published).
    fields : mapping
        Arrow arrays of rows × periods elements.
    keep : int
        Reporters kept.
    slip : tuple of str and ndarray of int, optional
        Name of an amount that may be stated wrong first and corrected later, and the true amounts in fen.
    """
    day = np.broadcast_to(day, known.shape).ravel()
    person, known = np.repeat(owner, known.shape[1]), known.ravel()
    insurer, region = reporters.insurer[person], reporters.region[person]
    category = load_catalogue().record_type(record).category
    things = Occurrence(day, insurer, region, category, 0.0, report=world.parameters[f"report.{record}"])
    rng, probability = world.stream(f"{world.parameters.world}/report/{record}"), report_probability(world, things)
    collected = is_collected(world, things) | (things.report >= 1)
    seen = (rng.random(len(day)) < probability) & collected & (known <= world.horizon.extract)
    days = {"asserted": np.where(seen, known, NEVER)}
    if slip is not None:
        wrong, days["corrected"] = misstate(rng, world, days["asserted"], slip[1])
    said = order_statements(days, world.horizon.extract).of(person < keep)
    at = said.record
    taken = {name: column.take(pa.array(at)) for name, column in fields.items()}
    if slip is not None:
        taken[slip[0]] = yuan_array(np.where(said.has("corrected"), slip[1][at], wrong[at]))
    happened = Happened(person, day, np.ones(len(day)), probability, seen)
    return Sheet(record, person, insurer, region, said, day[at], taken, reporters.letter, happened)
