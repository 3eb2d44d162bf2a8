"""All insurers at once: admitted, lawful in time, nested, with gaps that are told from silence."""

from __future__ import annotations

import pandas as pd
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings, Refused
from inscredit_models.records.statements import check_statements
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.backbone import backfill_start
from inscredit_models.worlds.enterprise.chunk import collection_table, make_chunk
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import as_frame, moved_parts, time_breaches

CODES = [
    "enterprise_profile", "quarterly_report", "solvency", "exposure", "enterprise_penalty", "governance_score",
    "labour_year", "solvency_risk_rating", "outside_rating", "complaint_quarter", "service_quarter", "claims_service",
    "enterprise_litigation", "social_responsibility",
]  # fmt: skip


def test_all_record_types_are_made(insurer_tables):
    assert sorted(insurer_tables.parts) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_part_is_admitted_by_the_check_of_the_store(insurer_tables, code):
    findings, catalogue = Findings(), load_catalogue()
    check_statements(insurer_tables.parts[code], catalogue.record_type(code), catalogue, code, findings)
    assert [str(finding) for finding in findings] == []


@pytest.mark.parametrize("code", CODES)
def test_days_are_in_order(insurer_world, insurer_tables, code):
    frame = as_frame(insurer_tables.parts[code])
    start = pd.Series(-(10**6), index=frame.subject_id.unique())
    assert {law: n for law, n in time_breaches(insurer_world, code, frame, start).items() if n} == {}


def test_insurers_are_nested(insurer_world, insurer_tables):
    few = make_chunk(insurer_world, 0, 20, truth=False)
    for code in CODES:
        many = insurer_tables.parts[code].to_pandas()
        expected = many[many.subject_id <= "E000000020"].reset_index(drop=True)
        pd.testing.assert_frame_equal(few.parts[code].to_pandas(), expected)


def undisclosed_breaches(rows: pd.DataFrame, cells: pd.DataFrame) -> int:
    """Count quarterly reports of quarters that are marked as not collected."""
    date = pd.to_datetime(rows.event_date)
    keyed = rows.assign(quarter=date.dt.year.astype(str) + "Q" + date.dt.quarter.astype(str))
    return int((keyed.merge(cells, on=["source_insurer", "quarter"]).state == "not_collected").sum())


def test_an_undisclosed_quarter_is_a_gap_and_has_no_report(insurer_world, insurer_tables):
    cells = collection_table(insurer_world).to_pandas().query("category == 'basic_operation'")
    rows = insurer_tables.parts["quarterly_report"].to_pandas()[["source_insurer", "event_date"]]
    assert (cells.state == "not_collected").mean() > 0.08 and undisclosed_breaches(rows, cells) == 0
    gap = cells[cells.state == "not_collected"].iloc[0]
    end = pd.Period(gap.quarter).end_time.date()
    planted = pd.DataFrame({"source_insurer": [gap.source_insurer], "event_date": [end]})
    assert undisclosed_breaches(pd.concat([rows, planted]), cells) == 1


def gap_breaches(world, rows: pd.DataFrame, cells: pd.DataFrame, category: str) -> int:
    """Count first statements from cells that are not collected, or that a joining insurer did not upload."""
    date = pd.to_datetime(rows.event_date)
    keyed = rows.assign(quarter=date.dt.year.astype(str) + "Q" + date.dt.quarter.astype(str))
    states = cells[cells.category == category]
    closed = (keyed.merge(states, on=["source_insurer", "quarter"]).state == "not_collected").sum()
    insurer = rows.subject_id.str[1:].astype(int).to_numpy() - 1
    day = (date - pd.Timestamp("1970-01-01")).dt.days.to_numpy()
    return int(closed + (day < backfill_start(world.backbone.join_day, world.parameters)[insurer]).sum())


@pytest.mark.parametrize("code", ["solvency", "exposure", "labour_year", "service_quarter", "claims_service"])
def test_nothing_comes_from_before_the_head_office_was_connected(insurer_world, insurer_tables, code):
    cells, category = collection_table(insurer_world).to_pandas(), load_catalogue().record_type(code).category
    rows = insurer_tables.parts[code].to_pandas().query("sequence == 1")
    assert gap_breaches(insurer_world, rows, cells, category) == 0
    gap = cells[(cells.category == category) & (cells.state == "not_collected")].iloc[0]
    subject = "E" + gap.source_insurer[-3:].zfill(9)
    planted = rows.iloc[[0]].assign(
        source_insurer=gap.source_insurer, subject_id=subject, event_date=pd.Period(gap.quarter).end_time.date()
    )
    assert gap_breaches(insurer_world, pd.concat([rows, planted]), cells, category) >= 1


def test_the_register_and_what_regulators_keep_have_no_gaps(insurer_world, insurer_tables):
    cells = collection_table(insurer_world).to_pandas()
    kept = cells.category.isin(["compliance", "credit_grade"])
    assert set(cells.state[kept]) == {"nil_return"} and (cells.state[~kept] == "not_collected").mean() > 0.1
    assert len(insurer_tables.parts["enterprise_profile"]) == 180


def test_selective_disclosure_hides_more_of_the_weak(insurer_tables):
    hidden = make_chunk(make_world(SEED, subject="enterprise", variant="e_selective_disclosure"), 0, 180, truth=False)
    assert len(hidden.parts["solvency"]) < len(insurer_tables.parts["solvency"])
    for code in ("enterprise_penalty", "complaint_quarter"):
        assert hidden.parts[code].equals(insurer_tables.parts[code])


def test_workers_make_no_difference_and_there_are_no_more_insurers_than_in_the_world(tmp_path):
    made = [
        RecordStore.open(
            simulate(tmp_path / str(n), subject="enterprise", subjects=40, seed=3, workers=n, progress=False)
        )
        for n in (1, 2)
    ]
    assert made[0].digest == made[1].digest
    with pytest.raises(Refused, match="at most 36"):
        simulate(tmp_path / "x", subject="enterprise", subjects=37, seed=3, variant="n36", progress=False)


def test_credit_codes_are_simulated_and_unique(insurer_tables):
    codes = insurer_tables.identity.column("credit_code").to_pandas()
    assert codes.str.fullmatch(r"9168\d\d00XN\d{6}[\dX][0-9A-Y]").all() and codes.is_unique


def test_truth_does_not_change_the_records(insurer_world, insurer_tables):
    bare = make_chunk(insurer_world, 0, 180, truth=False)
    assert all(bare.parts[code].equals(insurer_tables.parts[code]) for code in CODES) and not bare.truth


UNTOUCHED = ("enterprise_penalty", "service_quarter", "exposure", "governance_score", "enterprise_litigation")
"""Record types that have no part in the breaks of definitions and solvency rules."""


def test_a_variant_leaves_the_parts_it_does_not_touch(insurer_tables):
    quiet = make_chunk(make_world(SEED, subject="enterprise", variant="e_no_break"), 0, 180, truth=False)
    assert moved_parts(insurer_tables.parts, quiet.parts, UNTOUCHED) == []
    assert not quiet.parts["complaint_quarter"].equals(insurer_tables.parts["complaint_quarter"])


@pytest.mark.parametrize("code", ["enterprise_penalty", "service_quarter"])
def test_a_stage_that_follows_the_variant_is_caught(insurer_tables, follow_the_variant, code):
    follow_the_variant(f"enterprise/report/{code}")
    quiet = make_chunk(make_world(SEED, subject="enterprise", variant="e_no_break"), 0, 180, truth=False)
    assert moved_parts(insurer_tables.parts, quiet.parts, UNTOUCHED) == [code]
