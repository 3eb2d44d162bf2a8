"""Consumers in the validation table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.validation.consumers import FIGURES, expert_points, measure_consumers
from inscredit_models.evaluation.validation.measures import MEASURES


def test_the_expert_gives_points_by_hand() -> None:
    frame = pd.DataFrame(0.0, index=range(3), columns=list(FIGURES))
    frame.loc[1, ["proven", "late"]] = [3.0, 0.5]  # the cap of proven cases is one
    frame.loc[2, ["suspected", "early", "overdue"]] = [1.0, 2.0, 1.0]
    np.testing.assert_allclose(expert_points(frame), [0.0, 0.30 + 0.05, 0.075 + 0.10 + 0.075])


@pytest.mark.slow
def test_a_world_of_20_000_is_near_the_printed_rates(tmp_path: Path) -> None:
    # printed for 20,000 persons: .720 claims a year, 4.58 % fraud, 1.21 ± .20 % proven, oracle .853 and .837 ± .025
    found = measure_consumers(tmp_path / "world", "default", 20_000, 11)
    assert set(found) == set(MEASURES["consumer"])
    assert found["claims"] == pytest.approx(0.720, rel=0.1) and found["fraud"] == pytest.approx(0.0458, rel=0.1)
    assert found["oracle"] == pytest.approx(0.853, abs=0.03) and found["oracle_proven"] > found["boosting"]
