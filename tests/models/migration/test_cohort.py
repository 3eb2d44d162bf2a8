import datetime as dt

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.migration.cohort import cohort_moves
from inscredit_models.models.migration.histories import read_histories

from .examples import YEAR, toy

# A three-grade matrix used in the tests of the Python package transitionMatrix (Open Risk).
THREE = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.0, 0.0, 1.0]])


def test_cohort_of_the_toy_never_sees_a_default_of_the_best_grade():
    moves = cohort_moves(read_histories(toy(), "AB", order="best_first", default="D"), [YEAR])
    assert moves.counts.tolist() == [[9, 1, 0], [1, 8, 1], [0, 0, 0]]
    assert moves.matrix[0, 2] == 0.0
    assert moves.matrix[2].tolist() == [0, 0, 1]


def test_matrix_is_recovered_from_its_own_simulated_cohorts():
    rng, rows = np.random.default_rng(0), []
    state, years = rng.integers(0, 2, size=20_000), [dt.date(2015 + year, 1, 1) for year in range(6)]
    alive = np.ones(20_000, dtype=bool)
    for year in years:
        rows.append(
            pd.DataFrame(
                {"subject_id": np.flatnonzero(alive), "day": year, "grade": np.array(list("ABD"))[state[alive]]}
            )
        )
        alive &= state < 2
        draws = rng.random(20_000)
        state = (draws[:, None] > THREE[state].cumsum(axis=1)).sum(axis=1)
    histories = read_histories(pd.concat(rows), "AB", order="best_first", default="D")
    moves = cohort_moves(histories, years[:-1])
    np.testing.assert_allclose(moves.matrix, THREE, atol=0.01)


def test_counts_equal_a_loop_over_subjects():
    histories = read_histories(toy(), "AB", order="best_first", default="D")
    frame = toy().sort_values("day", kind="stable")
    loop = np.zeros((3, 3), dtype=int)
    for _, rows in frame.groupby("subject_id"):
        start, end = rows[rows["day"] <= dt.date(2021, 4, 1)], rows[rows["day"] <= dt.date(2021, 10, 1)]
        loop["ABD".index(start["grade"].iloc[-1]), "ABD".index(end["grade"].iloc[-1])] += 1
    assert (cohort_moves(histories, [dt.date(2021, 4, 1)], months=6).counts == loop).all()


def test_withdrawn_ratings_count_in_no_cell_and_are_told():
    frame = pd.concat([toy(), pd.DataFrame([("A9", dt.date(2021, 5, 1), "NR")], columns=toy().columns)])
    moves = cohort_moves(read_histories(frame, "AB", order="best_first", default="D", withdrawn="NR"), [YEAR])
    assert moves.withdrawn.tolist() == [1, 0, 0]
    assert moves.counts.sum() == 19


def test_a_grade_without_anybody_has_no_shares():
    frame = toy().query("grade != 'A'")
    moves = cohort_moves(read_histories(frame, "AB", order="best_first", default="D"), [YEAR])
    assert np.isnan(moves.matrix[0]).all()
    assert moves.matrix[1].sum() == pytest.approx(1)
