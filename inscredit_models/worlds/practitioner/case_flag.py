"""A field that knows the future (未来信息泄露): an internal case flag filled in hindsight. Planted to be caught."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.practitioner.events import Events
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World


def draw_case_flags(world: World, chunk: int, serious: Events) -> np.ndarray:
    """Give the case flag of each person and quarter, shape (n, quarters): −1 not kept, 0 not set, 1 set.

    Where the world leaks, the flag of a quarter is set with the leak's share if a serious violation follows within a
    year of the quarter's end, whether or not anybody ever reports it.
    """
    ends = world.horizon.quarter_starts[1:] - 1
    share = world.parameters["leak.share"]
    if share == 0:
        return np.full((CHUNK, len(ends)), -1, dtype=np.int64)
    ahead = np.zeros((CHUNK, len(ends)), dtype=bool)
    for quarter, end in enumerate(ends):
        inside = (serious.day > end) & (serious.day <= end + world.parameters["leak.days"])
        ahead[serious.person[inside], quarter] = True
    filled = world.stream("practitioner/case_flag", chunk).random(ahead.shape) < share
    return (ahead & filled).astype(np.int64)
