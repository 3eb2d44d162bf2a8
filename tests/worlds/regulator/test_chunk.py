"""All bureaus at once: admitted, lawful in time, nested, with their truth."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings, Refused
from inscredit_models.records.statements import check_statements
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.regulator.chunk import CATEGORIES, collection_table, make_chunk, world_truth
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import as_frame, time_breaches

CODES = [
    "hotline_quarter", "complaint_handling_quarter", "commitment_year", "workload_quarter", "penalty_review_quarter",
    "transparency_year", "bureau_complaint_quarter",
]  # fmt: skip


def test_all_record_types_are_made(bureau_tables):
    assert sorted(bureau_tables.parts) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_part_is_admitted_and_its_days_are_in_order(bureau_world, bureau_tables, code):
    findings, catalogue = Findings(), load_catalogue()
    check_statements(bureau_tables.parts[code], catalogue.record_type(code), catalogue, code, findings)
    assert [str(finding) for finding in findings] == []
    frame = as_frame(bureau_tables.parts[code])
    start = pd.Series(-(10**6), index=frame.subject_id.unique())
    assert {law: n for law, n in time_breaches(bureau_world, code, frame, start).items() if n} == {}


def test_bureaus_are_nested(bureau_world, bureau_tables):
    few = make_chunk(bureau_world, 0, 5, truth=False)
    for code in CODES:
        many = bureau_tables.parts[code].to_pandas()
        expected = many[many.subject_id <= "B000000005"].reset_index(drop=True)
        pd.testing.assert_frame_equal(few.parts[code].to_pandas(), expected)


def test_each_bureau_reports_of_its_own_region(bureau_tables):
    rows = bureau_tables.parts["hotline_quarter"].to_pandas()
    assert (rows.source_region == "Region " + rows.subject_id.str[-2:]).all() and rows.source_insurer.isna().all()


def test_workers_make_no_difference_and_there_are_no_more_bureaus_than_regions(tmp_path):
    made = [
        RecordStore.open(
            simulate(tmp_path / str(n), subject="regulator", subjects=36, seed=3, workers=n, progress=False)
        )
        for n in (1, 2)
    ]
    assert made[0].digest == made[1].digest
    with pytest.raises(Refused, match="at most 12"):
        simulate(tmp_path / "x", subject="regulator", subjects=13, seed=3, variant="b_twelve", progress=False)


def test_all_cells_are_collected(bureau_world):
    cells = collection_table(bureau_world).to_pandas()
    assert len(cells) == 36 * len(CATEGORIES) * 48 and set(cells.state) == {"nil_return"}


def test_manipulations_are_listed_where_there_are_any(bureau_tables):
    assert len(bureau_tables.truth["gaming"]) == 0
    gamed = make_chunk(make_world(SEED, subject="regulator", variant="gaming_on"), 0, 36)
    assert len(gamed.truth["gaming"]) == 36 * 16
    assert gamed.truth["latent_regulator"].equals(bureau_tables.truth["latent_regulator"])


def test_every_figure_is_listed_whether_it_was_reported_or_not(bureau_tables):
    events = bureau_tables.truth["events_all"].to_pandas()
    assert set(events.type) == set(CODES) and 0.95 < events.reported.mean() < 1
    for record, part in bureau_tables.parts.items():
        listed = events[(events.type == record) & events.reported]
        assert set(listed.record_id) == set(part.column("record_id").to_pylist())
    assert events[~events.reported].record_id.isna().all()


def test_bureaus_without_integrity_have_thinner_records():
    shares, integrity = [], []
    for seed in range(6):
        world = make_world(seed, subject="regulator")
        events = make_chunk(world, 0, 36).truth["events_all"].to_pandas()
        shares += events.groupby("subject_id").reported.mean().tolist()
        integrity += world.backbone.bureau_integrity.tolist()
    assert np.corrcoef(shares, integrity)[0, 1] > 0.3


def test_truth_does_not_change_the_records(bureau_world, bureau_tables):
    bare = make_chunk(bureau_world, 0, 36, truth=False)
    assert all(bare.parts[code].equals(bureau_tables.parts[code]) for code in CODES) and not bare.truth


def test_signs_and_distractors_are_planted(bureau_world):
    text = world_truth(bureau_world)["weights_true.toml"]
    assert "overturned = -1" in text and '"meetings"' in text
    assert tomllib.loads(text)["complaints"]["closed_duty"] == 0.55


def test_credit_codes_are_of_authorities(bureau_tables):
    codes = bureau_tables.identity.column("credit_code").to_pandas()
    assert codes.str.fullmatch(r"1168\d\d00XN9\d{5}[\dX][0-9A-Y]").all() and codes.is_unique
