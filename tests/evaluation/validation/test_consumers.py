"""Consumers in the validation table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.planted_order import rank_correlation
from inscredit_models.evaluation.validation.consumers import FIGURES, expert_points, measure_consumers
from inscredit_models.evaluation.validation.measures import MEASURES
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world


def test_the_expert_gives_points_by_hand() -> None:
    frame = pd.DataFrame(0.0, index=range(3), columns=list(FIGURES)).assign(as_of=pd.Timestamp("2023-12-31"))
    frame.loc[1, ["proven", "late"]] = [3.0, 20.0]  # the cap of proven cases is one; the latest of three pays last
    frame.loc[2, ["suspected", "early", "overdue"]] = [1.0, 2.0, 40.0]
    # places of three: two share .5, one has 1
    plain, fraud, debtor = 0.10 * 0.5 + 0.15 * 0.5, 0.10 * 1 + 0.15 * 0.5, 0.10 * 0.5 + 0.15 * 1
    np.testing.assert_allclose(expert_points(frame), [plain, 0.30 + fraud, 0.075 + 0.10 + debtor])


def test_in_the_world_of_the_table_delays_say_habit_and_stress() -> None:
    world = make_world(5, subject="consumer", variant="prototype_12")
    tables = check_subject("consumer").make_chunk(world, 0, 2_000)
    late = tables.parts["premium_payment"].to_pandas().groupby("subject_id")["days_late"]
    assert late.count().min() >= 7 and late.std().max() == 0  # in every year, by habit alone
    latent = tables.truth["latent_consumer"].to_pandas()
    honesty = latent.groupby("subject_id")["honesty"].first()
    assert rank_correlation(late.first().reindex(honesty.index).to_numpy(), honesty.to_numpy()) < -0.3
    owed = tables.parts["premium_overdue"].to_pandas()
    owed["period"] = pd.to_datetime(owed["event_date"]).dt.year.astype(str)
    both = owed.merge(latent.astype({"period": str}), on=["subject_id", "period"])
    assert len(both) > 0.9 * len(latent)
    assert rank_correlation(both["days_overdue"].to_numpy(), both["stress"].to_numpy()) > 0.6


@pytest.mark.slow
def test_a_world_of_20_000_is_near_the_printed_rates(tmp_path: Path) -> None:
    # printed for 20,000 persons: .720 claims a year, 4.58 % fraud, 1.21 ± .20 % proven, oracle .853 and .837 ± .025
    found = measure_consumers(tmp_path / "world", "prototype_12", 20_000, 11)
    assert set(found) == set(MEASURES["consumer"])
    assert found["claims"] == pytest.approx(0.720, rel=0.1) and found["fraud"] == pytest.approx(0.0458, rel=0.1)
    assert found["oracle"] == pytest.approx(0.853, abs=0.03) and found["oracle_proven"] > found["boosting"]
