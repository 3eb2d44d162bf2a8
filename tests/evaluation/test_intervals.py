import numpy as np
import pytest

from inscredit_models.evaluation.intervals import (
    assess_difference,
    holm,
    is_equivalent,
    logit_interval,
    minimum_detectable,
    plain_interval,
    wilson_interval,
)


def test_plain_interval_is_clipped_to_the_range():
    assert plain_interval(0.05, 0.1, within=(0.0, 1.0))[0] == 0.0


def test_plain_interval_takes_the_t_quantile():
    # Student's t, 9 degrees of freedom, 97.5 %: 2.262 (any table).
    assert plain_interval(0.0, 1.0, df=9)[1] == pytest.approx(2.262157, abs=1e-6)


def test_logit_interval_stays_inside_and_agrees_with_the_plain_one_for_small_errors():
    low, high = logit_interval(0.97, 0.05, 20)
    assert 0 < low < 0.97 < high < 1
    np.testing.assert_allclose(logit_interval(0.7, 1e-4, 20), plain_interval(0.7, 1e-4), atol=1e-7)


def test_estimate_a_hair_below_one_does_not_overflow():
    assert logit_interval(1 - 1e-12, 0.01, 20) == (0.0, 1.0)


def test_perfect_estimate_keeps_an_interval():
    low, high = logit_interval(1.0, 0.0, 20)
    assert (low, high) == wilson_interval(1.0, 20)
    assert low < 0.9


def test_wilson_interval_of_one_in_ten():
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3: 15 of 148 gives .0624 to .1605.
    low, high = wilson_interval(15 / 148, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


def test_wilson_interval_of_none():
    # Same table: 0 of 20 gives 0 to .1611.
    low, high = wilson_interval(0.0, 20)
    assert (low, round(high, 4)) == (0.0, 0.1611)


def test_difference_of_two_standard_errors():
    # Normal distribution: P(|z| > 2) = .0455 (any table).
    difference = assess_difference(-0.02, 0.01)
    assert difference.p_value == pytest.approx(0.04550, abs=5e-6)
    assert (round(difference.low, 5), round(difference.high, 5)) == (-0.0396, -0.0004)


@pytest.mark.parametrize(("value", "p_value"), [(0.0, 1.0), (0.1, 0.0)], ids=["same", "apart"])
def test_difference_without_spread_is_certain(value, p_value):
    assert assess_difference(value, 0.0).p_value == p_value


@pytest.mark.parametrize(
    ("value", "equivalent"),
    # z.95 = 1.6449, error .01: the 90 % interval reaches .016449 to each side.
    [(0.0, True), (0.0135, True), (0.0136, False), (-0.0135, True), (-0.0136, False)],
)
def test_equivalence_needs_the_whole_90_percent_interval_inside_the_margin(value, equivalent):
    assert is_equivalent(value, 0.01, 0.03) is equivalent


def test_equivalence_is_two_one_sided_tests_at_five_percent():
    from scipy.stats import norm

    for value in np.linspace(-0.03, 0.03, 61):
        lower, upper = norm.sf((value + 0.02) / 0.006), norm.cdf((value - 0.02) / 0.006)
        assert is_equivalent(value, 0.006, 0.02) == (max(lower, upper) < 0.05)


def test_minimum_detectable_difference_is_found_four_times_in_five():
    # z.975 + z.80 = 1.959964 + 0.841621 = 2.801585.
    assert minimum_detectable(0.01) == pytest.approx(0.02801585, abs=1e-8)
    found = np.abs(np.random.default_rng(0).normal(minimum_detectable(0.01), 0.01, 40_000)) > 1.959964 * 0.01
    assert found.mean() == pytest.approx(0.80, abs=0.01)


def test_holm_case_that_a_hand_can_check():
    # .005 · 4 = .02; .011 · 3 = .033; .02 · 2 = .04; .04 · 1 = .04: never smaller than the one before.
    assert holm(np.array([0.02, 0.005, 0.04, 0.011])).round(6).tolist() == [0.04, 0.02, 0.04, 0.033]


def test_holm_decides_as_in_demsar():
    # Demšar (2006), JMLR 7, section 3.2.2: C4.5 against three others, p .016, .019, .608; Holm at .05 rejects two.
    assert (holm(np.array([0.0157, 0.0192, 0.608])) < 0.05).tolist() == [True, True, False]


def test_holm_is_never_above_one():
    assert holm(np.array([0.9, 0.8])).max() == 1.0
