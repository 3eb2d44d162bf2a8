"""Coverage of a whole store at a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.coverage.measure import measure_coverage, quarter_cells
from inscredit_models.records.coverage.rates import ALL
from inscredit_models.records.side_tables import CELL_STATES
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.simulate import simulate
from tests.records.coverage.small import AS_OF, collected, refused, registered, row, write

SAMPLES = Path(__file__).parents[3] / "data_samples" / "simulated"


def codes(coverage) -> list[str]:
    return [finding.code for finding in coverage.findings]


def test_a_whole_store_by_hand(tmp_path: Path) -> None:
    rows = {"registration": [registered(1), registered(2)], "violation": [row(1, severity="minor")]}
    gaps = collected(("Insurer 1", "Region 1", "award"))
    store = write(tmp_path / "s", rows, sides={"collection": gaps, "consent": refused(("P2", "tax"))})
    coverage = measure_coverage(store, AS_OF)
    total = coverage.rates[(coverage.rates["bureau"] == ALL) & (coverage.rates["category"] == ALL)]
    row_of = total[total["weighting"] == "cells"].set_index("measure")
    assert coverage.quarter == "2024Q1"
    assert tuple(row_of.loc["cov_category", ["covered", "required", "consent_refused"]]) == (7, 9, 1)
    assert codes(coverage) == ["ICM180"]


def test_without_a_table_of_collection_silence_is_told(tmp_path: Path) -> None:
    coverage = measure_coverage(write(tmp_path / "s", {"registration": [registered(1)]}), AS_OF)
    assert codes(coverage) == ["ICM181", "ICM180"]


def test_an_old_table_of_collection_is_told(tmp_path: Path) -> None:
    sides = {"collection": collected(quarter="2023Q2")}
    coverage = measure_coverage(write(tmp_path / "s", {"registration": [registered(1)]}, sides=sides), AS_OF)
    assert coverage.quarter == "2023Q2" and "ICM182" in codes(coverage)


def test_quarters_after_the_date_are_not_read(tmp_path: Path) -> None:
    sides = {"collection": collected(quarter="2024Q2")}
    coverage = measure_coverage(write(tmp_path / "s", {"registration": [registered(1)]}, sides=sides), AS_OF)
    assert coverage.quarter is None


def test_a_day_outside_the_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ICM023"):
        measure_coverage(write(tmp_path / "s", {"registration": [registered(1)]}), dt.date(2017, 12, 31))


SLOW = [pytest.param(subject, marks=pytest.mark.slow) for subject in ("practitioner", "consumer", "enterprise")]


@pytest.mark.parametrize("subject", [*SLOW, "regulator"])
def test_every_cell_of_every_quarter_has_exactly_one_of_five_states(subject: str) -> None:
    store = RecordStore.open(SAMPLES / subject, verify=False)
    cells = quarter_cells(store, dt.date(2025, 12, 31), "2019Q3")
    assert not cells.duplicated(["subject_id", "category"]).any()
    assert set(cells["state"]) <= set(CELL_STATES) and cells["state"].notna().all()


def test_refused_consent_of_a_simulated_agency_has_no_rows_and_leaves_the_denominator(tmp_path: Path) -> None:
    path = simulate(
        tmp_path / "w", subject="consumer", subjects=400, seed=3, operator_class="credit_agency", progress=False
    )
    coverage = measure_coverage(RecordStore.open(path), dt.date(2025, 12, 31))
    states = coverage.states.groupby("category")[list(CELL_STATES)].sum()
    assert states.loc["policy", "consent_refused"] > 0
    assert states.loc["violation", "consent_refused"] == 0
