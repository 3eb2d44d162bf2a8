"""Truth is verified by whoever reads it, and changes nothing of a store's digest."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.evaluation.planted_order import read_planted_credit
from inscredit_models.evaluation.truth import read_truth
from inscredit_models.evaluation.truth_files import truth_file
from inscredit_models.findings import Refused
from inscredit_models.records.manifest import MANIFEST
from inscredit_models.records.store import RecordStore, StoreWriter

DAY = dt.date(2023, 12, 31)
NAMES = ("oracle_practitioner.parquet", "latent_practitioner.parquet", "world.json", "notes.toml")


def write(path: Path, *, truth: bool = True) -> RecordStore:
    span = {"records_from": dt.date(2018, 1, 1), "records_to": DAY, "extract_date": DAY}
    with StoreWriter(path, subject="practitioner", origin="simulated", operator_class="insurer", **span) as writer:
        writer.add_table("identity", pa.table({"subject_id": ["p1"]}))
        if truth:
            oracle = {"subject_id": ["p1"], "as_of": pa.array([DAY], pa.date32()), "eta_now": [-4.0]}
            writer.add_truth("oracle_practitioner", pa.table(oracle))
            latent = {"subject_id": ["p1"], "period": ["2023Q4"], "credit_true": [0.5]}
            writer.add_truth("latent_practitioner.parquet", pa.table(latent))
            writer.add_truth("world", {"seed": 1})
            writer.add_truth("notes.toml", "seed = 1\n")
    return RecordStore.open(path)


ROWS = pd.DataFrame({"subject_id": ["p1"], "as_of": [DAY]})


def test_every_file_is_named_in_the_manifest_and_the_digest_is_the_same_without(tmp_path: Path) -> None:
    with_truth, without = write(tmp_path / "a"), write(tmp_path / "b", truth=False)
    assert [file.path for file in with_truth.head.truth] == sorted(f"truth/{name}" for name in NAMES)
    assert with_truth.digest == without.digest and without.head.truth == ()
    for name in NAMES:
        assert truth_file(with_truth.path, name) == with_truth.path / "truth" / name
        assert truth_file(without.path, name) is None
    assert read_truth(with_truth.path, ROWS).tolist() == [-4.0]
    assert read_planted_credit(with_truth.path, ROWS["subject_id"].to_numpy(), DAY, subject="practitioner") == [0.5]
    assert read_truth(without.path, ROWS) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", ["a bit flipped", "cut", "gone"])
def test_a_damaged_file_is_named_before_use_and_the_records_stay_readable(
    tmp_path: Path, name: str, damage: str
) -> None:
    store = write(tmp_path / "s")
    file = store.path / "truth" / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(bytes(data) if damage == "a bit flipped" else bytes(data[:-1]))
    with pytest.raises(Refused, match="ICM019") as refusal:
        truth_file(store.path, name)
    assert refusal.value.findings[0].where == f"truth/{name}"
    assert RecordStore.open(store.path).digest == store.digest


def test_a_store_handed_on_without_its_truth_is_studied_without(tmp_path: Path) -> None:
    store = write(tmp_path / "s")
    shutil.rmtree(store.path / "truth")
    assert [truth_file(store.path, name) for name in NAMES] == [None] * len(NAMES)
    assert read_truth(store.path, ROWS) is None
    assert RecordStore.open(store.path).digest == store.digest


def test_truth_slipped_in_beside_listed_files_is_named(tmp_path: Path) -> None:
    store = write(tmp_path / "s")
    (store.path / "truth" / "oracle_consumer.parquet").write_bytes(b"x")
    with pytest.raises(Refused, match="does not list"):
        truth_file(store.path, "oracle_consumer.parquet")


def test_a_store_from_before_the_list_opens_and_its_truth_is_taken_as_it_is(tmp_path: Path) -> None:
    store = write(tmp_path / "s", truth=False)
    manifest = json.loads((store.path / MANIFEST).read_text(encoding="utf-8"))
    assert manifest.pop("truth") == []
    (store.path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert RecordStore.open(store.path).digest == store.digest
    (store.path / "truth").mkdir()
    (store.path / "truth" / "world.json").write_text("{}", encoding="utf-8")
    assert truth_file(store.path, "world.json") is not None
