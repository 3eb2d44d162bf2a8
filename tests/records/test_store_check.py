"""A store from elsewhere is checked statement by statement."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.store_check import check_store

EVENT, KNOWN = dt.date(2020, 1, 10), dt.date(2020, 1, 20)
SOUND = {
    "record_id": "award-1", "sequence": 1, "status": "asserted", "subject_id": "P1", "event_date": EVENT,
    "known_date": KNOWN, "operator_class": "industry_body", "level": "reg_or_gov", "sales_weight_over_half": False,
}  # fmt: skip


def _store(folder: Path, *rows: dict) -> RecordStore:
    schema = statement_schema(load_catalogue().record_type("award"))
    span = {
        "records_from": dt.date(2018, 1, 1),
        "records_to": dt.date(2025, 12, 31),
        "extract_date": dt.date(2026, 6, 30),
    }
    with StoreWriter(
        folder, subject="practitioner", origin="recorded", operator_class="industry_body", **span
    ) as writer:
        for chunk, row in enumerate(rows):
            full = {name: row.get(name) for name in schema.names}
            writer.add_part("award", chunk, pa.Table.from_pylist([full], schema=schema))
    return RecordStore.open(folder)


def test_a_sound_store_has_no_finding(tmp_path: Path) -> None:
    assert not len(check_store(_store(tmp_path / "s", SOUND, SOUND | {"record_id": "award-2"})))


def test_the_same_statement_in_two_parts_is_found(tmp_path: Path) -> None:
    (finding,) = check_store(_store(tmp_path / "s", SOUND, SOUND))
    assert finding.code == "ICM014" and "records/award" in finding.where


def test_known_before_it_happened_is_found(tmp_path: Path) -> None:
    (finding,) = check_store(_store(tmp_path / "s", SOUND | {"known_date": dt.date(2020, 1, 1)}))
    assert finding.code == "ICM015" and "P1" not in str(finding)


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    rows = [
        SOUND,
        SOUND,
        SOUND | {"record_id": "b", "level": "nobody"},
        SOUND | {"record_id": "c", "known_date": EVENT.replace(year=2019)},
    ]
    assert {finding.code for finding in check_store(_store(tmp_path / "s", *rows))} == {"ICM014", "ICM015", "ICM017"}
