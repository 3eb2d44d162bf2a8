"""Normalisations with given numbers."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.scoring import means, rescale


def test_goalposts_equal_the_reference_tool() -> None:
    """COINr tests of n_goalposts (Becker et al. 2022): goalposts 0 and 10 on 1, 11, -1."""
    values = np.array([1.0, 11.0, -1.0])
    np.testing.assert_allclose(rescale.between_goalposts(values, 0, 10), [0.1, 1, 0])
    np.testing.assert_allclose(rescale.between_goalposts(values, 10, 0), [0.9, 0, 1])
    assert rescale.between_goalposts(values, 0, 10, clip=False).tolist() == [0.1, 1.1, -0.1]


def test_distance_to_target_equals_the_reference_tool() -> None:
    """COINr tests of n_dist2targ (Becker et al. 2022)."""
    rises = np.array([0.0, 5.0, 11.0])
    np.testing.assert_allclose(rescale.distance_to_target(rises, 0, 10, cap=False), [0, 0.5, 1.1])
    np.testing.assert_allclose(rescale.distance_to_target(rises, 0, 10), [0, 0.5, 1])
    falls = np.array([-1.0, 1.0, 10.0])
    np.testing.assert_allclose(rescale.distance_to_target(falls, 10, 0, cap=False), [1.1, 0.9, 0])
    np.testing.assert_allclose(rescale.distance_to_target(falls, 10, 0), [1, 0.9, 0])


def test_efficacy_coefficient_of_four_indicators() -> None:
    """Efficacy coefficient method of SASAC: anchors swapped for the indicator where lower is better; by hand."""
    actual = np.array([14, 1.1, 72, 0.80])
    best, worst = [20, 1.5, 60, 0.95], [5, 0.5, 90, 0.60]
    points = np.array(
        [
            rescale.efficacy_coefficient(np.array([x]), low, high)[0]
            for x, low, high in zip(actual, worst, best, strict=True)
        ]
    )
    np.testing.assert_allclose(points, [84, 84, 84, 82.857143], atol=5e-7)
    weights = np.array([0.3, 0.25, 0.25, 0.2])
    assert means.arithmetic_mean(points[None], weights)[0] == pytest.approx(83.771429, abs=5e-7)
    assert means.geometric_mean(points[None], weights)[0] == pytest.approx(83.770174, abs=5e-7)


def test_graded_efficacy_is_straight_between_grades_in_both_directions() -> None:
    coefficients = np.array([0.2, 0.4, 0.6, 0.8, 1.0])
    rises = rescale.graded_efficacy(np.array([2.5, np.nan]), np.array([0.0, 1, 2, 3, 4]), coefficients)
    assert rises[0] == pytest.approx(0.7) and np.isnan(rises[1])
    falls = rescale.graded_efficacy(np.array([2.5]), np.array([4.0, 3, 2, 1, 0]), coefficients)
    assert falls[0] == pytest.approx(0.5)


def test_wall_score_exact_and_as_the_textbook_rounds() -> None:
    """Wall's worked example of Chinese textbooks of financial analysis: 105.35 with relative ratios of two decimals."""
    weights = np.array([25.0, 25, 15, 10, 10, 10, 5])
    standards = np.array([2.00, 1.50, 2.50, 8, 6, 4, 3])
    actual = np.array([[2.33, 0.88, 3.33, 12, 10, 2.66, 1.63]])
    assert rescale.wall_score(actual, standards, weights)[0] == pytest.approx(104.805, abs=5e-4)
    # the textbook writes 1.17 .59 1.33 1.50 1.70 .67 .54; 10/6 = 1.667 stands there as 1.70
    printed = np.array([[1.17, 0.59, 1.33, 1.50, 1.70, 0.67, 0.54]])
    assert rescale.wall_score(printed, np.ones(7), weights)[0] == pytest.approx(105.35, abs=5e-3)
    capped = rescale.wall_score(actual, standards, weights, bounds=(0.5, 1.5))
    assert capped[0] == pytest.approx(104.805 - 10 * (10 / 6 - 1.5), abs=5e-4)
    assert rescale.wall_score(actual, standards, weights, decimals=2)[0] == pytest.approx(105.05, abs=5e-3)


def test_ranks_share_ties_and_skip_gaps() -> None:
    values = np.array([3.0, np.nan, 1.0, 3.0])
    np.testing.assert_array_equal(rescale.ranked(values, 1), [2.5, np.nan, 1, 2.5])
    np.testing.assert_array_equal(rescale.ranked(values, -1), [1.5, np.nan, 3, 1.5])
    np.testing.assert_array_equal(rescale.borda_points(values, 1), [1.5, np.nan, 0, 1.5])


def test_percentiles_of_both_directions_add_up_to_one() -> None:
    reference = np.array([1.0, 2.0, 2.0, 5.0])
    values = np.array([0.0, 2.0, 3.0, np.nan])
    both = rescale.percentile(values, reference, 1) + rescale.percentile(values, reference, -1)
    np.testing.assert_array_equal(both, [1, 1, 1, np.nan])


def test_standardised_and_fraction_of_best() -> None:
    assert rescale.standardised(np.array([4.0]), 2.0, 4.0, -1)[0] == -0.5
    assert rescale.fraction_of_best(np.array([1.0]), 4.0)[0] == 0.25
