"""Insurers in the validation table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inscredit_models.evaluation.validation.insurers import POINTS, insurer_rows, measure_insurers
from inscredit_models.evaluation.validation.measures import MEASURES
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world


def test_figures_are_scores_of_their_quarter() -> None:
    rows = insurer_rows(check_subject("enterprise").make_chunk(make_world(3, subject="enterprise"), 0, 180))
    assert list(rows) == list(POINTS) and not rows.index.duplicated().any()
    last = rows.xs("2024Q4", level="period")
    assert last["core"].mean() == pytest.approx(0, abs=1e-9) and last["core"].std() == pytest.approx(1)
    early = rows[rows.index.get_level_values("period") < "2015Q1"]
    assert early["core_change"].isna().all() and early["governance"].isna().mean() > 0.7  # nothing a year ago yet


def test_the_oracle_sees_more_than_those_who_read_reports() -> None:
    found = measure_insurers(Path("nothing is written"), "default", 180, 11)
    assert set(found) == set(MEASURES["enterprise"]) and np.isfinite(list(found.values())).all()
    assert found["oracle"] > max(found["expert"], found["logistic"], found["boosting"])
    assert found["core_before"] > found["core_after"]
