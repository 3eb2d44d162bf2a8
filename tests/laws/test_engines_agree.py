"""One declaration, several engines: DuckDB, Spark and the plain reference give the same values on hostile stores."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.indicators.cohort_parts import is_cohort
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.engine import gather_evidence
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.indicators.tally import Tally
from inscredit_models.records.calendar import add_months
from inscredit_models.records.engines import ENGINES
from inscredit_models.records.spark_engine import why_no_spark
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore, write_frame_store
from tests.laws.comparing import assert_equals_reference, assert_same_bits
from tests.laws.generated import KINDS, SPECIAL, Drawing, Example
from tests.laws.hostile import DATES, EXTRACT, OUTCOMES, Statements, records, table_store
from tests.reference.indicator_reference import reference_outcome

needs_spark = pytest.mark.skipif(why_no_spark() is not None, reason=f"Spark: {why_no_spark()}")
SUBJECTS = ("practitioner", "enterprise", "regulator", "consumer")
WORLDS = 16
GENERATED = 3
"""Generated stores a subject type, each with a declaration of every kind."""


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
@pytest.mark.parametrize("subject", SUBJECTS)
def test_spark_gives_the_bits_of_duckdb_for_generated_declarations(subject: str) -> None:
    for example in generated(subject, Counter()):
        panels = [compute_panel(example.store(), example.indicators, [example.as_of], engine=name) for name in ENGINES]
        assert_same_bits(panels[0].frame, panels[1].frame)
        assert panels[0].digest == panels[1].digest
        pd.testing.assert_frame_equal(panels[0].disputed, panels[1].disputed)


def test_generated_declarations_for_both_engines_hold_every_kind_and_special_value() -> None:
    seen: Counter[str] = Counter()
    drawn = [example for subject in SUBJECTS for example in generated(subject, seen)]
    assert len(drawn) == GENERATED * len(SUBJECTS) and sum(seen[kind] for kind in KINDS) == len(drawn) * len(KINDS)
    refused = ("infinite cell", "infinite cell below", "missing key")  # at the door, before any engine
    assert [word for word in (*KINDS, *SPECIAL) if not seen[word] and word not in refused] == []


def generated(subject: str, seen: Counter[str]) -> list[Example]:
    return [Drawing(random.Random(f"{subject}/{number}"), seen, subject).example(KINDS) for number in range(GENERATED)]


@pytest.mark.spark
@needs_spark
@pytest.mark.parametrize("subject", SUBJECTS)
def test_tallies_are_counted_alike_by_both_engines(subject: str) -> None:
    rows, tallies = tallied_rows(subject)
    store = store_of(subject, rows)
    counted = [
        gather_evidence(store, [], DATES[:2], everyone=True, tallies=tallies, engine=name).tallies for name in ENGINES
    ]
    for tally in tallies:
        first, second = (told[tally] for told in counted)
        assert len(first.keys) > 0, tally
        for name in ("keys", "items", "rows", "weights"):
            assert plain(getattr(first, name)) == plain(getattr(second, name)), (tally, name)


@pytest.mark.spark
@needs_spark
def test_weights_of_a_tally_that_pass_64_bits_are_added_up_exactly_by_both_engines() -> None:
    subject, weight = "regulator", 2**62
    record, text, whole = next(
        (record, text.name, whole.name)
        for record in load_catalogue().records_of(subject)
        for text in record.fields
        for whole in record.fields
        if text.type == "text" and whole.type == "integer"
    )
    tally = Tally(record.code, text, weight=whole)
    plain_row = next(iter(store_rows(record, 1))) | {text: "s1", whole: weight}
    rows = {record.code: [plain_row | {"record_id": f"r{number}"} for number in range(4)]}
    totals = {
        gather_evidence(store_of(subject, rows), [], DATES[:1], everyone=True, tallies=[tally], engine=name)
        .tallies[tally]
        .weights.tolist()[0]
        for name in ENGINES
    }
    assert totals == {4.0 * weight}


def store_rows(record: RecordType, number: int) -> Iterator[dict[str, Any]]:
    """Give statements of a type that are in view at every date, each mandatory cell filled."""
    rng = random.Random(number)
    cell = Drawing(rng, Counter(), record.subject).cell
    for place in range(number):
        day = DATES[1] - dt.timedelta(days=rng.randrange(20, 200))
        head = {"record_id": f"{record.code}-{place}", "sequence": 1, "status": "asserted"}
        head |= {"subject_id": rng.choice(["s1", "s2", "s3"]), "event_date": day, "known_date": day}
        content = {item.name: None if item.type == "date" else cell(item) for item in record.fields}
        yield head | {"operator_class": "credit_agency"} | content


def tallied_rows(subject: str) -> tuple[Statements, list[Tally]]:
    """Give rows of every record type, and the tallies of all their figures and texts, weighted and not."""
    rows, tallies = {}, []
    for record in load_catalogue().records_of(subject):
        rows[record.code] = list(store_rows(record, 40))
        figures = [item.name for item in record.fields if item.type in ("integer", "decimal")]
        texts = [item.name for item in record.fields if item.type == "text"]
        tallies += [Tally(record.code, name, 24) for name in (*figures, *texts)]
        tallies += [Tally(record.code, name, 24, weight=weight) for name in texts[:1] for weight in figures[:1]]
    return rows, tallies


def plain(values: Any) -> list:
    return values.to_pylist() if isinstance(values, pa.Array) else values.tolist()


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
    alone = [item for item in declared(subject) if not is_cohort(item)]  # dates are cut where nobody is compared
    cut = compute_panel(store, alone, dates, threads=2)
    assert_same_bits(plain.frame[cut.frame.columns], cut.frame)
