"""One declaration, several engines: DuckDB, Spark and the plain reference give the same values on hostile stores."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.calendar import add_months
from inscredit_models.records.spark_engine import why_no_spark
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore, write_frame_store
from tests.laws.comparing import assert_equals_reference, assert_same_bits
from tests.laws.hostile import DATES, EXTRACT, OUTCOMES, Statements, records, table_store
from tests.reference.indicator_reference import reference_outcome

needs_spark = pytest.mark.skipif(why_no_spark() is not None, reason=f"Spark: {why_no_spark()}")
SUBJECTS = ("practitioner", "enterprise", "regulator", "consumer")
WORLDS = 16


def declared(subject: str) -> tuple[Indicator, ...]:
    return tuple(item for item in load_registry().indicators if item.subject == subject)


@cache
def drawn(subject: str, as_of: dt.date, worlds: int) -> Statements:
    """Draw small hostile worlds and put them into one store: an engine is then started once for all of them."""
    types = load_catalogue().records_of(subject)
    whole: Statements = {record.code: [] for record in types}

    @settings(
        max_examples=worlds, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        number = draw.number = getattr(draw, "number", 0) + 1
        for record in types:
            for item in range(data.draw(st.integers(0, 3))):
                for row in data.draw(records(record, item, as_of)):
                    own = {name: f"{number}/{row[name]}" for name in ("subject_id", "record_id")}
                    whole[record.code].append(row | own)

    draw()
    return whole


def store_of(subject: str, statements: Statements) -> TableStore:
    tables = {
        record.code: pa.Table.from_pylist(statements[record.code], schema=statement_schema(record))
        for record in load_catalogue().records_of(subject)
        if statements.get(record.code)
    }
    return TableStore(tables, subject=subject, extract_date=EXTRACT)


@pytest.mark.spark
@needs_spark
def test_spark_equals_the_reference_on_all_declared_measures_and_derived_indicators() -> None:
    assert_equals_reference(drawn("practitioner", DATES[0], WORLDS), [DATES[0]], engine="spark")


@pytest.mark.spark
@needs_spark
@pytest.mark.parametrize("subject", SUBJECTS)
def test_spark_gives_the_bits_of_duckdb_for_every_declared_indicator(subject: str) -> None:
    store, dates = store_of(subject, drawn(subject, DATES[0], WORLDS)), DATES[:1]
    first, second = (
        compute_panel(store, declared(subject), dates, engine=name, threads=2) for name in ("duckdb", "spark")
    )
    assert len(first.frame) > WORLDS
    assert_same_bits(first.frame, second.frame)
    assert first.digest == second.digest
    pd.testing.assert_frame_equal(first.disputed, second.disputed)


@pytest.mark.spark
@needs_spark
def test_latest_truth_a_population_and_another_operator_are_the_same_on_spark() -> None:
    store = table_store(drawn("practitioner", DATES[0], WORLDS), "regulator")
    (population, *_) = (item for item in load_registry().populations if item.subject == "practitioner")
    panels = [
        compute_panel(
            store, declared("practitioner")[::3], DATES[:1], population=population, mode="latest_truth", engine=name
        )
        for name in ("duckdb", "spark")
    ]
    assert_same_bits(panels[0].frame, panels[1].frame)


@pytest.mark.spark
@needs_spark
def test_parts_on_disk_give_spark_the_same_values(tmp_path_factory: pytest.TempPathFactory) -> None:
    tables = store_of("practitioner", drawn("practitioner", DATES[1], WORLDS)).tables
    store = write_frame_store(tmp_path_factory.mktemp("spark") / "s", tables, extract_date=EXTRACT, parts=2)
    digests = {
        compute_panel(store, declared("practitioner"), DATES[1:2], engine=name).digest for name in ("duckdb", "spark")
    }
    assert len(digests) == 1


@pytest.mark.spark
@needs_spark
def test_outcomes_are_the_same_on_spark() -> None:
    as_of = DATES[0]
    whole = drawn("practitioner", add_months(as_of, 12), WORLDS)
    names = sorted({row["subject_id"] for rows in whole.values() for row in rows})
    day = as_of + dt.timedelta(days=30)
    certain = {"record_id": "certain", "sequence": 1, "status": "asserted", "subject_id": names[0], "event_date": day}
    certain |= {"known_date": day, "operator_class": "credit_agency", "severity": "serious"}
    statements = {**whole, "violation": [*whole["violation"], certain]}
    rows = pd.DataFrame({"subject_id": names, "as_of": pd.Timestamp(as_of)})
    for outcome in OUTCOMES:
        known = {as_of: min(EXTRACT, add_months(as_of, outcome.horizon.months + 6))}
        expected = reference_outcome(statements, outcome, [(name, as_of) for name in names], known)
        assert sum(expected) > 0
        assert compute_outcome(table_store(statements), outcome, rows, known, engine="spark").tolist() == expected


@pytest.mark.parametrize("subject", SUBJECTS)
def test_threads_memory_and_batches_do_not_change_a_bit(subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store, dates = store_of(subject, drawn(subject, DATES[0], 12)), DATES[:3]
    plain = compute_panel(store, declared(subject), dates)
    monkeypatch.setattr("inscredit_models.indicators.engine.BATCH_ROWS", 1)
    other = compute_panel(store, declared(subject), dates, threads=2, memory_gb=0.5)
    assert_same_bits(plain.frame, other.frame)
    assert (plain.digest, plain.findings) == (other.digest, other.findings)
    pd.testing.assert_frame_equal(plain.disputed, other.disputed)
