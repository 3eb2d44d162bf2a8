"""Reports of periods: said once, if at all, with one uniform number a report."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.reports import Reporters, quarter_ends, report_sheet
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED, changed
from tests.worlds.law_checks import calibration_slope


@pytest.fixture(scope="module")
def insurers():
    return make_world(SEED, subject="enterprise")


def _many(world, record, count=2000, **changes):
    """Give many reports of every insurer, all about the end of 2024."""
    size, day = world.backbone.insurers, quarter_ends(world)[43]
    reporters = Reporters("E", np.arange(size), np.arange(size) % 36)
    known = np.full((size, count), day + 40)
    fields = {"number": pa.array(np.arange(size * count))}
    return report_sheet(world, record, reporters, np.arange(size), day, known, fields, size, **changes)


def test_what_is_not_published_and_what_comes_too_late_is_no_record(insurers):
    ends = quarter_ends(insurers)[:2]
    known = np.array([[ends[0] + 40, NEVER], [insurers.horizon.extract + 1, ends[1] + 40]])
    reporters = Reporters("E", np.array([5, 6]), np.array([0, 1]))
    fields = {"staff": pa.array([1, 2, 3, 4])}
    made = report_sheet(insurers, "enterprise_profile", reporters, np.arange(2), ends, known, fields, 2)
    assert made.fields["staff"].to_pylist() == [1, 4]
    assert made.insurer[made.statements.record].tolist() == [5, 6]
    assert made.day.tolist() == ends.tolist()


def test_reporters_beyond_the_cut_are_left_out(insurers):
    ends = quarter_ends(insurers)[:1]
    reporters = Reporters("E", np.array([5, 6]), np.array([0, 1]))
    known, fields = np.full((2, 1), ends[0] + 1), {"staff": pa.array([1, 2])}
    made = report_sheet(insurers, "enterprise_profile", reporters, np.arange(2), ends, known, fields, 1)
    assert made.fields["staff"].to_pylist() == [1]
    assert made.happened.recorded.all() and len(made.happened.day) == 2


def test_what_is_recorded_of_each_insurer_is_its_planted_share(insurers):
    made = _many(insurers, "governance_score").happened
    assert made.probability.std() > 0.01
    assert calibration_slope(made.probability, made.recorded, made.person) == pytest.approx(1.0, abs=0.1)


def test_reports_that_do_not_feel_the_insurer_are_caught(insurers):
    made = _many(changed(insurers, {"reporting.insurer_effect": 0.0}), "governance_score").happened
    planted = _many(insurers, "governance_score").happened.probability
    assert abs(calibration_slope(planted, made.recorded, made.person) - 1) > 0.1


def test_less_reporting_leaves_a_true_subset_of_the_same_records(insurers):
    more = _many(insurers, "complaint_quarter", 50)
    less = _many(changed(insurers, {"report.complaint_quarter": 0.5}), "complaint_quarter", 50)
    assert 0 < len(less.fields["number"]) < len(more.fields["number"])
    assert set(less.fields["number"].to_pylist()) < set(more.fields["number"].to_pylist())
    assert set(less.statements.record.tolist()) < set(more.statements.record.tolist())


def test_with_a_probability_of_one_everything_is_there(insurers):
    assert _many(changed(insurers, {"report.complaint_quarter": 1.0}), "complaint_quarter", 5).happened.recorded.all()


def test_bureaus_feel_their_region_and_their_integrity_but_no_insurer():
    world = make_world(SEED, subject="regulator")
    size, day = 36, quarter_ends(world)[:1]
    reporters = Reporters("B", np.full(size, -1), np.arange(size))
    known, fields = np.full((size, 1), day[0] + 40), {"calls": pa.array(np.zeros(size))}
    made = report_sheet(world, "hotline_quarter", reporters, np.arange(size), day, known, fields, size)
    backbone = world.backbone
    logit = np.log(0.98 / 0.02) + 0.3 * backbone.region_reporting + 0.3 * backbone.bureau_integrity
    assert made.happened.probability == pytest.approx(1 / (1 + np.exp(-logit)))


def test_some_amounts_are_stated_wrong_and_corrected(insurers):
    true = np.full(insurers.backbone.insurers * 50, 10_000)
    made = _many(insurers, "exposure", 50, slip=("amount", true))
    said, amount = made.statements, np.array([float(value) for value in made.fields["amount"].to_pylist()])
    corrected = said.has("corrected")
    wrong = np.isin(said.record, said.record[corrected]) & ~corrected
    assert corrected.sum() / len(np.unique(said.record)) == pytest.approx(0.03, abs=0.006)
    assert (amount[corrected] == 100.0).all() and (amount[wrong] != 100.0).all()
    assert (amount[~wrong] != 100.0).mean() < 0.001  # what is corrected only after the extract
    assert np.log(amount[wrong] / 100).std() == pytest.approx(0.2, abs=0.03)
