"""A store from elsewhere is checked statement by statement."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.digest import digest_file
from inscredit_models.records.manifest import MANIFEST, digest_parts, manifest_text
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


def _spoilt(folder: Path, table: pa.Table, **told: object) -> RecordStore:
    """Put another table in the place of a part and tell of it in a sealed manifest, as somebody else might."""
    store = _store(folder, SOUND)
    part = store.head.parts[0]
    pq.write_table(table, folder / part.path)
    changed = part.model_copy(update={"sha256": digest_file(folder / part.path)} | told)
    head = store.head.model_copy(update={"parts": (changed,), "digest": digest_parts((changed,))})
    (folder / MANIFEST).write_text(manifest_text(head))
    return RecordStore.open(folder)


def _part() -> pa.Table:
    schema = statement_schema(load_catalogue().record_type("award"))
    return pa.Table.from_pylist([{name: SOUND.get(name) for name in schema.names}], schema=schema)


def test_a_part_of_an_unknown_record_type_is_named_with_the_near_one(tmp_path: Path) -> None:
    (finding,) = check_store(_spoilt(tmp_path / "s", _part(), record="awards"))
    assert finding.code == "ICM008" and "'award'" in finding.remedy


def test_other_columns_are_named(tmp_path: Path) -> None:
    without = _part().drop_columns(["reason"]).append_column("colour", pa.array(["red"]))
    number = without.schema.get_field_index("sequence")
    table = without.set_column(number, "sequence", without.column("sequence").cast(pa.int64()))
    (finding,) = check_store(_spoilt(tmp_path / "s", table))
    assert finding.code == "ICM010"
    assert finding.found == "without: reason; unknown: colour; of another type: sequence"


def test_columns_in_another_order_are_named(tmp_path: Path) -> None:
    table = _part()
    (finding,) = check_store(_spoilt(tmp_path / "s", table.select(table.column_names[::-1])))
    assert (finding.code, finding.found) == ("ICM010", "another order")


def test_rows_and_values_that_the_manifest_does_not_tell_are_found(tmp_path: Path) -> None:
    two = pa.concat_tables([_part(), _part().set_column(0, "record_id", pa.array(["award-2"]))])
    (finding,) = check_store(_spoilt(tmp_path / "a", two))
    assert (finding.code, finding.found) == ("ICM019", "2 rows")
    other = _part().set_column(3, "subject_id", pa.array(["P2"]))
    (finding,) = check_store(_spoilt(tmp_path / "b", other))
    assert (finding.code, finding.found) == ("ICM019", "other values") and "P2" not in str(finding)


def test_days_after_the_records_are_found(tmp_path: Path) -> None:
    late = {"event_date": dt.date(2026, 1, 1), "known_date": dt.date(2026, 7, 1)}
    first, second = check_store(_store(tmp_path / "s", SOUND | late))
    assert (first.code, second.code) == ("ICM023", "ICM023")
    assert "event_date" in first.where and "records_to 2025-12-31" in first.found
    assert "known_date" in second.where and "extract_date 2026-06-30" in second.found


def test_the_last_days_are_inside(tmp_path: Path) -> None:
    last = {"event_date": dt.date(2025, 12, 31), "known_date": dt.date(2026, 6, 30)}
    assert not len(check_store(_store(tmp_path / "s", SOUND | last)))
