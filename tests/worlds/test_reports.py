"""Reports of periods."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.reports import Reporters, quarter_ends, report_sheet


def test_what_is_not_published_and_what_comes_too_late_is_no_record(world):
    ends = quarter_ends(world)[:2]
    known = np.array([[ends[0] + 40, NEVER], [world.horizon.extract + 1, ends[1] + 40]])
    reporters = Reporters("E", np.array([5, 6]), np.array([0, 1]))
    fields = {"staff": pa.array([1, 2, 3, 4])}
    made = report_sheet(world, "quarterly_report", reporters, np.arange(2), ends, known, fields, 2)
    assert made.fields["staff"].to_pylist() == [1, 4]
    assert made.insurer[made.statements.record].tolist() == [5, 6]
    assert made.day.tolist() == ends.tolist()


def test_reporters_beyond_the_cut_are_left_out(world):
    ends = quarter_ends(world)[:1]
    reporters = Reporters("E", np.array([5, 6]), np.array([0, 1]))
    known = np.full((2, 1), ends[0] + 1)
    made = report_sheet(world, "x", reporters, np.arange(2), ends, known, {"staff": pa.array([1, 2])}, 1)
    assert made.fields["staff"].to_pylist() == [1]
