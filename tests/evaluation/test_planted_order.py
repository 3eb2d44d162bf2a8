"""How well an order recovers the planted one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.evaluation.planted_order import (
    last_period,
    planted_frame,
    rank_correlation,
    read_planted_credit,
    top_overlap,
)
from inscredit_models.findings import Refused

ORDER = np.arange(12.0)


def store(folder: Path, periods: list[str]) -> Path:
    (folder / "truth").mkdir()
    columns = {"subject_id": ["a", "b"] * len(periods), "period": [period for period in periods for _ in "ab"]}
    credit = [float(place) for place in range(2 * len(periods))]
    pq.write_table(pa.table({**columns, "credit_true": credit}), folder / "truth" / "latent_regulator.parquet")
    return folder


def test_the_last_period_that_is_over_is_read(tmp_path: Path) -> None:
    path = store(tmp_path, ["2024Q3", "2024Q4", "2025Q1"])
    for day, values in ((dt.date(2024, 12, 31), [3, 2]), (dt.date(2025, 3, 30), [3, 2]), (dt.date(2030, 1, 1), [5, 4])):
        assert read_planted_credit(path, np.array(["b", "a"]), day, subject="regulator").tolist() == values


def test_who_is_not_listed_has_no_truth_and_a_store_without_truth_has_none(tmp_path: Path) -> None:
    path = store(tmp_path, ["2024"])
    assert np.isnan(read_planted_credit(path, np.array(["z"]), dt.date(2025, 1, 1), subject="regulator")).all()
    assert read_planted_credit(path, np.array(["a"]), dt.date(2025, 1, 1), subject="consumer") is None


def test_a_day_before_any_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_planted_credit(store(tmp_path, ["2024H1"]), np.array(["a"]), dt.date(2024, 6, 29), subject="regulator")
    assert [finding.code for finding in refused.value.findings] == ["ICM023"]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (dt.date(2024, 12, 31), ("2024Q4", "2024H2", "2024")),
        (dt.date(2024, 12, 30), ("2024Q3", "2024H1", "2023")),
        (dt.date(2024, 2, 29), ("2023Q4", "2023H2", "2023")),
    ],
)
def test_periods_are_over_on_their_last_day(day: dt.date, names: tuple[str, str, str]) -> None:
    assert tuple(last_period(day, kind) for kind in ("Q", "H", "")) == names


def test_a_perfect_and_a_turned_order() -> None:
    assert rank_correlation(ORDER, ORDER**3) == pytest.approx(1)
    assert rank_correlation(ORDER, -ORDER) == pytest.approx(-1)
    assert rank_correlation(np.ones(12), ORDER) == 0
    assert top_overlap(ORDER, ORDER) == 1 and top_overlap(-ORDER, ORDER) == 0


def test_reference_agreement() -> None:
    """Of 1…6 and 2, 1, 4, 3, 6, 5: τ .6 and ρ .8285714, by hand from 3 discordant of 15 pairs and Σd² = 6."""
    one, two = np.arange(1.0, 7.0), np.array([2.0, 1, 4, 3, 6, 5])
    frame = planted_frame(one, two, np.zeros((6, 6), dtype=bool)).set_index("measure")["estimate"]
    assert frame["spearman"] == pytest.approx(0.8285714, abs=1e-7)
    assert frame["kendall"] == pytest.approx(0.6)
    assert np.isnan(frame["firm_pairs_true"])


def test_firm_pairs_are_held_against_the_planted_order() -> None:
    firm = np.zeros((12, 12), dtype=bool)
    firm[11, 0] = firm[0, 5] = True
    frame = planted_frame(ORDER, ORDER, firm).set_index("measure")
    assert frame.loc["firm_pairs_true", ["estimate", "n"]].tolist() == [0.5, 2]
