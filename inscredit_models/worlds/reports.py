"""Reports of periods (定期报送): said once, some weeks after the quarter or year they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.parts import Sheet
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
) -> Sheet:
    """Give records that are said once, from arrays over (row, period) and flattened fields.

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
    """
    day = np.broadcast_to(day, known.shape)
    person = np.repeat(owner, known.shape[1])
    known = np.where(known > world.horizon.extract, NEVER, known).ravel()
    said = order_statements({"asserted": known}, world.horizon.extract).of(person < keep)
    at = pa.array(said.record)
    taken = {name: column.take(at) for name, column in fields.items()}
    stated = day.ravel()[said.record]
    insurer, region = reporters.insurer[person], reporters.region[person]
    return Sheet(record, person, insurer, region, said, stated, taken, reporters.letter)
