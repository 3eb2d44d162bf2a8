"""Benefit of the doubt."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights import benefit_of_doubt as module
from inscredit_models.models.composite.weights.benefit_of_doubt import benefit_of_doubt, undominated

UNITS = np.array([[0.9, 0.3, 0.5], [0.6, 0.6, 0.6], [0.2, 0.9, 0.4], [0.4, 0.5, 0.3]])


def test_four_units_by_hand() -> None:
    """By hand and as one linear program: the fourth unit reaches 16/21 with weights 5/7, 20/21, 0."""
    answer = benefit_of_doubt(UNITS)
    np.testing.assert_allclose(answer.scores, [1, 1, 1, 16 / 21], rtol=1e-9)
    np.testing.assert_allclose(answer.weights[3], [5 / 7, 20 / 21, 0], atol=1e-9)


def test_agreement_with_one_program_per_unit() -> None:
    values = np.random.default_rng(2).uniform(size=(150, 4))
    naive = [-linprog(-unit, A_ub=values, b_ub=np.ones(150), method="highs").fun for unit in values]
    np.testing.assert_allclose(benefit_of_doubt(values).scores, naive, atol=1e-9)


def test_bounds_on_shares_are_kept_and_lower_the_scores() -> None:
    values = np.random.default_rng(3).uniform(0.2, 1, size=(40, 3))
    free, bound = benefit_of_doubt(values), benefit_of_doubt(values, least_share=0.2, most_share=0.5)
    shares = bound.weights * values / bound.scores[:, None]
    assert shares.min() >= 0.2 - 1e-7 and shares.max() <= 0.5 + 1e-7
    assert (bound.scores <= free.scores + 1e-9).all()
    assert (free.scores == 1).sum() >= (bound.scores > 1 - 1e-9).sum()


def test_units_and_gaps_of_columns() -> None:
    scaled = UNITS * np.array([1.0, 1000.0, 0.001])
    np.testing.assert_allclose(benefit_of_doubt(scaled).scores, benefit_of_doubt(UNITS).scores, rtol=1e-9)
    holed = UNITS.copy()
    holed[0, 0] = np.nan
    assert np.isfinite(benefit_of_doubt(holed).scores).all()
    assert benefit_of_doubt(np.array([[0.0, 0.0], [1.0, 1.0]])).scores.tolist() == [0, 1]


def test_more_units_than_a_block_are_solved_alike() -> None:
    values = np.random.default_rng(4).uniform(size=(130, 3))
    whole = benefit_of_doubt(values).scores
    np.testing.assert_allclose(benefit_of_doubt(values[::-1]).scores[::-1], whole, atol=1e-9)


def test_equal_rows_keep_one_of_them() -> None:
    assert undominated(np.array([[1.0, 1.0], [1.0, 1.0]])).tolist() == [True, False]


def test_negative_values_and_impossible_bounds_are_named_together() -> None:
    with pytest.raises(Refused) as refusal:
        benefit_of_doubt(np.array([[-1.0, 1.0]]), least_share=0.6)
    assert [finding.code for finding in refusal.value.findings] == ["ICM103", "ICM006"]


@pytest.mark.parametrize(("least", "most"), [(0.0, 1.0), (0.15, 0.6)])
def test_what_the_walk_leaves_unsettled_is_solved_by_the_library(
    monkeypatch: pytest.MonkeyPatch, least: float, most: float
) -> None:
    values = np.random.default_rng(5).uniform(0.1, 1, size=(80, 3))
    whole = benefit_of_doubt(values, least_share=least, most_share=most).scores
    nothing = (np.zeros(values.shape), np.zeros(len(values), dtype=bool))
    monkeypatch.setattr(module, "walk_to_best", lambda *_: nothing)
    np.testing.assert_allclose(benefit_of_doubt(values, least_share=least, most_share=most).scores, whole, atol=1e-8)
