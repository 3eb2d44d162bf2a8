"""Equal and entropy weights against literature and hand values."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.index_weights import entropy_weights, equal_weights


def test_entropy_weights_of_the_reference_matrix() -> None:
    """scikit-criteria's test of entropy weights: [[1, 2], [4, 16]] gives .358889 and .641111."""
    found = entropy_weights(np.array([[1.0, 2.0], [4.0, 16.0]]), shift=0.0)
    np.testing.assert_allclose(found, [0.358889, 0.641111], atol=5e-7)


def test_entropy_weights_by_hand() -> None:
    """Columns (1, 0) and (1, 1/3): entropies 0 and −(¾ln¾ + ¼ln¼)/ln2 = .811278; weights 1/1.188722 and the rest."""
    found = entropy_weights(np.array([[1.0, 1.0], [0.0, 1 / 3]]), shift=0.0)
    np.testing.assert_allclose(found, [1 / 1.188722, 0.188722 / 1.188722], atol=1e-6)


def test_the_shift_is_applied_as_stated() -> None:
    units = np.array([[0.0, 0.2], [1.0, 0.7], [0.5, 1.0]])
    shifted = entropy_weights(0.1 + 0.9 * units, shift=0.0)
    np.testing.assert_allclose(entropy_weights(units, shift=0.1), shifted, atol=1e-15)
    assert abs(entropy_weights(units, shift=0.5)[0] - shifted[0]) > 1e-3


def test_rare_records_are_heavier_than_common_ones() -> None:
    """Among columns of 0 and 1, good nearly everywhere and good rarely: the rare good is heavier."""
    rare, common = np.zeros(100), np.ones(100)
    rare[:3], common[:3] = 1, 0
    weights = entropy_weights(np.column_stack([rare, common]), shift=0.1)
    assert weights[0] > weights[1] > 0


@pytest.mark.parametrize("shift", [0.0, 0.1])
def test_constant_columns_weigh_nothing_and_never_nan(shift: float) -> None:
    units = np.array([[0.0, 0.3, 0.0], [1.0, 0.3, 0.0], [0.2, 0.3, 0.0]])
    np.testing.assert_allclose(entropy_weights(units, shift=shift), [1, 0, 0], atol=1e-15)
    np.testing.assert_array_equal(equal_weights(units), [1, 0, 0])


def test_where_nothing_varies_all_weigh_the_same() -> None:
    assert entropy_weights(np.full((3, 4), 0.5), shift=0.1).tolist() == [0.25] * 4
    assert equal_weights(np.full((1, 2), 0.5)).tolist() == [0.5, 0.5]


def test_weights_add_up_to_one() -> None:
    units = np.random.default_rng(0).random((50, 7))
    assert entropy_weights(units, shift=0.1).sum() == pytest.approx(1, abs=1e-12)
