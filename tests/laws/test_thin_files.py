"""A law over files: what falls silent lowers the certainty of a score and never raises the score."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscredit_models.evaluation import score_certainty
from inscredit_models.evaluation.score_certainty import known_indicators, score_ranges
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.coverage.cells import cell_states, subjects_of
from inscredit_models.records.coverage.seen import seen_at
from inscredit_models.records.store import RecordStore
from inscredit_models.scoring.shipped import load_shipped

SYSTEM = load_shipped("practitioner_conduct")
LEAVES = [node.column for node in SYSTEM.node if node.normalise is not None]
SAMPLE = Path(__file__).parents[2] / "data_samples" / "simulated" / "practitioner"
AS_OF = dt.date(2021, 12, 31)

cell = st.one_of(st.none(), st.floats(0, 4), st.just(0.0))
files = st.fixed_dictionaries({name: cell for name in LEAVES})
masks = st.fixed_dictionaries({name: st.booleans() for name in LEAVES})


def ranges(rows: list[dict], known: list[dict]) -> pd.DataFrame:
    return score_ranges(SYSTEM, pd.DataFrame(rows, columns=LEAVES, dtype=float), pd.DataFrame(known, columns=LEAVES))


def check_thinning(fuller: pd.DataFrame, thinner: pd.DataFrame) -> None:
    """Hold a file against the same file with less in it."""
    assert (thinner["score"] <= fuller["score"]).all()
    assert (thinner["high"] >= fuller["high"]).all()
    assert (thinner["width"] >= fuller["width"] - 1e-9).all()


@given(file=files, known=masks, kept=masks)
def test_less_known_never_scores_higher_and_never_with_more_certainty(file: dict, known: dict, kept: dict) -> None:
    less = {name: known[name] and kept[name] for name in LEAVES}
    check_thinning(ranges([file], [known]), ranges([file], [less]))


@given(file=files, hidden=files, known=masks)
def test_whatever_stood_in_a_silent_cell_the_score_was_not_lower(file: dict, hidden: dict, known: dict) -> None:
    """The full file with any content in place of the unknown lies inside the interval of the thin one."""
    full = {name: file[name] if known[name] else hidden[name] for name in LEAVES}
    thin = ranges([file], [known])
    whole = ranges([full], [dict.fromkeys(LEAVES, True)])
    assert thin["score"][0] <= whole["score"][0] and whole["high"][0] <= thin["high"][0]


def test_the_missing_rule_alone_would_raise_the_score_of_a_silenced_offender() -> None:
    """The planted fault: zero counts from a cell nobody collected look like a clean file."""
    offender = dict.fromkeys(LEAVES, 1.0) | {"violation_serious_count_36m": 2.0}
    silenced = offender | {"violation_serious_count_36m": 0.0}
    everything = dict.fromkeys(LEAVES, True)
    naive = ranges([silenced], [everything])["score"][0] - ranges([offender], [everything])["score"][0]
    honest = ranges([silenced], [everything | {"violation_serious_count_36m": False}])["score"][0]
    assert naive > 0 and honest <= ranges([offender], [everything])["score"][0]


def test_a_planted_favourable_guess_breaks_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    extremes = score_certainty._extremes
    monkeypatch.setattr(score_certainty, "_extremes", lambda node, fixed: extremes(node, fixed)[::-1])
    file = dict.fromkeys(LEAVES, 1.0)
    with pytest.raises(AssertionError):
        check_thinning(ranges([file], [dict.fromkeys(LEAVES, True)]), ranges([file], [dict.fromkeys(LEAVES, False)]))


def test_branches_that_fall_silent_raise_no_score_of_a_store() -> None:
    store = RecordStore.open(SAMPLE, verify=False)
    registry = load_registry()
    declared = [item for item in registry.indicators if item.subject == "practitioner"]
    chosen = [item for item in declared if item.code in LEAVES]
    panel = compute_panel(store, chosen, [AS_OF]).frame
    seen = seen_at(store, AS_OF)
    collection = store.side_table("collection").to_pandas()
    collection = collection[collection["quarter"] == "2021Q4"]
    gone = np.random.default_rng(1).random(len(collection)) < 0.4
    found = []
    for table in (collection, collection.assign(state=collection["state"].mask(gone, "not_collected"))):
        cells = cell_states(
            seen,
            subjects_of(seen, None),
            subject="practitioner",
            operator_class=store.operator_class,
            as_of=AS_OF,
            quarter="2021Q4",
            collection=pa.Table.from_pandas(table, preserve_index=False),
            consent=None,
        )
        known = known_indicators(cells, chosen, declared).reindex(panel["subject_id"]).reset_index(drop=True)
        found.append(score_ranges(SYSTEM, panel, known))
    check_thinning(*found)
    assert found[1]["width"].mean() > found[0]["width"].mean() + 1
