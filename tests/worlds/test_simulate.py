"""Stores: nested, the same for any number of workers, whole, and behind the truth wall."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.findings import Refused
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds import simulate as simulate_module
from inscredit_models.worlds.practitioner.chunk import make_chunk
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import VERSIONS, make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import moved_parts

CROSSING = CHUNK + 40
GOLDEN = {"2": "3720016cbc56cf67cf04099c602adc42466cd79f9d6b94507fd2271a9be395e3"}
"""Digest of the records of the first sixty practitioners, by generator version."""


@pytest.fixture(scope="module")
def two_chunks(tmp_path_factory):
    path = tmp_path_factory.mktemp("worlds") / "two"
    return simulate(path, subjects=CROSSING, seed=SEED, workers=2, progress=False, truth=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("worlds") / "small", subjects=60, seed=SEED, progress=False)


def test_two_workers_give_the_digest_of_one(two_chunks, tmp_path):
    calls = []
    one = simulate(
        tmp_path / "one",
        subjects=CROSSING,
        seed=SEED,
        workers=1,
        progress=lambda *done: calls.append(done),
        truth=False,
    )
    assert RecordStore.open(one).digest == RecordStore.open(two_chunks).digest
    assert calls == [(1, 2), (2, 2)]


def test_chunks_do_not_depend_on_the_order_in_which_they_are_made(world, two_chunks):
    for record, table in make_chunk(world, 1, 40, truth=False).parts.items():
        assert pq.read_table(two_chunks / "records" / record / "part-00001.parquet").equals(table)


@pytest.mark.slow
def test_a_process_pool_gives_what_threads_give(two_chunks, world):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        made = pool.submit(make_chunk, world, 1, 40, truth=False).result()
    for record, table in made.parts.items():
        assert pq.read_table(two_chunks / "records" / record / "part-00001.parquet").equals(table), record


def _spoilt(monkeypatch, spoil):
    """Let every chunk of practitioners go through ``spoil`` (tables, chunk, truth)."""
    kind = check_subject("practitioner")

    def made(world, chunk, keep, *, truth=True):
        tables = make_chunk(world, chunk, keep, truth=truth)
        spoil(tables, chunk, truth)
        return tables

    monkeypatch.setattr(simulate_module, "check_subject", lambda subject: dataclasses.replace(kind, make_chunk=made))


def _one_hour_more(table):
    return table.set_column(
        table.column_names.index("hours"), table.schema.field("hours"),
        pc.if_else(pa.array(np.arange(len(table)) == 0), pc.add(table.column("hours"), 1), table.column("hours")),
    )  # fmt: skip


def test_a_truth_that_changes_one_record_is_caught(small, tmp_path, monkeypatch):
    def spoil(tables, chunk, truth):
        if not truth:
            tables.parts["training"] = _one_hour_more(tables.parts["training"])

    _spoilt(monkeypatch, spoil)
    bare = simulate(tmp_path / "bare", subjects=60, seed=SEED, progress=False, truth=False)
    assert RecordStore.open(bare).digest != RecordStore.open(small).digest


@pytest.mark.slow
def test_a_chunk_that_depends_on_what_was_made_before_is_caught(two_chunks, tmp_path, monkeypatch):
    before = []

    def spoil(tables, chunk, truth):
        if before:
            tables.parts["training"] = _one_hour_more(tables.parts["training"])
        before.append(chunk)

    _spoilt(monkeypatch, spoil)
    spoilt = simulate(tmp_path / "spoilt", subjects=CROSSING, seed=SEED, progress=False, truth=False)
    assert RecordStore.open(spoilt).digest != RecordStore.open(two_chunks).digest


@pytest.mark.slow
def test_four_workers_give_the_digest_of_two(two_chunks, tmp_path):
    four = simulate(tmp_path / "four", subjects=CROSSING, seed=SEED, workers=4, progress=False, truth=False)
    assert RecordStore.open(four).digest == RecordStore.open(two_chunks).digest


@pytest.mark.parametrize("record", ["registration", "violation", "complaint", "portfolio", "tax", "award"])
def test_a_subject_is_the_same_in_a_larger_world(tables, small, record):
    few = pq.read_table(small / "records" / record / "part-00000.parquet").to_pandas()
    many = tables.parts[record].to_pandas()
    pd.testing.assert_frame_equal(few, many[many.subject_id <= "P000000060"].reset_index(drop=True))


def test_identity_and_truth_are_nested_too(tables, small):
    identity = pq.read_table(small / "identity.parquet")
    assert identity.equals(tables.identity.slice(0, 60))
    few = pq.read_table(small / "truth" / "outcome_true.parquet").to_pandas()
    many = tables.truth["outcome_true"].to_pandas()
    pd.testing.assert_frame_equal(few, many[many.subject_id <= "P000000060"].reset_index(drop=True))


def test_the_store_opens_and_names_its_world(small):
    store = RecordStore.open(small)
    assert (store.subject, store.origin, store.operator_class) == ("practitioner", "simulated", "industry_body")
    assert store.manifest["world"]["seed"] == SEED and store.manifest["world"]["variant"] == "default"
    assert sorted(store.record_codes()) == sorted(
        ["registration", "profile", "training", "portfolio", "award", "violation", "complaint", "tax"]
    )


def test_without_truth_the_records_are_the_same(small, tmp_path):
    bare = simulate(tmp_path / "bare", subjects=60, seed=SEED, progress=False, truth=False)
    assert RecordStore.open(bare).digest == RecordStore.open(small).digest
    assert not (bare / "truth").exists()


def test_another_seed_gives_another_digest(small, tmp_path):
    other = simulate(tmp_path / "other", subjects=60, seed=SEED + 1, progress=False, truth=False)
    assert RecordStore.open(other).digest != RecordStore.open(small).digest


@pytest.mark.skipif(np.__version__ != "2.4.6", reason="random streams are only promised within one NumPy release")
def test_records_of_this_generator_version_do_not_move(small):
    # if this fails on purpose, raise the version in worlds/world.py and write the new digest here
    parts = [
        pq.read_table(small / "records" / name / "part-00000.parquet") for name in ("violation", "portfolio", "tax")
    ]
    assert digest_value([digest_frame(part.to_pandas()) for part in parts]) == GOLDEN[VERSIONS["practitioner"]]


def test_truth_files_are_all_there(small):
    names = {path.name for path in (small / "truth").iterdir()}
    assert names == {
        "world.json", "weights_true.toml", "latent_practitioner.parquet", "oracle_practitioner.parquet",
        "outcome_true.parquet", "events_all.parquet", "effects.parquet", "shocks.parquet", "gaming.parquet",
        "duplicates.parquet",
    }  # fmt: skip
    assert json.loads((small / "truth" / "world.json").read_text())["subjects"] == 60


def test_consent_is_an_exception_and_has_no_tax_rows(tables):
    refused = set(tables.consent.column("subject_id").to_pylist())
    assert len(refused) / CHUNK == pytest.approx(0.65, abs=0.01)
    assert not refused & set(tables.parts["tax"].column("subject_id").to_pylist())


def test_a_regulator_holds_the_tax_of_those_who_refused(tables):
    few = 300
    held = make_chunk(make_world(SEED, operator_class="regulator"), 0, few, truth=False)
    default = tables.parts["tax"].filter(pc.field("subject_id") <= f"P{few:09d}")
    agency = make_chunk(make_world(SEED, operator_class="credit_agency"), 0, few, truth=False)
    refused = set(held.consent.column("subject_id").to_pylist())
    assert refused & set(held.parts["tax"].column("subject_id").to_pylist())
    assert not refused & set(agency.parts["tax"].column("subject_id").to_pylist())
    assert len(held.parts["tax"]) > 2 * len(default) and len(agency.parts["tax"]) == len(default)


def test_everything_wrong_with_a_request_is_said_at_once(tmp_path):
    with pytest.raises(Refused) as caught:
        simulate(tmp_path / "x", subject="practitionr", subjects=0, seed=1, workers=0)
    assert [finding.code for finding in caught.value.findings] == ["ICM008", "ICM006", "ICM006"]
    with pytest.raises(Refused, match="ICM008"):
        simulate(tmp_path / "x", subjects=5, seed=1, variant="thin_file")
    with pytest.raises(Refused, match="at most 12375000"):
        simulate(tmp_path / "x", subjects=12_375_001, seed=1)
    assert list(tmp_path.iterdir()) == []


UNTOUCHED = ("registration", "profile", "training", "portfolio", "tax")
"""Record types that variants of the reporting of events leave alone."""


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["thin_files", "p_large_underreport"])
def test_a_variant_leaves_untouched_parts_as_they_are(world, tables, variant):
    other = make_chunk(make_world(SEED, variant=variant), 0, CHUNK, truth=False)
    assert moved_parts(tables.parts, other.parts, UNTOUCHED) == []
    default = set(np.asarray(tables.parts["violation"].column("record_id")))
    assert set(np.asarray(other.parts["violation"].column("record_id"))) < default


def test_a_stage_that_follows_the_variant_is_caught(small, follow_the_variant):
    default = {code: pq.read_table(small / "records" / code / "part-00000.parquet") for code in UNTOUCHED}
    sparse = make_world(SEED, variant="thin_files")
    assert moved_parts(default, make_chunk(sparse, 0, 60, truth=False).parts, UNTOUCHED) == []
    follow_the_variant("practitioner/fields/training")
    assert moved_parts(default, make_chunk(sparse, 0, 60, truth=False).parts, UNTOUCHED) == ["training"]
