"""The expert of practitioners by hand; the printed table itself is held in ``tests/worlds/test_validation.py``."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.validation.practitioners import (
    AWARDS,
    EVERY_AWARD,
    TESTED,
    TRAINED,
    every_award,
    expert_score,
)
from inscredit_models.indicators.registry import load_registry

COUNTS = ("violation_serious_count_36m", "violation_general_count_36m", "violation_minor_count_36m")


def files(**cells: list[float]) -> pd.DataFrame:
    names = [*COUNTS, "complaint_punished_count_24m", "persistency_13m_ratio_24m", EVERY_AWARD, "tenure_days"]
    columns = {name: [0.0, 0.0] for name in names}
    return pd.DataFrame(columns | cells).assign(as_of=pd.Timestamp("2023-12-31"))


def test_the_expert_gives_points_by_hand() -> None:
    frame = files(award_every_count_36m=[2.0, 0.0], tenure_days=[1826.0, 913.0], persistency_13m_ratio_24m=[0.9, 0.8])
    # clean files: .22 + .18 + .05 + .20; ranks 1 and .5 of .15; awards .10; tenure .10 and .05
    np.testing.assert_allclose(expert_score(frame), [0.65 + 0.15 + 0.10 + 0.10, 0.65 + 0.075 + 0.0 + 0.05])


def test_points_stop_at_their_caps_and_missing_counts_as_nothing() -> None:
    frame = files(violation_serious_count_36m=[2.0, 5.0], tenure_days=[9e4, np.nan])
    serious = expert_score(files())[0] - expert_score(files(violation_serious_count_36m=[5.0, 5.0]))[0]
    assert serious == pytest.approx(0.22)
    assert expert_score(frame)[0] - expert_score(frame)[1] == pytest.approx(0.10)


def test_years_of_training_end_before_those_of_the_test_begin() -> None:
    assert max(TRAINED).replace(year=max(TRAINED).year + 1) <= min(TESTED)


def test_awards_for_sales_count_too() -> None:
    lawful = next(item for item in load_registry().indicators if item.code == AWARDS)
    every = every_award(lawful)
    assert lawful.compute.where and not every.compute.where
    assert every.code == EVERY_AWARD and every.sign == 1 and every.compute.window == lawful.compute.window
