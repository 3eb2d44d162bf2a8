import datetime as dt

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.migration.cohort import cohort_moves
from inscredit_models.models.migration.duration import TimedMoves, timed_moves
from inscredit_models.models.migration.generator import matrix_over
from inscredit_models.models.migration.histories import read_histories

from .examples import YEAR, toy

NEXT_YEAR = dt.date(2022, 1, 1)


def test_generator_of_the_toy_is_that_of_lando_and_skodeberg():
    # Lando and Skødeberg (2002), Journal of Banking & Finance 26, 423–444: moves over firm-years, months as twelfths.
    counts = np.array([[0, 1, 0], [1, 0, 1], [0, 0, 0]])
    years = np.array([9 + 1 / 12 + 10 / 12, 8 + 11 / 12 + 2 / 12 + 6 / 12, 0])
    found = TimedMoves(("A", "B", "D"), counts, years).generator
    assert (found[0, 1], found[1, 0], found[1, 2]) == pytest.approx((0.10084, 0.10435, 0.10435), abs=5e-6)
    expected = [[0.908671, 0.086575, 0.004754], [0.089586, 0.816074, 0.094340], [0, 0, 1]]
    np.testing.assert_allclose(matrix_over(found), expected, atol=5e-7)


def test_dated_histories_give_the_toy_to_the_day_and_a_default_of_the_best_grade_that_the_cohort_does_not_see():
    histories = read_histories(toy(), "AB", order="best_first", default="D")
    moves = timed_moves(histories, YEAR, NEXT_YEAR)
    assert moves.counts.tolist() == [[0, 1, 0], [1, 0, 1], [0, 0, 0]]
    assert moves.years == pytest.approx([9.9166667, 9.5833333, 0], abs=0.03)
    assert matrix_over(moves.generator)[0, 2] == pytest.approx(0.0048, abs=1e-4)
    assert cohort_moves(histories, [YEAR]).matrix[0, 2] == 0


def test_only_what_happens_within_the_period_counts():
    histories = read_histories(toy(), "AB", order="best_first", default="D")
    later = timed_moves(histories, dt.date(2021, 4, 1), NEXT_YEAR)
    assert later.counts.tolist() == [[0, 0, 0], [0, 0, 1], [0, 0, 0]]
    two = timed_moves(histories, YEAR, dt.date(2021, 4, 1))
    assert two.counts.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    np.testing.assert_allclose(two.years + later.years, timed_moves(histories, YEAR, NEXT_YEAR).years)
    with pytest.raises(Refused, match="ICM074"):
        timed_moves(histories, NEXT_YEAR, YEAR)


def test_a_withdrawal_ends_the_time_and_is_no_move():
    frame = pd.concat([toy(), pd.DataFrame([("A9", dt.date(2021, 7, 1), "NR")], columns=toy().columns)])
    histories = read_histories(frame, "AB", order="best_first", default="D", withdrawn="NR")
    moves = timed_moves(histories, YEAR, NEXT_YEAR)
    assert moves.counts.sum() == 3
    assert moves.years[0] == pytest.approx(9.9166667 - 0.5, abs=0.03)


def test_a_grade_in_which_nobody_was_has_no_intensities():
    found = TimedMoves(("A", "B", "D"), np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), np.array([5.0, 0, 0])).generator
    assert np.isnan(found[1]).all() and found[0].sum() == 0 and (found[2] == 0).all()


@pytest.mark.slow
def test_intensities_are_recovered_from_simulated_paths():
    rng, rows = np.random.default_rng(0), []
    for subject in range(3000):
        state, day = int(rng.integers(2)), 0.0
        while day < 3 * 365.25 and state < 2:
            rows.append((subject, dt.date(2015, 1, 1) + dt.timedelta(days=int(day)), "AB"[state]))
            day += 1 + rng.exponential(365.25 / 0.3)
            state = (1 - state) if rng.random() < 0.8 else 2
            if day < 3 * 365.25 and state == 2:
                rows.append((subject, dt.date(2015, 1, 1) + dt.timedelta(days=int(day)), "D"))
    frame = pd.DataFrame(rows, columns=["subject_id", "day", "grade"])
    histories = read_histories(frame, "AB", order="best_first", default="D")
    found = timed_moves(histories, dt.date(2015, 1, 1), dt.date(2018, 1, 1)).generator
    np.testing.assert_allclose(found[:2], [[-0.3, 0.24, 0.06], [0.24, -0.3, 0.06]], atol=0.02)
