"""What becomes known: reporting, collection, lag, batch, backfill."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.collection import branch_collection
from inscredit_models.worlds.observation import (
    NOT_COLLECTED,
    NOT_YET_KNOWN,
    RECORDED,
    Occurrence,
    collection_columns,
    observe,
    report_probability,
)
from inscredit_models.worlds.practitioner.chunk import CATEGORIES
from inscredit_models.worlds.world import make_world
from tests.worlds.law_checks import LOADED_AT_START, as_frame, backfill_breaches, collection_breaches, day

RECORDS = ("registration", "profile", "training", "portfolio", "award", "violation", "complaint", "tax")


def _things(insurer, region, days, **changes):
    count = len(days)
    things = Occurrence(days, np.full(count, insurer), np.full(count, region), "violation", 7.0, report=0.72)
    return dataclasses.replace(things, **changes)


def _quiet_branch(world):
    """A branch that is collected from the first day, reports at once and never joined late."""
    backbone = world.backbone
    fit = (backbone.connected == 0) & ~backbone.batch & (backbone.join_day < 0)[:, None]
    return tuple(int(index[0]) for index in np.nonzero(fit))


def test_median_lag_is_the_planted_one(world):
    insurer, region = _quiet_branch(world)
    days = np.full(20_000, day("2018-02-01"))
    seen = observe(np.random.default_rng(0), world, _things(insurer, region, days, report=1.0))
    expected = 7 * 365.25 / 12 * world.backbone.lag_factor[insurer]
    assert np.median(seen.known - days) == pytest.approx(expected, rel=0.03)


def test_what_would_be_known_after_the_extract_is_not_in_the_store(world):
    insurer, region = _quiet_branch(world)
    seen = observe(
        np.random.default_rng(0), world, _things(insurer, region, np.full(2000, day("2025-12-31")), report=1.0)
    )
    assert set(np.unique(seen.state)) == {RECORDED, NOT_YET_KNOWN}
    assert (seen.known[seen.state == NOT_YET_KNOWN] == NEVER).all()
    assert seen.known[seen.is_recorded].max() <= day("2026-06-30")


def test_reporting_probability_of_a_middling_branch_is_the_base(world):
    insurer, region = _quiet_branch(world)
    backbone = dataclasses.replace(
        world.backbone,
        insurer_reporting=np.zeros(180), region_reporting=np.zeros(36), bureau_integrity=np.zeros(36),
    )  # fmt: skip
    plain = dataclasses.replace(world, backbone=backbone)
    things = _things(insurer, region, np.full(2, day("2020-05-05")))
    assert report_probability(plain, things) == pytest.approx([0.72, 0.72])
    louder = dataclasses.replace(things, shift=np.log(2.0))  # odds .72 / .28 doubled: 1.44 / 1.72
    assert report_probability(plain, louder) == pytest.approx([1.44 / 1.72] * 2)


def test_less_reporting_shows_a_true_subset_of_the_same_records():
    default, variant = make_world(4), make_world(4, variant="p_large_underreport")
    largest = int(np.argmax(default.backbone.agent_share))
    things = _things(largest, 0, np.full(5000, day("2023-06-15")))
    more, less = (observe(np.random.default_rng(9), world, things) for world in (default, variant))
    assert less.is_recorded.sum() < more.is_recorded.sum()
    assert (more.is_recorded | ~less.is_recorded).all()
    assert np.array_equal(more.known[less.is_recorded], less.known[less.is_recorded])


def test_branches_in_batches_report_ten_days_after_a_quarter_end(world):
    insurer, region = (int(i[0]) for i in np.nonzero((world.backbone.connected == 0) & world.backbone.batch))
    things = _things(insurer, region, np.full(500, day("2022-02-02")), report=1.0)
    known = observe(np.random.default_rng(0), world, things).known
    dates = pd.to_datetime(np.unique(known[known < NEVER]), unit="D")
    assert set(dates.strftime("%m-%d")) <= {"04-10", "07-10", "10-10", "01-10"}


@pytest.mark.parametrize("record", RECORDS)
def test_nothing_comes_from_a_cell_that_is_not_collected(world, tables, record):
    frame, cells = as_frame(tables.parts[record]), branch_collection(world, CATEGORIES).to_pandas()
    if record in LOADED_AT_START:
        frame = frame[frame.event_date >= world.horizon.start]
    assert collection_breaches(world, record, frame, cells) == 0


def test_a_record_from_a_cell_that_is_not_collected_is_caught(world, tables):
    frame, cells = as_frame(tables.parts["violation"]).head(50), branch_collection(world, CATEGORIES).to_pandas()
    closed = cells[(cells.state == "not_collected") & (cells.category == "violation")].iloc[0]
    frame.loc[0, ["source_insurer", "source_region"]] = closed.source_insurer, closed.source_region
    frame.loc[0, "event_date"] = world.horizon.quarter_starts[0]
    assert collection_breaches(world, "violation", frame, cells) == 1


@pytest.mark.parametrize("record", RECORDS)
def test_backfill_is_known_exactly_on_the_day_of_joining(world, tables, record):
    assert (world.backbone.join_day > 0).any()
    assert backfill_breaches(world, as_frame(tables.parts[record])) == 0


def test_backfill_known_a_day_late_is_caught(world, tables):
    frame = as_frame(tables.parts["portfolio"])
    insurer = frame.source_insurer.str.removeprefix("Insurer ").astype(int).to_numpy() - 1
    late = np.flatnonzero((frame.sequence == 1) & (frame.event_date < world.backbone.join_day[insurer]))
    assert len(late) > 0
    frame.loc[late[0], "known_date"] += 1
    assert backfill_breaches(world, frame) == 1


def test_every_branch_category_and_quarter_has_exactly_one_state(world):
    cells = collection_columns(world, ("basic", "tax"))
    keys = pd.DataFrame({name: cells[name] for name in ("insurer", "region", "category", "quarter")})
    assert not keys.duplicated().any()
    assert len(keys) == len(keys[["insurer", "region"]].drop_duplicates()) * 2 * world.horizon.quarters


def test_a_branch_once_connected_stays(world):
    cells = pd.DataFrame(collection_columns(world, ("tax",))).sort_values(["insurer", "region", "quarter"])
    assert not (cells.groupby(["insurer", "region"]).collected.diff() < 0).any()


def test_uncollected_events_are_told_from_unreported_ones(world):
    insurer, region = (int(i[0]) for i in np.nonzero(world.backbone.connected == NEVER))
    seen = observe(np.random.default_rng(0), world, _things(insurer, region, np.full(50, day("2022-02-02"))))
    assert (seen.state == NOT_COLLECTED).all()
