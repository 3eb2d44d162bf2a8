import numpy as np
import pytest
from scipy.stats import norm

from inscredit_models.evaluation.rating_system.moves import neighbouring_cells, weighted_bandwidth
from inscredit_models.models.migration.cohort import Moves

COUNTS = np.array([[80, 12, 6, 2], [10, 70, 15, 5], [4, 20, 60, 16], [0, 0, 0, 0]])
MOVES = Moves(("A", "B", "C", "D"), COUNTS, np.zeros(4, dtype=int))


def test_bandwidth_is_the_way_moved_over_the_farthest_way():
    found = weighted_bandwidth(MOVES)
    # Towards worse: 12·1 + 6·2 + 15·1 of (12 + 6)·2 + 15·1; towards better: 10·1 + 4·2 + 20·1 of 10·1 + 24·2.
    assert found.upper == pytest.approx(39 / 51)
    assert found.lower == pytest.approx(38 / 58)


def test_nobody_moving_has_no_bandwidth():
    still = Moves(("A", "B", "D"), np.diag([5, 5, 0]), np.zeros(3, dtype=int))
    assert np.isnan(weighted_bandwidth(still)).all()


def test_neighbouring_cells_are_compared_away_from_the_diagonal():
    frame = neighbouring_cells(MOVES)
    assert frame[["grade", "nearer", "farther"]].to_numpy().tolist() == [["A", "B", "C"], ["C", "B", "A"]]
    near, far = 12 / 100, 6 / 100
    z = (far - near) / np.sqrt((near * (1 - near) + far * (1 - far) + 2 * near * far) / 100)
    assert frame["z"][0] == pytest.approx(z)
    assert frame["p_value"][0] == pytest.approx(norm.sf(z))


def test_variance_of_two_cells_is_that_of_simulated_subjects():
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(100, [0.8, 0.12, 0.08], size=40_000) / 100
    spread = (drawn[:, 2] - drawn[:, 1]).std()
    near, far = 0.12, 0.08
    assert np.sqrt((near * (1 - near) + far * (1 - far) + 2 * near * far) / 100) == pytest.approx(spread, rel=0.02)


def test_more_moves_to_the_farther_grade_are_seen():
    counts = COUNTS.copy()
    counts[0] = [60, 2, 36, 2]
    frame = neighbouring_cells(Moves(MOVES.grades, counts, MOVES.withdrawn))
    assert frame["p_value"][0] < 0.001
