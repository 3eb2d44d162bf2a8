"""Distance and outranking methods."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.outranking import copeland, grey_relation, outranking_matrix, topsis, vikor

AIRCRAFT = np.array(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
)
AIRCRAFT_WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
AIRCRAFT_SIGNS = np.array([1, 1, 1, -1, 1, 1])
MOUNTAIN = np.array([[1.0, 3000], [2, 3750], [5, 4500]])
HYDROPOWER = np.array(
    [
        [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
        [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
        [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
        [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
        [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
        [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
    ]
)
HYDROPOWER_SIGNS = np.array([1, -1, 1, 1, -1, -1, -1, 1])


def test_fighter_aircraft_with_vector_normalisation() -> None:
    """Hwang & Yoon (1981), fighter aircraft; the library's default normalisation would give .6127 .3660 .5306 .3517."""
    answer = topsis(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SIGNS)
    np.testing.assert_allclose(answer.closeness, [0.643, 0.268, 0.613, 0.312], atol=6e-4)
    np.testing.assert_allclose(answer.closeness, [0.643277, 0.268384, 0.613542, 0.312291], atol=5e-7)
    np.testing.assert_allclose(answer.to_ideal, [0.054557, 0.119679, 0.057977, 0.100937], atol=5e-7)


def test_mountain_climbing() -> None:
    """Opricovic & Tzeng (2004): risk to be low, altitude to be high."""
    answer = vikor(MOUNTAIN, np.ones(2), np.array([-1, 1]))
    np.testing.assert_allclose(answer.group_loss, [0.5, 0.375, 0.5])
    np.testing.assert_allclose(answer.regret, [0.5, 0.25, 0.5])
    np.testing.assert_allclose(answer.compromise, [1, 0, 1])
    assert answer.has_advantage and answer.is_stable


def test_hydropower_on_the_drina() -> None:
    """Opricovic & Tzeng (2007), Extended VIKOR method in comparison with outranking methods, tables 2 and 3."""
    answer = vikor(HYDROPOWER, np.ones(8), HYDROPOWER_SIGNS)
    np.testing.assert_allclose(answer.group_loss, [0.692, 0.700, 0.290, 0.423, 0.280, 0.346], atol=6e-4)
    np.testing.assert_allclose(answer.regret, [0.125, 0.125, 0.121, 0.125, 0.067, 0.125], atol=6e-4)
    np.testing.assert_allclose(answer.compromise, [0.991, 1, 0.473, 0.670, 0, 0.578], atol=6e-4)
    assert (np.argsort(np.argsort(answer.compromise)) + 1).tolist() == [5, 6, 2, 4, 1, 3]


def test_outranking_matrix_and_copeland_scores() -> None:
    """COINr tests of outrankMatrix and a_copeland (Becker et al. 2022)."""
    values = np.array([[1.0, 3, 2], [2, 2, 3], [3, 1, 1], [4, 5, 4]])
    matrix = outranking_matrix(values, np.ones(3))
    np.testing.assert_allclose(matrix[[1, 2, 3], 0], [2 / 3, 1 / 3, 1])
    assert (matrix == 1).sum() == 3
    assert copeland(values, np.ones(3)).tolist() == [-1, 1, -3, 3]


def test_grey_relational_grades_by_hand() -> None:
    """Deng (1982), minimum and maximum over all cells; by hand."""
    values = np.array([[0.9, 0.6, 0.8], [0.7, 0.9, 0.5], [0.6, 0.7, 0.95]])
    grades = grey_relation(values, np.ones(3), np.ones(3))
    np.testing.assert_allclose(grades, [0.661783, 0.600866, 0.668998], atol=5e-7)


@pytest.mark.parametrize("method", [topsis, vikor, copeland, outranking_matrix])
def test_a_missing_cell_is_refused_with_its_number(method) -> None:
    holed = AIRCRAFT.copy()
    holed[1, 2] = np.nan
    with pytest.raises(Refused, match="1 missing or infinite cells in 1 units"):
        method(holed, AIRCRAFT_WEIGHTS, AIRCRAFT_SIGNS)


def test_a_constant_column_takes_no_part() -> None:
    wider = np.column_stack([AIRCRAFT, np.full(4, 3.0)])
    weights, signs = np.append(AIRCRAFT_WEIGHTS, 0.5), np.append(AIRCRAFT_SIGNS, 1)
    plain = topsis(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SIGNS)
    np.testing.assert_allclose(topsis(wider, weights, signs).closeness, plain.closeness, rtol=1e-12)
    compromise = vikor(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SIGNS).compromise
    np.testing.assert_allclose(vikor(wider, weights, signs).compromise, compromise, rtol=1e-12)


def test_units_that_are_all_alike_are_all_equal() -> None:
    same = np.ones((3, 2))
    assert topsis(same, np.ones(2)).closeness.tolist() == [0.5] * 3
    assert vikor(same, np.ones(2)).compromise.tolist() == [0] * 3
    assert copeland(same, np.ones(2)).tolist() == [0] * 3
    assert grey_relation(same, np.ones(2), np.ones(2)).tolist() == [1] * 3


def test_vikor_where_all_lose_the_same() -> None:
    assert vikor(np.array([[1.0, 0.0], [0.0, 1.0]]), np.ones(2)).compromise.tolist() == [0, 0]
