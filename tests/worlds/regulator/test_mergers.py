"""Bureaus merge: codes end and their successors begin, without gap and without circle."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.identifiers import credit_code_defects
from inscredit_models.records.identity import check_identities
from inscredit_models.worlds.regulator.chunk import make_chunk, world_truth
from inscredit_models.worlds.regulator.mergers import bureau_code, bureau_identities, bureau_table, merger_days
from inscredit_models.worlds.world import make_world


@pytest.fixture(scope="module")
def bureau_world():
    return make_world(20150116, subject="regulator")


def test_the_identity_service_takes_them_without_a_finding(bureau_world):
    findings = Findings()
    check_identities(bureau_identities(bureau_world), "world", findings)
    assert len(findings) == 0


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (dt.date(2018, 11, 30), 0),
        (dt.date(2018, 12, 1), 1),
        (dt.date(2022, 12, 31), 1),
        (dt.date(2023, 1, 1), 2),
        (dt.date(2026, 6, 30), 2),
    ],
)
def test_on_each_day_the_first_bureau_is_followed_by_the_one_of_its_time(bureau_world, day, era):
    identities = bureau_identities(bureau_world)
    for region in (0, 35):
        assert identities.current("bureau", bureau_code(region, 0), day) == bureau_code(region, era)
        name = f"Region {region + 1:02d} bureau {era + 1}"
        assert identities.resolve("bureau", name, day) == bureau_code(region, era)


def test_codes_are_sound_and_each_their_own(bureau_world):
    codes = bureau_table(bureau_world).column("bureau_code").to_pylist()
    assert len(set(codes)) == len(codes) == 36 * (len(merger_days(bureau_world)) + 1)
    assert set(credit_code_defects(codes).tolist()) == {""}


def test_the_table_says_until_when_and_by_whom(bureau_world):
    rows = bureau_table(bureau_world).to_pylist()[:3]
    assert [row["valid_to"] for row in rows] == [*merger_days(bureau_world), None]
    assert [row["successor"] for row in rows] == [rows[1]["bureau_code"], rows[2]["bureau_code"], None]
    assert {row["region"] for row in rows} == {"Region 01"}


def test_subjects_keep_their_first_code_and_the_breaks_are_told(bureau_world):
    first = make_chunk(bureau_world, 0, 1).identity.column("credit_code").to_pylist()
    assert first == [bureau_code(0, 0)]
    shocks = world_truth(bureau_world)["shocks.parquet"].to_pylist()
    assert [row["from"] for row in shocks if row["name"] == "bureau_merger"] == list(merger_days(bureau_world))
