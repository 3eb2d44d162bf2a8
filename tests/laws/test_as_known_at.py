"""The laws of time, over every declared indicator and small hostile stores."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.records.calendar import add_months
from inscredit_models.records.tables import write_frame_store
from tests.laws.comparing import assert_equals_reference, assert_same_bits, engine_frame, side_by_side
from tests.laws.hostile import (
    DATES,
    EXTRACT,
    INDICATORS,
    OUTCOMES,
    POPULATIONS,
    RECORDS,
    Statements,
    contents,
    stores,
    table_store,
)
from tests.reference.indicator_reference import reference_outcome, reference_panel

# Each example holds four small worlds (see `stores`), so that 15 examples try 60.
FAST = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
BRIEF = settings(FAST, max_examples=7)
LONG = settings(FAST, max_examples=300)

SUBJECTS = [f"{number}/{name}" for number in range(4) for name in ("p1", "p2", "人3")]


@st.composite
def changed_after(draw: st.DrawFn, statements: Statements, as_of: dt.date) -> Statements:
    """Draw another future: statements known after as_of are dropped, changed, or added to records."""
    after = st.sampled_from([as_of + dt.timedelta(days=days) for days in (1, 2, 400)])
    other: Statements = {}
    for record in RECORDS:
        kept = [row for row in statements[record.code] if row["known_date"] <= as_of]
        last = {row["record_id"]: row for row in kept}
        for row in list(last.values()):
            if draw(st.booleans()):
                status = draw(st.sampled_from(["corrected", "disputed", "withdrawn", "repaired", "ended"]))
                new = {"sequence": row["sequence"] + 1, "status": status, "known_date": draw(after)}
                kept.append(row | draw(contents(record, as_of)) | new)
        if draw(st.booleans()):
            new = {"record_id": f"{record.code}-new", "sequence": 1, "status": "asserted", "subject_id": "0/p1"}
            times = {"event_date": as_of, "known_date": draw(after), "operator_class": "credit_agency"}
            kept.append(new | times | draw(contents(record, as_of)))
        other[record.code] = kept
    return other


def check_the_future_changes_nothing(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    statements = data.draw(stores(as_of))
    assert_same_bits(*side_by_side(statements, data.draw(changed_after(statements, as_of)), [as_of]))


def check_engine_equals_reference(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    keeper = data.draw(st.sampled_from(["credit_agency", "regulator", "industry_body"]))
    assert_equals_reference(data.draw(stores(as_of)), [as_of], keeper)


@FAST
@given(st.data())
def test_nothing_known_after_as_of_changes_a_value(data: st.DataObject) -> None:
    check_the_future_changes_nothing(data)


@FAST
@given(st.data())
def test_engine_equals_the_reference(data: st.DataObject) -> None:
    check_engine_equals_reference(data)


@pytest.mark.slow
@LONG
@given(st.data())
def test_nothing_known_after_as_of_changes_a_value_in_many_stores(data: st.DataObject) -> None:
    check_the_future_changes_nothing(data)


@pytest.mark.slow
@LONG
@given(st.data())
def test_engine_equals_the_reference_in_many_stores(data: st.DataObject) -> None:
    check_engine_equals_reference(data)


@FAST
@given(st.data())
def test_withdrawn_records_and_repaired_adverse_records_count_as_absent(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    statements = data.draw(stores(as_of))
    taken_back, without = {}, {}
    for record in RECORDS:
        rows = [row for row in statements[record.code] if row["known_date"] <= as_of]
        last = {row["record_id"]: row for row in rows}
        gone = data.draw(st.sets(st.sampled_from(sorted(last)))) if last else set()
        status = data.draw(st.sampled_from(["withdrawn", "repaired"])) if record.adverse else "withdrawn"
        news = [
            last[name] | {"sequence": last[name]["sequence"] + 1, "status": status, "known_date": as_of}
            for name in sorted(gone)
        ]
        taken_back[record.code] = rows + news
        without[record.code] = [row for row in rows if row["record_id"] not in gone]
    assert_same_bits(*side_by_side(taken_back, without, [as_of]))


@BRIEF
@given(st.data())
def test_row_order_and_unrelated_subjects_change_nothing(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    statements, others = data.draw(stores(as_of)), data.draw(stores(as_of))
    shuffle = random.Random(data.draw(st.integers(0, 99)))
    mixed: Statements = {}
    for code, rows in statements.items():
        strangers = [
            row | {"subject_id": f"x{row['subject_id']}", "record_id": f"x{row['record_id']}"} for row in others[code]
        ]
        mixed[code] = rows + strangers
        shuffle.shuffle(mixed[code])
    frame = engine_frame(mixed, [as_of])
    mine = frame[~frame["subject_id"].str.startswith("x")].reset_index(drop=True)
    assert_same_bits(engine_frame(statements, [as_of]), mine)


@settings(BRIEF, max_examples=3)
@given(st.data())
def test_file_split_and_thread_count_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    store = table_store(data.draw(stores(as_of)))
    folder = tmp_path_factory.mktemp("split")
    panels = [
        compute_panel(
            write_frame_store(folder / str(parts), store.tables, parts=parts), INDICATORS, [as_of], threads=parts
        )
        for parts in (1, 2)
    ]
    assert_same_bits(panels[0].frame, panels[1].frame)
    assert panels[0].digest == panels[1].digest == compute_panel(store, INDICATORS, [as_of]).digest


@BRIEF
@given(st.data())
def test_many_dates_at_once_give_what_each_gives_alone(data: st.DataObject) -> None:
    dates = sorted(data.draw(st.permutations(DATES))[:2])
    statements = data.draw(stores(dates[0]))
    together = engine_frame(statements, dates)
    alone = pd.concat([engine_frame(statements, [day]) for day in dates], ignore_index=True)
    assert_same_bits(together, alone)


@BRIEF
@given(st.data())
def test_latest_truth_equals_the_reference(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    assert_equals_reference(data.draw(stores(as_of)), [as_of], mode="latest_truth")


@BRIEF
@given(st.data())
def test_outcomes_and_populations_equal_the_reference(data: st.DataObject) -> None:
    as_of = data.draw(st.sampled_from(DATES))
    statements = data.draw(stores(add_months(as_of, data.draw(st.sampled_from([0, 12])))))
    store = table_store(statements)
    rows = pd.DataFrame({"subject_id": SUBJECTS, "as_of": pd.Timestamp(as_of)})
    for outcome in OUTCOMES:
        known = {as_of: min(EXTRACT, add_months(as_of, outcome.horizon.months + 6))}
        expected = reference_outcome(statements, outcome, [(name, as_of) for name in rows["subject_id"]], known)
        assert compute_outcome(store, outcome, rows, known).tolist() == expected
    for population in POPULATIONS:
        panel = compute_panel(store, (), [as_of], population=population)
        expected = reference_panel(
            statements, (), [as_of], catalogue=load_catalogue(), operator_class="credit_agency", population=population
        )
        assert panel.frame["subject_id"].tolist() == sorted(name for name, _ in expected)
        assert panel.frame["as_of"].eq(np.datetime64(as_of)).all()
