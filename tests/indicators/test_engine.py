"""Gathering evidence and lining it up with rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from inscredit_models.indicators.engine import Evidence, gather_evidence, open_gathering
from inscredit_models.indicators.statistics import Statistic
from tests.indicators.small import AS_OF, store

ROWS = Statistic("tax", "rows")


def test_values_find_their_rows_and_others_are_missing() -> None:
    evidence = Evidence(
        pa.array(["a", "b", "c"]), {"tax": np.array([5, 1])}, np.arange(6), {ROWS: np.array([50.0, 10.0])}
    )
    np.testing.assert_array_equal(evidence.lined_up(np.array([0, 1, 4, 5])).of(ROWS), [np.nan, 10, np.nan, 50])
    np.testing.assert_array_equal(evidence.lined_up(np.array([0, 4])).of(ROWS), [np.nan, np.nan])
    assert evidence.lined_up(np.zeros(0, dtype=np.int64)).of(ROWS).shape == (0,)


def test_everyone_is_listed_only_when_asked() -> None:
    data = store(tax=[{"event_date": "2024-01-01"}], profile=[{"event_date": "2024-01-01", "subject_id": "t"}])
    everyone = gather_evidence(data, [ROWS], [AS_OF], everyone=True)
    assert everyone.subjects.to_pylist() == ["s", "t"]
    np.testing.assert_array_equal(everyone.present, [0, 1])
    met = gather_evidence(data, [ROWS], [AS_OF], everyone=False)
    assert met.subjects.to_pylist() == ["s"]


def test_an_empty_store_has_nobody() -> None:
    evidence = gather_evidence(store(), [ROWS], [AS_OF], everyone=True)
    assert len(evidence.subjects) == 0
    assert evidence.present.shape == (0,)


def test_subjects_are_in_the_order_of_their_code_points() -> None:
    data = store(tax=[{"event_date": "2024-01-01", "subject_id": name} for name in ("中", "a", "Z", "é")])
    assert gather_evidence(data, [ROWS, ROWS], [AS_OF], everyone=True).subjects.to_pylist() == ["Z", "a", "é", "中"]


@pytest.mark.parametrize("threads", [1, 2])
def test_batches_go_on_where_the_last_one_ended(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"event_date": day, "subject_id": name} for name in "abc" for day in ("2024-01-01", "2024-02-01")]
    dates = [AS_OF, AS_OF.replace(month=3)]
    data = store(tax=rows[1:])
    monkeypatch.setattr("inscredit_models.indicators.engine.BATCH_ROWS", 2)
    for whole, cut in ((False, [["a", "b"], ["c"]]), (True, [["a", "b", "c"]])):
        options = {"everyone": True, "threads": threads, "whole_dates": whole}
        with open_gathering(data, [ROWS], dates, **options) as gathering:
            batches = list(gathering.batches())
        assert [days for days, _ in batches] == [(day,) for day in dates for _ in cut]
        assert [evidence.subjects.to_pylist() for _, evidence in batches] == cut * 2
        counted = [evidence.lined_up(evidence.present).of(ROWS).tolist() for _, evidence in batches]
        assert [count for batch in counted for count in batch] == [1, 2, 2] * 2


def test_a_fault_in_a_batch_that_is_gathered_ahead_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    data = store(tax=[{"event_date": "2024-01-01", "subject_id": name} for name in "ab"])
    monkeypatch.setattr("inscredit_models.indicators.engine.BATCH_ROWS", 1)
    with open_gathering(data, [ROWS], [AS_OF], everyone=True, threads=2) as gathering:
        gathering.groups["unknown"] = [ROWS]
        with pytest.raises(AttributeError):
            list(gathering.batches())
