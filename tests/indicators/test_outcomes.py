"""Outcomes: the half-open horizon, the day of reading, the refusals."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.tables import TableStore
from tests.indicators.small import AS_OF, store

(OUTCOME,) = [item for item in load_registry().outcomes if item.code == "violation_serious_within_12m"]
KNOWN = {AS_OF: dt.date(2025, 8, 31)}
SERIOUS = {"severity": "serious", "known_date": "2025-08-31"}


def outcome(data: TableStore, *subjects: str, as_of: dt.date = AS_OF, known: dict | None = None) -> list[int]:
    rows = pd.DataFrame({"subject_id": list(subjects), "as_of": pd.Timestamp(as_of)})
    result = compute_outcome(data, OUTCOME, rows, KNOWN if known is None else known)
    assert result.dtype == np.int8
    return result.tolist()


@pytest.mark.parametrize(
    ("event", "expected"),
    [("2024-02-29", 0), ("2024-03-01", 1), ("2025-02-28", 1), ("2025-03-01", 0)],
)
def test_the_horizon_is_open_at_as_of_and_closed_at_its_end(event: str, expected: int) -> None:
    assert outcome(store(violation=[{"event_date": event, **SERIOUS}]), "s") == [expected]


def test_rows_keep_their_order_and_unknown_subjects_have_no_event() -> None:
    data = store(violation=[{"event_date": "2024-06-01", **SERIOUS, "subject_id": name} for name in ("a", "c")])
    assert outcome(data, "c", "b", "a", "a") == [1, 0, 1, 1]


def test_only_records_that_meet_the_conditions_count() -> None:
    assert outcome(store(violation=[{"event_date": "2024-06-01", "severity": "minor"}]), "s") == [0]


@pytest.mark.parametrize(
    ("status", "known", "expected"),
    [
        ("withdrawn", "2025-08-31", 0),
        ("withdrawn", "2025-09-01", 1),
        ("repaired", "2025-08-31", 1),
        ("ended", "2025-08-31", 1),
        ("disputed", "2025-08-31", 1),
    ],
)
def test_only_what_is_withdrawn_by_the_day_of_reading_is_dropped(status: str, known: str, expected: int) -> None:
    first = {"record_id": "v", "event_date": "2024-06-01", "severity": "serious", "sequence": 1}
    second = first | {"sequence": 2, "status": status, "known_date": known}
    assert outcome(store(violation=[first, second]), "s") == [expected]


def test_what_is_learnt_after_the_day_of_reading_does_not_count() -> None:
    late = {"event_date": "2024-06-01", "severity": "serious", "known_date": "2025-09-01"}
    assert outcome(store(violation=[late]), "s") == [0]


def test_each_date_is_read_at_its_own_day() -> None:
    data = store(violation=[{"event_date": "2024-06-01", "severity": "serious", "known_date": "2025-05-01"}])
    dates = [dt.date(2023, 12, 31), AS_OF]
    rows = pd.DataFrame({"subject_id": ["s", "s"], "as_of": pd.to_datetime(dates)})
    known = {dates[0]: dt.date(2025, 4, 30), dates[1]: dt.date(2025, 5, 1)}
    assert compute_outcome(data, OUTCOME, rows, known, threads=2).tolist() == [0, 1]


def test_retention_does_not_reach_outcomes() -> None:
    act = {"event_date": "2018-06-01", "severity": "serious", "act_ended": "2018-06-01"}
    day = dt.date(2018, 3, 31)
    assert outcome(store(violation=[act]), "s", as_of=day, known={day: dt.date(2026, 6, 30)}) == [1]


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        (dt.date(2025, 1, 1), {dt.date(2025, 1, 1): dt.date(2026, 6, 30)}),  # ends after the records
        (AS_OF, {AS_OF: dt.date(2026, 7, 1)}),  # read after the extract
        (AS_OF, {AS_OF: dt.date(2025, 2, 27)}),  # read before the horizon ends
        (AS_OF, {}),
    ],
)
def test_dates_outside_the_records_are_refused(as_of: dt.date, known: dict) -> None:
    with pytest.raises(Refused) as refusal:
        outcome(store(), "s", as_of=as_of, known=known)
    assert {finding.code for finding in refusal.value.findings} == {"ICM023"}


def test_the_last_possible_dates_are_allowed() -> None:
    day = dt.date(2024, 12, 31)
    assert outcome(store(), "s", as_of=day, known={day: dt.date(2025, 12, 31)}) == [0]


def test_an_outcome_of_another_subject_and_a_row_without_a_date_are_refused() -> None:
    rows = pd.DataFrame({"subject_id": ["s", "s"], "as_of": [pd.Timestamp(AS_OF), pd.NaT]})
    with pytest.raises(Refused) as refusal:
        compute_outcome(store(), OUTCOME.model_copy(update={"subject": "consumer"}), rows, KNOWN)
    assert sorted(finding.code for finding in refusal.value.findings) == ["ICM006", "ICM023"]


def test_no_rows_give_no_outcomes() -> None:
    assert outcome(store()) == []
