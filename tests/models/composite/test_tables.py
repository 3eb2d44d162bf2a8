"""Tables of an index."""

from __future__ import annotations

import pandas as pd

from inscredit_models.models.composite.pipeline import compose
from tests.models.composite.examples import small, table


def test_columns_are_fixed() -> None:
    framework = small(unit="name", group="region", veto=[{"node": "capital", "below": 1, "caps": "total", "at": 5}])
    index = compose(table(), framework)
    assert list(index.scores) == [
        "unit", "group", "rank", "score", "conduct", "strength", "score_before_veto", "reason",
    ]  # fmt: skip
    assert list(index.ranks) == ["unit", "group", "total", "conduct", "strength"]
    assert list(index.weights) == ["parent", "node", "level", "nominal", "expert", "data", "effective", "note"]
    assert index.weights["level"].tolist() == [2, 2, 3, 3, 3, 3]


def test_time_stands_beside_the_unit() -> None:
    frame = pd.concat([table().assign(year=2020.0), table(seed=1).assign(year=2021.0)])
    framework = small(unit="name", time="year", normalise={"reference_until": 2020})
    scores = compose(frame, framework).scores
    assert list(scores)[:2] == ["unit", "time"]
    assert scores.groupby("time")["rank"].min().tolist() == [1, 1]
