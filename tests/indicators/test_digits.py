"""Digit and heaping tests against numbers from the literature and hand-made counts."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.indicators.digits import (
    FIRST_DIGITS,
    SECOND_DIGITS,
    digit_statistic,
    heaping_statistic,
    significant_digits,
)

PRINTED_FIRST = [0.30103, 0.17609, 0.12494, 0.09691, 0.07918, 0.06695, 0.05799, 0.05115, 0.04576]
PRINTED_SECOND = [0.11968, 0.11389, 0.10882, 0.10433, 0.10031, 0.09668, 0.09337, 0.09035, 0.08757, 0.08500]


def test_expected_shares_are_those_of_the_printed_tables() -> None:
    """Table 1.2 of Nigrini, Benford's Law (2012), to five places."""
    np.testing.assert_allclose(FIRST_DIGITS, PRINTED_FIRST, atol=5e-6)
    np.testing.assert_allclose(SECOND_DIGITS, PRINTED_SECOND, atol=5e-6)
    assert FIRST_DIGITS.sum() == pytest.approx(1) and SECOND_DIGITS.sum() == pytest.approx(1)


def test_first_digits_of_the_first_thousand_powers_of_two() -> None:
    """The textbook example 2^1 … 2^1000; the law says 301 176 125 97 79 67 58 51 46."""
    digits = [int(str(2**n)[0]) for n in range(1, 1001)]
    counts = np.bincount(digits, minlength=10)[1:]
    assert counts.tolist() == [301, 176, 125, 97, 79, 69, 56, 52, 45]
    assert digit_statistic(counts[None, :], FIRST_DIGITS, "mad")[0] == pytest.approx(0.000678, abs=5e-7)
    assert digit_statistic(counts[None, :], FIRST_DIGITS, "chi_square")[0] == pytest.approx(0.1585, abs=1e-4)
    assert digit_statistic(counts[None, :], FIRST_DIGITS, "p_value")[0] > 0.999


def test_digits_are_those_of_the_written_number() -> None:
    rng = np.random.default_rng(5)
    figures = (10 ** rng.uniform(0, 17.9, 2000)).astype(np.int64) * rng.choice([-1, 1], 2000)
    figures = np.concatenate([figures, [9, 10, 99, 100, 10**17, 10**18 - 1, 1, -1]])
    for position in (1, 2):
        written = [str(abs(int(figure))) for figure in figures]
        expected = [int(text[position - 1]) if len(text) >= position else -1 for text in written]
        assert significant_digits(figures, position).tolist() == expected


def test_uniform_digits_are_far_from_the_law() -> None:
    counts = np.full((1, 9), 100)
    share = np.abs(1 / 9 - FIRST_DIGITS).mean()
    assert digit_statistic(counts, FIRST_DIGITS, "mad")[0] == pytest.approx(share)
    assert digit_statistic(counts, FIRST_DIGITS, "p_value")[0] < 1e-30


def test_the_chi_square_test_keeps_its_level_on_figures_that_follow_the_law() -> None:
    counts = np.random.default_rng(1).multinomial(400, FIRST_DIGITS, 4000)
    assert np.mean(digit_statistic(counts, FIRST_DIGITS, "p_value") < 0.05) == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize(("heaped", "index"), [(20, 100), (100, 500), (0, 0), (25, 125)])
def test_heaping_index_is_whipples(heaped: int, index: float) -> None:
    """United Nations, Demographic Yearbook: 100 without a preference for 0 and 5, 500 where all end in them."""
    assert heaping_statistic(np.array([heaped]), np.array([100]), 0.2, "index")[0] == pytest.approx(index)


def test_heaping_p_value_is_the_binomial_tail() -> None:
    # Three of three on a multiple of five: .2 cubed; none or more: 1.
    values = heaping_statistic(np.array([3, 0]), np.array([3, 3]), 0.2, "p_value")
    np.testing.assert_allclose(values, [0.008, 1.0])
    assert heaping_statistic(np.array([30]), np.array([100]), 0.2, "excess")[0] == pytest.approx(0.1)


@pytest.mark.parametrize("statistic", ["mad", "chi_square", "p_value"])
def test_no_figures_give_no_digit_statistic(statistic: str) -> None:
    assert np.isnan(digit_statistic(np.zeros((1, 9)), FIRST_DIGITS, statistic)).all()


@pytest.mark.parametrize("statistic", ["excess", "index", "share", "p_value"])
def test_no_figures_give_no_heaping_statistic(statistic: str) -> None:
    assert np.isnan(heaping_statistic(np.zeros(1), np.zeros(1), 0.2, statistic)).all()
