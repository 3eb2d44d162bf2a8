"""An index done again."""

from __future__ import annotations

import json

import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.replay import replay
from tests.models.composite.examples import small, table, with_cells


def document(**head) -> dict:
    rows = with_cells("complaints", denominator="policies")
    index = compose(table(20, missing=0.1), small(rows, unit="name", **head))
    return json.loads(json.dumps(index.to_document()))


def test_the_log_replays_to_the_same_digest() -> None:
    kept = document(impute={"method": "em"}, weigh={"method": "pca"}, treat={"method": "winsorise_then_log"})
    assert replay(kept, table(20, missing=0.1)).result_digest == kept["result_digest"]


def test_the_first_step_that_differs_is_named() -> None:
    kept = document()
    other = table(20, missing=0.1)
    other.loc[3, "training"] += 1
    with pytest.raises(Refused, match="step 1, raw"):
        replay(kept, other)
    changed = table(20, missing=0.1)
    changed["policies"] *= 2
    with pytest.raises(Refused, match="step 2, denominated"):
        replay(kept, changed)


def test_a_log_with_another_method_is_found() -> None:
    kept = document(impute={"method": "mean"})
    kept["framework"]["impute"]["method"] = "median"
    with pytest.raises(Refused, match="step 3, imputed"):
        replay(kept, table(20, missing=0.1))
