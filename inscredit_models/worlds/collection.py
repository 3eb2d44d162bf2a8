"""Who is asked for what, and when (采集状态): the state of every source, category and quarter."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.observation import collection_columns
from inscredit_models.worlds.parts import code_column
from inscredit_models.worlds.world import World


def branch_collection(world: World, categories: tuple[str, ...]) -> pa.Table:
    """Give the state of every branch, category and quarter: ``not_collected``, or ``nil_return`` for no record.

    Where nil returns are dropped the branch says nothing of what it has no record of, as if it were not collected.
    """
    cells, horizon = collection_columns(world, categories), world.horizon
    dropped = world.stream("world/nil").random(world.backbone.batch.shape) < world.parameters["coverage.nil_dropped"]
    complete = np.isin(categories, world.parameters["coverage.complete"])[cells["category"]]
    silent = dropped[cells["insurer"], cells["region"]] & ~complete
    return pa.table(
        {
            "source_insurer": code_column(cells["insurer"], world.backbone.insurer_names()),
            "source_region": code_column(cells["region"], world.backbone.region_names()),
            "category": code_column(cells["category"], categories),
            "quarter": code_column(cells["quarter"], [horizon.quarter_name(q) for q in range(horizon.quarters)]),
            "state": code_column((cells["collected"] & ~silent).astype(np.int64), ["not_collected", "nil_return"]),
        }
    )
