"""The panel: rows, columns, population, refusals, digest."""

from __future__ import annotations

import datetime as dt
import gc
import weakref

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.indicators.declaration import Flag, Population
from inscredit_models.indicators.engine import Gathering
from inscredit_models.indicators.panel import build_panel, compute_panel
from tests.indicators.small import AS_OF, indicator, store

COUNT = indicator("taxes", kind="count", record="tax", window={"months": 12})
TOTAL = indicator("amount", kind="total", record="tax", field="amount")
EARLIER = dt.date(2023, 2, 28)
DATA = store(
    tax=[
        {"event_date": "2023-01-01", "amount": 1, "subject_id": "b"},
        {"event_date": "2024-01-01", "amount": 2, "subject_id": "a"},
    ],
    profile=[{"event_date": "2024-01-01", "subject_id": "c"}],
)


def test_rows_are_sorted_by_date_then_subject_and_columns_as_listed() -> None:
    frame = compute_panel(DATA, [TOTAL, COUNT], [AS_OF, EARLIER, AS_OF]).frame
    assert frame.columns.tolist() == ["subject_id", "as_of", "amount", "taxes"]
    rows = list(zip(frame["as_of"].dt.date, frame["subject_id"], frame["amount"], frame["taxes"], strict=True))
    assert rows == [(EARLIER, "b", 1, 1), (AS_OF, "a", 2, 1), (AS_OF, "b", 1, 0), (AS_OF, "c", 0, 0)]
    assert [str(kind) for kind in frame.dtypes] == ["str", "datetime64[us]", "float64", "float64"]


def test_a_population_keeps_those_for_whom_every_flag_is_one() -> None:
    paid = Flag(kind="flag", record="tax")
    recent = Flag(kind="flag", record="tax", window={"months": 12})
    population = Population(code="p", zh="甲", en="A", subject="practitioner", flags=(paid, recent), source="test")
    frame = compute_panel(DATA, [COUNT], [EARLIER, AS_OF], population=population).frame
    assert list(zip(frame["as_of"].dt.date, frame["subject_id"], strict=True)) == [(EARLIER, "b"), (AS_OF, "a")]


def test_nobody_gives_an_empty_frame_of_the_same_form() -> None:
    frame = compute_panel(store(), [COUNT], [AS_OF]).frame
    assert len(frame) == 0
    assert [str(kind) for kind in frame.dtypes] == ["str", "datetime64[us]", "float64"]


@pytest.mark.parametrize("status", ["withdrawn", "repaired"])
def test_who_is_known_only_by_a_record_that_left_the_view_has_no_row(status: str) -> None:
    act = {"record_id": "v", "event_date": "2023-01-01", "severity": "serious", "subject_id": "gone"}
    data = store(
        violation=[{**act, "sequence": 1}, {**act, "sequence": 2, "status": status, "known_date": "2023-06-01"}]
    )
    assert compute_panel(data, [COUNT], [dt.date(2023, 3, 31)]).frame["subject_id"].tolist() == ["gone"]
    assert len(compute_panel(data, [COUNT], [AS_OF]).frame) == 0


def test_who_is_known_only_by_an_expired_record_has_no_row() -> None:
    act = {"event_date": "2018-01-01", "severity": "serious", "act_ended": "2018-02-28"}
    data = store(violation=[act])
    assert len(compute_panel(data, [COUNT], [dt.date(2023, 2, 28)]).frame) == 1
    assert len(compute_panel(data, [COUNT], [dt.date(2023, 3, 1)]).frame) == 0


def test_a_formula_reads_what_is_listed_and_shows_only_that() -> None:
    expression = {"op": "divide", "args": [{"indicator": "amount"}, {"indicator": "taxes"}]}
    formula = indicator("mean", kind="formula", expression=expression)
    frame = compute_panel(DATA, [formula, TOTAL, COUNT], [AS_OF]).frame
    np.testing.assert_array_equal(frame["mean"], [2, np.nan, np.nan])


def test_a_formula_finds_declared_indicators_that_are_not_listed() -> None:
    expression = {"op": "add", "args": [{"indicator": "violation_serious_count_36m"}, {"constant": 1}]}
    frame = compute_panel(DATA, [indicator("one", kind="formula", expression=expression)], [AS_OF]).frame
    assert frame.columns.tolist() == ["subject_id", "as_of", "one"]
    assert frame["one"].eq(1).all()


def test_a_constant_formula_has_a_value_in_every_row() -> None:
    expression = {"op": "add", "args": [{"constant": 1}, {"constant": 2}]}
    assert (
        compute_panel(DATA, [indicator(kind="formula", expression=expression)], [AS_OF]).frame["it"].tolist() == [3] * 3
    )


def test_everything_wrong_is_refused_at_once() -> None:
    unknown = indicator(
        "f", kind="formula", expression={"op": "add", "args": [{"indicator": "nothing"}, {"constant": 1}]}
    )
    foreign = COUNT.model_copy(update={"code": "foreign", "subject": "consumer"})
    with pytest.raises(Refused) as refusal:
        compute_panel(DATA, [COUNT, COUNT, unknown, foreign], [dt.date(2017, 12, 31), dt.date(2026, 7, 1)])
    codes = [finding.code for finding in refusal.value.findings]
    assert codes == ["ICM023", "ICM023", "ICM006", "ICM024", "ICM008"]


def test_dates_after_the_records_are_one_finding() -> None:
    with pytest.raises(Refused) as refusal:
        compute_panel(DATA, [COUNT], [AS_OF, dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30)])
    (finding,) = refusal.value.findings
    assert (finding.where, finding.found) == ("as_of 2026-03-31 to 2026-09-30", "3 dates outside the records")


def test_no_date_is_refused() -> None:
    with pytest.raises(Refused, match="ICM023"):
        compute_panel(DATA, [COUNT], [])


@pytest.mark.parametrize("day", [dt.date(2018, 1, 1), dt.date(2025, 12, 31)])
def test_the_first_and_the_last_day_are_allowed(day: dt.date) -> None:
    compute_panel(DATA, [COUNT], [pd.Timestamp(day)])


@pytest.mark.parametrize("day", [dt.date(2017, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30)])
def test_a_day_outside_the_records_is_refused_though_statements_of_it_are_known(day: dt.date) -> None:
    with pytest.raises(Refused, match="2018-01-01 to 2025-12-31"):
        compute_panel(DATA, [COUNT], [day])


def test_threads_do_not_change_the_digest_and_values_do() -> None:
    digests = {compute_panel(DATA, [COUNT, TOTAL], [AS_OF], threads=threads).digest for threads in (1, 2)}
    assert len(digests) == 1
    assert compute_panel(DATA, [TOTAL, COUNT], [AS_OF]).digest not in digests
    assert compute_panel(DATA, [COUNT, TOTAL], [EARLIER]).digest not in digests


def test_latest_truth_is_stamped_and_reads_what_was_learnt_later() -> None:
    late = store(tax=[{"event_date": "2024-01-01", "known_date": "2025-01-01"}])
    assert len(compute_panel(late, [COUNT], [AS_OF]).frame) == 0
    panel = compute_panel(late, [COUNT], [AS_OF], mode="latest_truth")
    assert panel.mode == "latest_truth"
    assert panel.frame["taxes"].tolist() == [1]


def test_a_window_that_begins_before_the_records_is_a_warning() -> None:
    panel = compute_panel(DATA, [COUNT, TOTAL], [dt.date(2018, 6, 30), AS_OF])
    assert [(finding.code, finding.severity) for finding in panel.findings] == [("ICM055", "warning")]


def test_a_part_is_let_go_before_the_next_but_one_though_no_garbage_is_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[weakref.ref] = []
    gather = Gathering.evidence

    def noted(self: Gathering, *cut: slice) -> object:
        evidence = gather(self, *cut)
        made.append(weakref.ref(evidence))
        return evidence

    def take(*_: object) -> None:
        held.append(sum(part() is not None for part in made))

    held: list[int] = []
    monkeypatch.setattr(Gathering, "evidence", noted)
    monkeypatch.setattr("inscredit_models.indicators.engine.BATCH_ROWS", 1)
    gc.disable()
    try:
        build_panel(
            store(tax=[{"event_date": "2024-01-01", "subject_id": name} for name in "abcd"]), [COUNT], [AS_OF], take
        )
    finally:
        gc.enable()
    assert len(held) == 4 and max(held) <= 2
