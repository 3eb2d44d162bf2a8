"""The shipped samples are what the generator makes, small, and free of identifiers."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
import pytest

from inscredit_models.digest import digest_file
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.samples import SEED, SIZES, TINY, tiny_tables, write_sample, write_tiny
from inscredit_models.worlds.world import VERSIONS

SHIPPED = Path(__file__).parents[2] / "data_samples"


@pytest.mark.parametrize("subject", SIZES)
def test_shipped_stores_are_whole_and_of_this_generator(subject):
    store = RecordStore.open(SHIPPED / "simulated" / subject)
    world = store.manifest["world"]
    assert (store.origin, world["seed"], world["version"]) == ("simulated", SEED, VERSIONS[subject])
    assert world["subjects"] == SIZES[subject]


def test_all_samples_together_stay_small():
    files = [path for path in (SHIPPED / "simulated").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 12_000_000


@pytest.mark.parametrize("subject", SIZES)
def test_the_planted_chances_of_single_events_are_left_out(subject):
    events = pq.read_schema(SHIPPED / "simulated" / subject / "truth" / "events_all.parquet").names
    assert "record_id" in events and "intensity" not in events


def test_the_readme_names_the_measured_rows():
    text = (SHIPPED / "simulated" / "README.md").read_text(encoding="utf-8")
    for subject in SIZES:
        parts = RecordStore.open(SHIPPED / "simulated" / subject).manifest["parts"]
        assert f"{sum(part['rows'] for part in parts):,}" in text


@pytest.mark.parametrize("subject", SIZES)
def test_the_manifest_names_every_file_of_the_truth_with_its_digest(subject):
    folder = SHIPPED / "simulated" / subject
    named = {item["path"]: item["sha256"] for item in RecordStore.open(folder).manifest["truth"]}
    assert set(named) == {f"truth/{path.name}" for path in (folder / "truth").iterdir()}
    assert named == {path: digest_file(folder / path) for path in named}


@pytest.mark.parametrize("subject", ["enterprise", "regulator"])
def test_a_sample_can_be_made_again(subject, tmp_path):
    made = RecordStore.open(write_sample(tmp_path, subject))
    assert made.digest == RecordStore.open(SHIPPED / "simulated" / subject).digest


@pytest.mark.slow
@pytest.mark.parametrize("subject", ["practitioner", "consumer"])
def test_a_large_sample_can_be_made_again(subject, tmp_path):
    made = RecordStore.open(write_sample(tmp_path, subject))
    assert made.digest == RecordStore.open(SHIPPED / "simulated" / subject).digest


def test_tiny_samples_are_those_of_twenty_subjects_and_two_years(tmp_path):
    write_tiny(tmp_path, "regulator")
    for path in (tmp_path / "regulator").iterdir():
        assert path.read_bytes() == (SHIPPED / "tiny" / "regulator" / path.name).read_bytes()
    table = pc_csv.read_csv(tmp_path / "regulator" / "hotline_quarter.csv")
    yearly = tiny_tables("regulator")["commitment_year"]
    assert 0.9 * TINY * 8 < len(table) <= TINY * 8 and 0.9 * TINY * 2 < len(yearly) <= TINY * 2


def test_no_identifier_is_in_a_tiny_sample():
    pattern = re.compile(r"\b68\d{15}[\dX]\b|SIM\d{17}|9168\w{14}")
    for subject in SIZES:
        for path in (SHIPPED / "tiny" / subject).glob("*.csv"):
            assert not pattern.search(path.read_text(encoding="utf-8")), path.name
