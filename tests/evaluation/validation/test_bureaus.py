"""Indices of bureaus against the planted order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inscredit_models.evaluation.validation.bureaus import bureau_indicators, measure_bureaus
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world

NOWHERE = Path("nothing is written")


def test_indicators_are_of_the_last_year_and_higher_is_better() -> None:
    tables = check_subject("regulator").make_chunk(make_world(3, subject="regulator"), 0, 36)
    values, truth = bureau_indicators(tables)
    assert values.shape == (36, 8) and np.isfinite(values).all() and np.isfinite(truth).all()
    hotline = tables.parts["hotline_quarter"].to_pandas()
    late = hotline[hotline.event_date.map(lambda day: day.year == 2025) & (hotline.subject_id == "B000000001")]
    assert values[0, 0] == pytest.approx(late.calls_answered.sum() / late.calls.sum())


def test_the_best_fits_best_and_gaming_costs_equal_weights() -> None:
    plain, gamed = (
        [measure_bureaus(NOWHERE, variant, 36, seed) for seed in range(6)] for variant in ("default", "gaming_on")
    )
    mean = {name: np.mean([row[name] for row in plain]) for name in plain[0]}
    assert mean["best"] > mean["equal"] > mean["single"]
    assert np.mean([row["equal"] for row in gamed]) < mean["equal"] - 0.05


def test_in_the_world_of_the_table_twelve_commitments_a_quarter_are_all_reported() -> None:
    world = make_world(3, subject="regulator", variant="prototype_12")
    tables = check_subject("regulator").make_chunk(world, 0, 36)
    assert tables.parts["hotline_quarter"].num_rows == 36 * 48
    commitments = tables.parts["commitment_year"].to_pandas()
    assert len(commitments) == 36 * 12 and (commitments["made"] == 4 * 12).all()
