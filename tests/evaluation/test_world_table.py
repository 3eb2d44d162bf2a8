"""The validation table of practitioners: small worlds by hand here, the printed table in ``tests/worlds``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation import world_table as module
from inscredit_models.evaluation.world_table import TABLE, expert_score, world_table

COUNTS = ("violation_serious_count_36m", "violation_general_count_36m", "violation_minor_count_36m")


def files(**cells: list[float]) -> pd.DataFrame:
    names = [*COUNTS, "complaint_punished_count_24m", "persistency_13m_ratio_24m", "award_count_36m", "tenure_days"]
    columns = {name: [0.0, 0.0] for name in names}
    return pd.DataFrame(columns | cells).assign(as_of=pd.Timestamp("2023-12-31"))


def test_the_expert_gives_points_by_hand() -> None:
    frame = files(award_count_36m=[2.0, 0.0], tenure_days=[1826.0, 913.0], persistency_13m_ratio_24m=[0.9, 0.8])
    # clean files: .22 + .18 + .05 + .20; ranks 1 and .5 of .15; awards .10; tenure .10 and .05
    np.testing.assert_allclose(expert_score(frame), [0.65 + 0.15 + 0.10 + 0.10, 0.65 + 0.075 + 0.0 + 0.05])


def test_points_stop_at_their_caps_and_missing_counts_as_nothing() -> None:
    frame = files(violation_serious_count_36m=[2.0, 5.0], tenure_days=[9e4, np.nan])
    serious = expert_score(files())[0] - expert_score(files(violation_serious_count_36m=[5.0, 5.0]))[0]
    assert serious == pytest.approx(0.22)
    assert expert_score(frame)[0] - expert_score(frame)[1] == pytest.approx(0.10)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds that are exactly as printed, but for a scorecard that falls with the seed."""
    printed = {code: mean for code, _, _, mean, _ in TABLE}
    monkeypatch.setattr(
        module,
        "measure_world",
        lambda path, subjects, seed, workers: printed | {"scorecard": printed["scorecard"] - seed / 100},
    )


@pytest.mark.usefixtures("told")
def test_means_are_held_against_the_printed_ones(tmp_path: Path) -> None:
    table = world_table(tmp_path, 150_000, (1, 2, 3, 4, 5), tell=lambda text: None).set_index("code")
    assert table.drop("scorecard")["agrees"].all() and not table.loc["scorecard", "agrees"]
    assert table.loc["scorecard", "mean"] == pytest.approx(0.71)
    assert table.loc["scorecard", "allowed"] == pytest.approx(2 * 0.012 / 5**0.5 + 0.01)
    assert table.loc["true", "allowed"] == pytest.approx(0.00192)


@pytest.mark.usefixtures("told")
def test_small_worlds_are_not_judged(tmp_path: Path) -> None:
    said: list[str] = []
    table = world_table(tmp_path, 24_000, (1,), tell=said.append)
    assert table["agrees"].isna().all() and "oracle 0.8250" in said[0]
