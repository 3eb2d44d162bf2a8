"""Agreement with published grades: known values, honest intervals, and silence where nothing can be said."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import kendalltau
from sklearn.metrics import roc_auc_score

from inscredit_models.evaluation.grade_agreement import grade_agreement, why_not_evaluable
from inscredit_models.findings import Refused

DRAWN = np.random.default_rng(3)


def test_tau_b_is_that_of_scipy_with_ties_on_both_sides() -> None:
    value, grade = DRAWN.integers(0, 8, 40).astype(float), DRAWN.integers(1, 5, 40).astype(float)
    assert grade_agreement(value, grade).tau == pytest.approx(kendalltau(value, grade).statistic)


def test_with_two_grades_the_ordinal_auc_is_the_auc() -> None:
    value, grade = DRAWN.normal(size=30).round(1), np.repeat([0.0, 1.0], [12, 18])
    assert grade_agreement(value, grade).auc == pytest.approx(roc_auc_score(grade, value))


def test_a_hand_checks_the_ordinal_auc_of_three_grades() -> None:
    """5 + 5 + 5 subjects: of 75 unlike pairs all but the 25 between the two lower grades are in order."""
    grade = np.repeat([1.0, 2.0, 3.0], 5)
    value = np.concatenate([np.arange(5) + 10.0, np.arange(5.0), np.arange(5) + 20.0])
    found = grade_agreement(value, grade)
    assert (found.pairs, found.auc) == (75, pytest.approx(50 / 75))


def test_missing_values_and_grades_are_left_out_of_n() -> None:
    value, grade = np.arange(14.0), np.repeat([1.0, 2.0], 7)
    value[0], grade[13] = np.nan, np.nan
    assert grade_agreement(value, grade).n == 12


@pytest.mark.parametrize(
    ("grades", "part"),
    [
        ([1] * 4 + [2] * 5, "9 subjects"),
        ([1] * 30, "one grade only"),
        ([1] * 30 + [2] * 4, "at most 4"),
        ([1] * 3 + [2] * 3 + [3] * 3 + [4] * 3, ""),
    ],
)
def test_too_few_subjects_or_a_lopsided_scale_is_not_evaluable(grades: list[int], part: str) -> None:
    found = grade_agreement(np.arange(float(len(grades))), np.array(grades, dtype=float))
    assert part in why_not_evaluable(np.array(grades))[1]
    assert (found.verdict() == "not_evaluable") == bool(part)
    assert np.isnan(found.auc) == bool(part)


def test_equal_values_say_nothing() -> None:
    found = grade_agreement(np.ones(20), np.repeat([1.0, 2.0], 10))
    assert found.verdict() == "not_evaluable" and "equal" in found.cause[1]


def test_perfect_order_is_not_certainty() -> None:
    found = grade_agreement(np.arange(12.0), np.repeat([1.0, 2.0], 6))
    assert found.auc == 1 and 0.4 < found.auc_low < 0.8 and found.auc_high == 1


def test_turning_the_values_turns_the_verdict() -> None:
    value = np.concatenate([DRAWN.normal(0, 1, 30), DRAWN.normal(2, 1, 30)])
    grade = np.repeat([1.0, 2.0], 30)
    there, back = grade_agreement(value, grade), grade_agreement(-value, grade)
    assert (there.verdict(), back.verdict()) == ("agrees", "opposes")
    assert there.auc == pytest.approx(1 - back.auc) and there.auc_low == pytest.approx(1 - back.auc_high)
    assert there.verdict(0.2) == "inconclusive"


def test_the_p_value_is_that_of_all_deals() -> None:
    value, grade = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]), np.repeat([1.0, 2.0], 5)
    for swaps in ([], [(4, 5)], [(3, 6)], [(2, 7)]):
        mixed = grade.copy()
        for a, b in swaps:
            mixed[[a, b]] = mixed[[b, a]]
        ranks = [sum(chosen) for chosen in combinations(range(1, 11), 5)]  # all 252 ways to be graded well
        far = abs(value[mixed == 2].sum() - 27.5)
        exact = np.mean([abs(total - 27.5) >= far for total in ranks])
        assert grade_agreement(value, mixed).p_value == pytest.approx(exact, abs=0.012)


def test_few_subjects_are_judged_by_deals_not_by_a_lucky_jackknife() -> None:
    value = np.array([7.0, 3, 2, 4, 1, 11, 10, 14, 6, 15, 12, 8, 5, 9, 13])
    found = grade_agreement(value, np.repeat(np.arange(6.0), [2, 3, 3, 3, 2, 2]))
    assert found.auc_low > 0.5 and found.p_value > 0.05 and found.verdict() == "inconclusive"


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(Refused, match="ICM006"):
        grade_agreement(np.ones(3), np.ones(4))


@pytest.mark.slow
def test_intervals_hold_chance_at_least_as_often_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inscredit_models.evaluation.grade_agreement.DEALS", 9)  # only the intervals are looked at
    grade = np.repeat(np.arange(6.0), [2, 2, 4, 3, 2, 2])
    found = [grade_agreement(np.random.default_rng(seed).normal(size=15), grade) for seed in range(2000)]
    assert np.mean([each.auc_low <= 0.5 <= each.auc_high for each in found]) > 0.94
    assert np.mean([each.tau_low <= 0 <= each.tau_high for each in found]) > 0.94
