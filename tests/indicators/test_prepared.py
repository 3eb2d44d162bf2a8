"""Prepared tables: subjects are numbers in order, and only what is asked for is kept."""

from __future__ import annotations

import sqlglot

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.declaration import Condition
from inscredit_models.indicators.prepared import fields_read, prepare, subject_list
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.indicators.tally import Tally
from inscredit_models.records.engines import open_engine
from tests.indicators.small import store

TAX, VIOLATION = (load_catalogue().record_type(code) for code in ("tax", "violation"))
SUM = Statistic("tax", "sum", "amount", months=12)


def test_only_what_somebody_reads_is_kept() -> None:
    serious = Condition(**{"field": "severity", "is": "serious"})
    statistics = [Statistic("violation", "latest", "fine", unless=(serious,)), SUM]
    read = fields_read([TAX, VIOLATION], statistics, [Tally("violation", "act_class", weight="fine")])
    guarded = {"subject_id", "status", "event_date", "known_date"}
    assert read["tax"] == guarded | {"amount"}
    assert read["violation"] == guarded | {"act_ended", "record_id", "sequence", "fine", "severity", "act_class"}


def test_subjects_are_numbered_in_the_order_of_their_code_points_over_all_record_types() -> None:
    data = store(
        tax=[{"event_date": "2024-01-02", "amount": "12.34", "subject_id": name} for name in ("中", "Z")],
        violation=[{"event_date": "2024-01-01", "severity": "minor", "subject_id": "a"}],
    )
    with open_engine("duckdb", data.sources(["tax", "violation"])) as engine:
        prepare(engine, [TAX, VIOLATION], [SUM], [])
        listed = engine.run(subject_list()).sort_by("position")
        assert listed.column("subject_id").to_pylist() == ["Z", "a", "中"]
        rows = engine.run(sqlglot.parse_one("SELECT * FROM tax ORDER BY subject_id", dialect="duckdb"))
    assert rows.column("subject_id").to_pylist() == [0, 2]
    assert rows.column("amount__units").to_pylist() == [1234, 1234]
    assert rows.column("event__day").to_pylist() == [8767, 8767]  # from 2000-01-01: 24 · 365 + 6 leap days + 1
    assert "record_id" not in rows.column_names
