"""A four-level index of random shape-alike: 49 indicators, 8 pillars, 2 sub-indices, 51 units."""

import numpy as np
import pandas as pd

from inscredit_models.scoring.system import ScoringSystem

PILLARS = (6, 6, 6, 6, 6, 6, 6, 7)


def large_index(units=51, seed=1, *, aggregate="weighted_mean"):
    """Give a system of four levels (49 leaves) and a frame of units for it."""
    rng = np.random.default_rng(seed)
    nodes = [{"code": "total", "aggregate": aggregate}]
    nodes += [{"code": f"half_{half}", "parent": "total", "weight": 1, "aggregate": aggregate} for half in range(2)]
    columns = {}
    for pillar, count in enumerate(PILLARS):
        parent = f"half_{pillar // 4}"
        nodes.append({"code": f"pillar_{pillar}", "parent": parent, "weight": 1 + pillar % 3, "aggregate": aggregate})
        for _ in range(count):
            code = f"x{len(columns):02d}"
            columns[code] = rng.lognormal(0, 0.5 + 0.3 * rng.random(), units)
            worst, best = (0, 6) if len(columns) % 3 else (6, 0)
            rule = {"kind": "linear", "worst": worst, "best": best}
            leaf = {"parent": f"pillar_{pillar}", "weight": 1, "normalise": rule, "multiply": 100}
            nodes.append({"code": code, **leaf})
    head = {"code": "large", "zh": "大", "en": "large", "source": "made up", "status": "expert"}
    grades = [{"symbol": "A", "from": 45}, {"symbol": "B", "from": 40}, {"symbol": "C"}]
    names = [f"u{number:02d}" for number in range(units)]
    return ScoringSystem(**head, node=nodes, grade=grades), pd.DataFrame(columns, index=names)
