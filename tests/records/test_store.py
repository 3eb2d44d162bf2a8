"""The store: written whole or not at all, and nothing in it changes unseen."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.manifest import MANIFEST
from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.tables import read_tables, write_frame_store

ROWS = [
    {"record_id": f"t{number}", "subject_id": f"s{number}", "event_date": "2024-01-31", "amount": f"{number}.50"}
    for number in range(6)
]
TAX = read_tables({"tax": ROWS}, subject="practitioner")["tax"]
HEAD = {
    "subject": "practitioner",
    "origin": "simulated",
    "operator_class": "credit_agency",
    "records_from": dt.date(2018, 1, 1),
    "records_to": dt.date(2025, 12, 31),
    "extract_date": dt.date(2026, 6, 30),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with StoreWriter(tmp_path / "store", **HEAD, world={"name": "practitioner", "seed": 1}) as writer:
        writer.add_part("tax", 0, TAX.slice(0, 4))
        writer.add_part("tax", 1, TAX.slice(4))
        writer.add_table("identity", pa.table({"subject_id": ["s1"]}))
        writer.add_truth("eta_now", pa.table({"eta": [0.5]}))
        writer.add_truth("planted", {"seed": 1})
        writer.add_truth("world.toml", "seed = 1\n")
    return tmp_path / "store"


def codes(path: Path, **options: bool) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        RecordStore.open(path, **options)
    return [(finding.code, finding.where) for finding in refusal.value.findings]


def test_a_store_has_its_head_parts_tables_and_truth(folder: Path) -> None:
    store = RecordStore.open(folder)
    assert (store.subject, store.origin, store.operator_class) == ("practitioner", "simulated", "credit_agency")
    assert (store.records_from, store.records_to, store.extract_date) == tuple(list(HEAD.values())[3:])
    assert store.record_codes() == ("tax",)
    assert store.manifest["world"] == {"name": "practitioner", "seed": 1}
    assert [part["rows"] for part in store.manifest["parts"]] == [4, 2]
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    parts = {"records/tax/part-00000.parquet", "records/tax/part-00001.parquet"}
    assert files == parts | {
        MANIFEST,
        "identity.parquet",
        "truth/eta_now.parquet",
        "truth/planted.json",
        "truth/world.toml",
    }


def test_every_record_type_of_the_subject_is_a_table_even_without_a_part(folder: Path) -> None:
    with RecordStore.open(folder).connect() as connection:
        assert connection.execute("SELECT count(*), max(known_until) FROM tax").fetchone() == (6, dt.date(9999, 12, 31))
        assert connection.execute("SELECT count(known_until) FROM violation").fetchone() == (0,)


def test_only_the_wanted_record_types_are_read(folder: Path) -> None:
    with RecordStore.open(folder).connect(records=["award"]) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("award",)]


def test_the_digest_is_over_record_content_and_not_over_truth_or_side_tables(tmp_path: Path, folder: Path) -> None:
    with StoreWriter(tmp_path / "again", **HEAD) as writer:
        writer.add_part("tax", 1, pa.concat_tables([TAX.slice(4, 1), TAX.slice(5)]))
        writer.add_part("tax", 0, TAX.slice(0, 4))
        writer.add_truth("eta_now", pa.table({"eta": [0.7]}))
    assert RecordStore.open(tmp_path / "again").digest == RecordStore.open(folder).digest
    other = write_frame_store(tmp_path / "other", {"tax": [ROWS[0] | {"amount": "9.99"}]})
    assert other.digest != RecordStore.open(folder).digest


def test_a_flipped_bit_is_named(folder: Path) -> None:
    part = folder / "records/tax/part-00001.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    assert codes(folder) == [("ICM019", "records/tax/part-00001.parquet")]


def test_missing_half_and_added_parts_are_all_named(folder: Path) -> None:
    parts = folder / "records/tax"
    half = (parts / "part-00000.parquet").read_bytes()
    (parts / "part-00000.parquet").write_bytes(half[: len(half) // 2])
    (parts / "part-00001.parquet").unlink()
    pq.write_table(TAX, parts / "part-00002.parquet")
    assert codes(folder) == [("ICM019", f"records/tax/part-0000{number}.parquet") for number in range(3)]


def test_a_missing_part_is_named_even_without_verification(folder: Path) -> None:
    (folder / "records/tax/part-00000.parquet").unlink()
    assert codes(folder, verify=False) == [("ICM019", "records/tax/part-00000.parquet")]


def test_a_manifest_that_does_not_follow_from_its_parts_is_named(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["parts"].pop()
    (folder / "records/tax/part-00001.parquet").unlink()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert codes(folder) == [("ICM019", MANIFEST)]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path)[0][0] == "ICM001"


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), StoreWriter(tmp_path / "store", **HEAD) as writer:
        writer.add_part("tax", 0, TAX)
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_what_is_already_there_is_never_overwritten(folder: Path) -> None:
    with pytest.raises(Refused), StoreWriter(folder, **HEAD):
        pass
    assert RecordStore.open(folder).record_codes() == ("tax",)


@pytest.mark.parametrize(
    ("record", "table", "code"),
    [
        ("taxes", TAX, "ICM008"),
        ("award", TAX, "ICM010"),
        ("tax", TAX.select(TAX.column_names[::-1]), "ICM010"),
        ("tax", TAX.set_column(10, "amount", pa.array(["much"] * 6)), "ICM011"),
    ],
)
def test_a_part_of_another_form_is_refused(tmp_path: Path, record: str, table: pa.Table, code: str) -> None:
    with pytest.raises(Refused) as refusal, StoreWriter(tmp_path / "store", **HEAD) as writer:
        writer.add_part(record, 0, table)
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_a_part_is_written_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal, StoreWriter(tmp_path / "store", **HEAD) as writer:
        writer.add_part("tax", 0, TAX)
        writer.add_part("tax", 0, TAX)
    assert refusal.value.findings[0].code == "ICM024"
