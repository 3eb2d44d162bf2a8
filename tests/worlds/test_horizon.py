"""The time of a world: quarters, month fractions, weights of days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from inscredit_models.worlds.horizon import Horizon, day_number, days_of_months

HORIZON = Horizon(2018, 2025, dt.date(2026, 6, 30))


def test_quarters_begin_and_end_on_calendar_days():
    assert HORIZON.start == day_number("2018-01-01")
    assert HORIZON.end == day_number("2026-01-01")
    assert HORIZON.quarter_of(np.array([day_number("2019-03-31"), day_number("2019-04-01")])).tolist() == [4, 5]
    assert (HORIZON.half_name(3), HORIZON.quarter_name(31)) == ("2019H2", "2025Q4")


def test_half_a_february_is_fourteen_days():
    assert days_of_months(np.array([1.5]), "2018-01")[0] == day_number("2018-02-15")


def test_overlap_counts_days_of_half_open_spans():
    first, after = np.array([day_number("2018-03-31")]), np.array([day_number("2018-04-02")])
    assert HORIZON.overlap(HORIZON.quarter_starts, first, after)[0, :3].tolist() == [1, 1, 0]


def test_day_weights_follow_the_months():
    upto = HORIZON.day_weights(np.arange(1.0, 13.0))
    assert upto[31] == pytest.approx(31.0)
    assert upto[59] == pytest.approx(31.0 + 2 * 28)
