"""Prepared tables: subjects are numbers in order, and only what is asked for is kept."""

from __future__ import annotations

import pytest
import sqlglot

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.declaration import Condition
from inscredit_models.indicators.prepared import columns_read, prepare, subject_list
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.indicators.tally import Tally
from inscredit_models.records.engines import open_engine
from tests.indicators.small import store

TAX, VIOLATION = (load_catalogue().record_type(code) for code in ("tax", "violation"))
SUM = Statistic("tax", "sum", "amount", months=12)
TREND = Statistic("tax", "run", "amount")


def test_only_what_somebody_reads_is_kept() -> None:
    serious = Condition(**{"field": "severity", "is": "serious"})
    statistics = [Statistic("violation", "latest", "fine", unless=(serious,)), SUM]
    read = columns_read(VIOLATION, statistics, [Tally("violation", "act_class", weight="fine")])
    guarded = {"subject_id", "event_date", "known_date", "known_until"}
    assert set(columns_read(TAX, statistics, [])) == guarded | {"amount__units"}
    assert set(read) == guarded | {"act_ended", "record_id", "sequence", "fine__units", "severity", "act_class"}


def test_a_condition_reads_money_as_it_is_and_a_trend_counts_days() -> None:
    large = Condition(field="amount", above=0.1)
    assert "amount" in columns_read(TAX, [Statistic("tax", "rows", where=(large,))], [])
    assert "event__day" in columns_read(TAX, [Statistic("tax", "run", "amount")], [])


def test_subjects_are_numbered_in_the_order_of_their_code_points_over_all_record_types() -> None:
    data = store(
        tax=[{"event_date": "2024-01-02", "amount": "12.34", "subject_id": name} for name in ("中", "Z")],
        violation=[{"event_date": "2024-01-01", "severity": "minor", "subject_id": "a"}],
    )
    with open_engine("duckdb", data.sources(["tax", "violation"])) as engine:
        prepare(engine, [TAX, VIOLATION], [SUM, TREND], [])
        listed = engine.run(subject_list()).sort_by("position")
        assert listed.column("subject_id").to_pylist() == ["Z", "a", "中"]
        rows = engine.run(sqlglot.parse_one("SELECT * FROM tax ORDER BY subject_id", dialect="duckdb"))
    assert rows.column("subject_id").to_pylist() == [0, 2]
    assert rows.column("amount__units").to_pylist() == [1234, 1234]
    assert rows.column("event__day").to_pylist() == [8767, 8767]  # from 2000-01-01: 24 · 365 + 6 leap days + 1
    assert "record_id" not in rows.column_names


def test_what_no_date_shows_is_not_kept() -> None:
    rows = [{"event_date": "2024-01-01", "subject_id": name, "status": "asserted"} for name in ("a", "b", "c")]
    second = {"sequence": 2, "known_date": "2024-02-01"}
    changes = [rows[1] | second | {"status": "withdrawn"}, rows[2] | second | {"status": "disputed"}]
    both = [row | {"record_id": row["subject_id"], "amount": "1"} for row in (*rows, *changes)]
    data = store(tax=both)
    for status, kept in ((None, [0, 1, 2, 2]), ("disputed", [2])):
        with open_engine("duckdb", data.sources(["tax"])) as engine:
            prepare(engine, [TAX], [SUM], [], status=status)
            assert engine.run(subject_list()).num_rows == 3
            assert (
                engine.run(sqlglot.parse_one("SELECT * FROM tax")).sort_by("subject_id")["subject_id"].to_pylist()
                == kept
            )


def test_some_subjects_lie_together_in_the_order_of_their_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inscredit_models.indicators.prepared.BLOCK", 2)
    days = ("2024-01-03", "2024-01-01", "2024-01-02")
    data = store(tax=[{"event_date": day, "subject_id": name} for day in days for name in "abc"])
    with open_engine("duckdb", data.sources(["tax"])) as engine:
        prepare(engine, [TAX], [SUM], [])
        rows = engine.run(sqlglot.parse_one("SELECT subject_id // 2 AS b, event_date AS d FROM tax", dialect="duckdb"))
    found = list(zip(rows.column("b").to_pylist(), rows.column("d").to_pylist(), strict=True))
    assert found == sorted(found)
